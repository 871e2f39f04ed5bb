"""IVR305: a recording or an answer comes over an open line, or a recording from a host that nobody listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Collect, Disclosure, Disconnect, Menu, Play, Request
from ivrplan.flow.texts import references
from ivrplan.rules.fix import SetText
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_Fetching: TypeAlias = Play | Menu | Collect | Disclosure | Disconnect | Request
_SAFE: Final = "https://"
_OPEN: Final = "http://"


def check(subject: Subject) -> Iterator[Hit]:
    """Every such address. A text without a scheme is the name of a recording at the vendor."""
    nodes: Sequence[_Fetching] = subject.graph.among(Play, Menu, Collect, Disclosure, Disconnect, Request)
    hosts = subject.settings.audio_hosts
    for node in nodes:
        attribute = "url" if isinstance(node, Request) else "audio"
        address = getattr(node, attribute)
        problem = _problem(address, () if attribute == "url" else hosts) if isinstance(address, str) else ""
        if problem:
            yield Hit(
                f'In flow "{subject.flow.name}", {attribute} of {node.kind} "{node.name}" {problem}.',
                node=node.name,
                attribute=attribute,
                path=subject.graph.path_to(node.name),
                fix=_encrypted(node.name, attribute, address),
            )


def _encrypted(node: str, attribute: str, address: str) -> SetText | None:
    """The same recording over an encrypted line. Whether a system that is asked for data has one, nobody can tell here."""
    if attribute != "audio" or not address.lower().startswith(_OPEN):
        return None
    return SetText(node, attribute, f"{_SAFE}{address[len(_OPEN) :]}")


def _problem(address: str, hosts: Collection[str]) -> str:
    if "://" not in address:
        return ""
    if not address.lower().startswith(_SAFE):
        return (
            "" if references(address.partition("://")[0]) else "is fetched without encryption, not by https"
        )
    host = _host(address)
    if not hosts or not host or references(host) or any(_fits(host, allowed) for allowed in hosts):
        return ""
    return f"comes from {host}, which is not in audio_hosts"


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # no address at all: that is not what this rule is about
        return ""


def _fits(host: str, allowed: str) -> bool:
    known = allowed.lower()
    return host == known or (known.startswith("*.") and host.endswith(known[1:]))


RULE: Final = Rule(
    id="IVR305",
    name="untrusted-address",
    group=Group.SECURITY,
    severity=Severity.WARNING,
    summary="Address that cannot be trusted",
    why=(
        "Whoever sits between the vendor and such a host can hear what is asked and change what is answered, or what "
        "callers hear: another number to call, for one. A host that nobody listed may belong to anybody some day."
    ),
    mend="Write an https address of a host of your own, or add the host to the setting audio_hosts.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
