"""The setting `audio_hosts`: which hosts recordings may come from."""

from __future__ import annotations

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disconnect, Request
from ivrplan.rules.rule import RuleSettings, Subject
from ivrplan.rules.security import untrusted_address

HOSTS = ("cdn.example.com", "*.Media.example.com")


def said(*nodes: Disconnect | Request, hosts: tuple[str, ...] = HOSTS) -> list[str]:
    flow = Flow(name="main", entry=nodes[0].name, nodes=nodes)
    subject = Subject(CallGraph(flow), RuleSettings(audio_hosts=hosts))
    return [hit.message for hit in untrusted_address.check(subject)]


@pytest.mark.parametrize(
    "audio",
    [
        "https://cdn.example.com/a.wav",
        "https://CDN.example.com:8443/a.wav",
        "https://eu.media.example.com/a.wav",
        "https://{region}.example.org/a.wav",
        "https://[broken/a.wav",
        "prompts/welcome",
    ],
)
def test_hosts_that_are_listed_or_that_nobody_can_tell(audio: str) -> None:
    assert said(Disconnect(name="bye", audio=audio)) == []


@pytest.mark.parametrize(
    "host", ["example.com", "cdn.example.com.example.org", "media.example.com", "xmedia.example.com"]
)
def test_hosts_that_are_not_listed(host: str) -> None:
    bye = Disconnect(name="bye", audio=f"https://{host}/a.wav")
    problem = f'In flow "main", audio of disconnect "bye" comes from {host}, which is not in audio_hosts.'
    assert said(bye) == [problem]
    assert said(bye, hosts=()) == []


def test_the_setting_is_about_recordings_only() -> None:
    assert said(Request(name="ask", url="https://crm.example.org/")) == []
