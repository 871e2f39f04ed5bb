"""Texts that are sensitive, or known only after apply: no rule shows the one, or guesses at the other."""

from __future__ import annotations

import json

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import (
    AnyNode,
    Collect,
    Custom,
    Disclosure,
    Disconnect,
    Menu,
    Play,
    Queue,
    Request,
    Set,
    Transfer,
)
from ivrplan.language.values import UNKNOWN, Sensitive, Unknown
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES

SECRET = "http://ada:lovelace1843@example.com/{account}?token=4111111111111111"

ABOUT_TEXTS = {"IVR302", "IVR305", "IVR701", "IVR702"}


def flow_with(text: str | Unknown | Sensitive) -> Flow:
    ways = {"default": "set", "timeout": "desk", "invalid": "desk"}
    nodes: tuple[AnyNode, ...] = (
        Disclosure(name="notice", say=text, edges={"default": "play"}),
        Play(name="play", audio=text, edges={"default": "menu"}),
        Menu(name="menu", say=text, audio=text, edges={"1": "ask", "timeout": "desk", "invalid": "desk"}),
        Collect(name="ask", variable="account", say=text, edges=ways),
        Set(name="set", values={"token": text}, edges={"default": "look"}),
        Request(
            name="look",
            url=text,
            headers={"Authorization": text},
            body=text,
            save={"level": "level"},
            edges={"default": "own", "error": "bye"},
        ),
        Custom(
            name="own", type="T", settings={"token": text, "more": {"deep": [text]}}, edges={"1": "queue"}
        ),
        Queue(name="queue", queue=text, say=text),
        Transfer(name="desk", number=text),
        Disconnect(name="bye", say=text),
    )
    return Flow(name="main", entry="notice", nodes=nodes, description="A flow of everything that has a text.")


@pytest.mark.parametrize("text", [Sensitive(SECRET), Sensitive(""), Sensitive(UNKNOWN), UNKNOWN], ids=repr)
def test_no_rule_shows_or_judges_what_is_hidden(text: Unknown | Sensitive) -> None:
    findings = check_flow(flow_with(text), RULES).findings
    assert [finding.rule for finding in findings if finding.rule in ABOUT_TEXTS] == []
    assert "lovelace" not in json.dumps([finding.to_json() for finding in findings])


def test_the_same_text_in_clear_is_told_and_not_shown() -> None:
    findings = [one for one in check_flow(flow_with(SECRET), RULES).findings if one.rule in ABOUT_TEXTS]
    assert {finding.rule for finding in findings} == ABOUT_TEXTS - {"IVR302"}
    assert "lovelace" not in json.dumps([finding.to_json() for finding in findings])
    held = {(one.hit.node, one.hit.attribute) for one in findings if one.rule == "IVR701"}
    assert {("own", "settings"), ("set", "values"), ("look", "headers"), ("look", "body")} <= held


@pytest.mark.parametrize(("body", "told"), [(Sensitive("{level}"), 0), (UNKNOWN, 0), ("{}", 1)], ids=repr)
def test_a_variable_may_be_used_where_nobody_can_look(body: str | Unknown | Sensitive, told: int) -> None:
    look = Request(name="look", url="https://x.example", save={"level": "level"}, edges={"default": "tell"})
    tell = Request(name="tell", url="https://x.example", method="POST", body=body, edges={"default": "bye"})
    flow = Flow(name="main", entry="look", nodes=(look, tell, Disconnect(name="bye")))
    assert [one.rule for one in check_flow(flow, RULES).findings].count("IVR116") == told
