"""Rules of practice: their numbers, texts that they cannot see, and what they make of large flows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Collect, Disconnect, Menu, Play, Queue, Set
from ivrplan.language.values import UNKNOWN, Sensitive, Unknown
from ivrplan.rules.rule import Group, Hit, RuleSettings, Subject
from ivrplan.rules.table import BY_KEY, RULES
from tests.rules.pages import fences, page, read_flow, sections
from tests.strategies.flows import flows

PRACTICE = tuple(rule for rule in RULES if rule.group is Group.PRACTICE)


def hits(rule: str, flow: Flow, numbers: RuleSettings = RuleSettings()) -> list[Hit]:  # noqa: B008 - frozen
    return list(BY_KEY[rule].check(Subject(CallGraph(flow), numbers)))


def example(rule: str) -> Flow:
    (text,) = fences(sections(page(rule))["Example"], "hcl")
    return read_flow(text)


@pytest.mark.parametrize(
    ("rule", "setting", "value"),
    [
        ("IVR201", "max_choices", 6),
        ("IVR202", "max_menu_depth", 5),
        ("IVR209", "max_decisions", 16),
        ("IVR210", "max_interactions", 7),
        ("IVR301", "max_menu_seconds", 20),
        ("IVR301", "words_per_second", 5),
        ("IVR307", "max_opening_seconds", 30),
        ("IVR307", "words_per_second", 3.5),
        ("IVR404", "max_timeout", 30),
        ("IVR801", "described_from", 13),
    ],
)
def test_a_project_can_allow_more(rule: str, setting: str, value: Any) -> None:
    flow = example(rule)
    assert hits(rule, flow)
    assert not hits(rule, flow, replace(RuleSettings(), **{setting: value}))


def with_menu(**fields: Any) -> Flow:
    menu = Menu(name="menu", edges={"1": "q", "2": "next", "timeout": "bye", "invalid": "q"}, **fields)
    more = Menu(name="next", edges={"1": "q", "2": "bye"})
    return Flow(
        name="main", entry="menu", nodes=(menu, more, Queue(name="q", queue="Q"), Disconnect(name="bye"))
    )


@pytest.mark.parametrize(
    ("rule", "setting", "value", "flow"),
    [
        ("IVR205", "max_menus_to_person", 1, with_menu()),
        (
            "IVR301",
            "max_message_seconds",
            1,
            Flow(name="a", nodes=(Disconnect(name="b", say="See you again soon."),)),
        ),
        ("IVR403", "max_retries", 2, with_menu(retries=3)),
        ("IVR404", "min_timeout", 5, with_menu(timeout=4)),
    ],
)
def test_a_project_can_allow_less(rule: str, setting: str, value: Any, flow: Flow) -> None:
    assert not hits(rule, flow)
    stricter = replace(RuleSettings(), **{setting: value})
    assert bool(hits(rule, flow, stricter)) is (rule != "IVR205")
    if rule == "IVR205":
        assert hits(rule, flow.model_copy(update={"nodes": flow.nodes[:1] + farther()}), stricter)


def farther() -> tuple[AnyNode, ...]:
    """The person one menu further away."""
    return (
        Menu(name="q", edges={"1": "next"}),
        Menu(name="next", edges={"1": "person"}),
        Queue(name="person", queue="Q"),
        Disconnect(name="bye"),
    )


def test_before_a_choice_of_language_less_is_allowed() -> None:
    nodes: tuple[AnyNode, ...] = (
        Play(name="hello", say="Welcome to Northwind.", edges={"default": "language"}),
        Menu(
            name="language",
            say="For English, press 1. Para español, oprima el 2.",
            edges={"1": "q", "2": "q"},
        ),
        Queue(name="q", queue="Q"),
    )
    flow = Flow(name="main", entry="hello", nodes=nodes)
    assert not hits("IVR307", flow)
    assert hits("IVR307", flow, RuleSettings(max_greeting_seconds=1))


SECRET = "For the vault, press 7. " * 30


@pytest.mark.parametrize("hidden", [UNKNOWN, Sensitive(SECRET), Sensitive(UNKNOWN)], ids=repr)
def test_nothing_is_said_about_texts_that_cannot_be_seen(hidden: Unknown | Sensitive) -> None:
    def flow(say: str | Unknown | Sensitive) -> Flow:
        nodes: tuple[AnyNode, ...] = (
            Play(name="a", say=say, edges={"default": "menu"}),
            Menu(name="menu", say=say, edges={"1": "q", "2": "q"}),
            Queue(name="q", queue="Q", say=say),
        )
        return Flow(name="main", entry="a", nodes=nodes)

    rules = ("IVR207", "IVR301", "IVR307")
    assert all(hits(rule, flow(SECRET)) for rule in rules)
    assert [hit for rule in PRACTICE for hit in rule.check(Subject(CallGraph(flow(hidden))))] == [
        hit
        for rule in PRACTICE
        if rule.id not in rules
        for hit in rule.check(Subject(CallGraph(flow(SECRET))))
    ]


@settings(max_examples=40, deadline=None)
@given(flows())
def test_no_rule_of_practice_shows_what_nodes_say(flow: Flow) -> None:
    """Texts are long, and some are secret: a message names the node instead."""
    marked = Flow.model_validate(dict(flow) | {"nodes": tuple(map(_marked, flow.nodes))})
    shown = [hit.message for rule in PRACTICE for hit in rule.check(Subject(CallGraph(marked)))]
    assert not [message for message in shown if "unmistakable" in message]


def _marked(node: AnyNode) -> AnyNode:
    return node.model_copy(update={"say": "unmistakable, press 7."}) if hasattr(node, "say") else node


@settings(max_examples=40, deadline=None)
@given(flows(), st.integers(1, 3))
def test_stricter_numbers_never_find_less(flow: Flow, most: int) -> None:
    strict = RuleSettings(
        max_choices=most,
        max_menu_depth=most,
        max_menus_to_person=most,
        max_decisions=most,
        max_interactions=most,
        max_menu_seconds=most,
        max_message_seconds=most,
        max_opening_seconds=most,
        max_greeting_seconds=most,
        max_retries=most,
        max_timeout=most + 2,
        described_from=most,
    )
    for rule in PRACTICE:
        usual = {(hit.node, hit.outcome) for hit in hits(rule.id, flow)}
        if rule.id != "IVR202":  # tells of the first menu that is too deep, which is another one then
            assert len(usual) <= len(hits(rule.id, flow, strict)), rule.id


def test_large_flows_are_no_special_case() -> None:
    """Were a rule to walk from each node, this would take minutes, and run into the time limit of tests."""
    count = 2_000
    nodes: list[AnyNode] = [
        Menu(
            name=f"m{n}",
            say="For more, press 1. For that, press 3.",
            retries=0,
            timeout=1,
            edges={"1": f"m{n + 1}", "0": "p0", "*": "q", "4": "q", "invalid": "p0", "timeout": "bye"},
        )
        for n in range(count)
    ]
    nodes += [Set(name=f"p{n}", values={"x": "1"}, edges={"default": f"p{n + 1}"}) for n in range(count)]
    nodes += [
        Disconnect(name=f"p{count}"),
        Collect(name=f"m{count}", variable="v", edges={"default": "q"}),
        Queue(name="q", queue="Q"),
        Disconnect(name="bye"),
    ]
    subject = Subject(CallGraph(Flow(name="main", entry="m0", nodes=tuple(nodes))))
    found = Counter(rule.id for rule in PRACTICE for _ in rule.check(subject))
    assert found["IVR202"] == 1
    assert found["IVR204"] == 2 * count - 1
    assert found["IVR206"] == count - 1
    assert found["IVR207"] == 2 * count
    assert found["IVR203"] == found["IVR403"] == found["IVR404"] == found["IVR405"] == count
    assert found["IVR209"] == found["IVR801"] == 1
    assert found["IVR409"] == 2
    assert not found.keys() & {"IVR201", "IVR205", "IVR208", "IVR210", "IVR301", "IVR307", "IVR407"}
