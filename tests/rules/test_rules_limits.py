"""Checks with numbers that vendors' rules are built from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivrplan.diagnostics import Severity
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Collect, Disconnect, Menu, Play, Queue
from ivrplan.flow.path import LONG
from ivrplan.rules import limits
from ivrplan.rules.limits import Limit
from ivrplan.rules.rule import Check, Group, Hit, Rule, Subject
from ivrplan.rules.run import check_flow
from ivrplan.rules.silence import Silence

FLOW = Flow(
    name="main",
    entry="menu",
    nodes=(
        Menu(name="menu", edges={"1": "pin", "2": "sales", "timeout": "sales"}),
        Collect(name="pin", variable="pin", retries=4, edges={"default": "sales"}),
        Queue(name="sales", queue="Sales"),
    ),
)

LIMIT = Limit(0, "Example", "the vendor's handbook", "limits.some")


def hits(check: Check, flow: Flow = FLOW) -> list[Hit]:
    return list(check(Subject(CallGraph(flow))))


def of(number: int) -> Limit:
    return replace(LIMIT, number=number)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (limits.too_many_nodes(of(2)), 'Flow "main" has 3 nodes; '),
        (
            limits.too_many_nodes(of(1), limits.of_kinds({"menu", "collect"}), "decision elements"),
            'Flow "main" has 2 decision elements; ',
        ),
        (limits.too_many_connections(of(3)), 'Flow "main" has 4 connections between its nodes; '),
        (limits.too_many_outbound(of(2)), 'In flow "main", 3 connections leave menu "menu"; '),
        (limits.too_large(of(3), {"collect"}, "retries"), 'In flow "main", retries of collect "pin" is 4; '),
        (
            limits.too_deep(of(1)),
            'In flow "main", the longest way through is 2 steps deep, to node "sales"; ',
        ),
    ],
)
def test_a_limit_names_itself_its_source_and_its_setting(check: Check, message: str) -> None:
    (hit,) = hits(check)
    assert hit.message.startswith(message)
    assert hit.message.endswith("at most (the vendor's handbook; setting limits.some).")


@pytest.mark.parametrize(
    "check",
    [
        limits.too_many_nodes(of(3)),
        limits.too_many_nodes(of(2), limits.of_kinds({"menu", "collect"})),
        limits.too_many_connections(of(4)),
        limits.too_many_outbound(of(3)),
        limits.too_large(of(4), {"collect"}, "retries"),
        limits.too_large(of(0), {"menu"}, "retries"),
        limits.too_deep(of(2)),
        limits.loops("Example", "the handbook"),
        limits.unsupported_kinds("Example", {"play": ""}),
        limits.missing_kind("queue", "Example", "the handbook"),
    ],
)
def test_what_is_at_the_limit_is_within_it(check: Check) -> None:
    assert not hits(check)


def test_depth_shows_the_longest_way_however_long() -> None:
    plays: list[AnyNode] = [Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}"}) for n in range(50)]
    (hit,) = hits(
        limits.too_deep(of(45)), Flow(name="deep", entry="n0", nodes=(*plays, Disconnect(name="n50")))
    )
    assert "50 steps deep" in hit.message
    assert len(hit.path.steps) == LONG
    assert hit.path.omitted == 51 - LONG
    assert str(hit.path).startswith("n0 -> (39 more) -> n40 -> ")


def test_a_call_graph_with_loops_has_no_depth_but_its_loops_are_named() -> None:
    flow = Flow(
        name="main",
        entry="menu",
        nodes=(
            Menu(name="menu", edges={"1": "back", "2": "bye"}),
            Menu(name="back", edges={"*": "menu"}),
            Disconnect(name="bye"),
        ),
    )
    assert not hits(limits.too_deep(of(0)), flow)
    (hit,) = hits(limits.loops("Example", "the handbook"), flow)
    assert hit.message == (
        'In flow "main", calls can go round menu -[1]-> back -[*]-> menu; Example takes no loops (the handbook).'
    )


def test_kinds_that_a_vendor_lacks_or_insists_on() -> None:
    (hit,) = hits(limits.unsupported_kinds("Example", {"collect": "Use a menu."}))
    assert (hit.node, hit.hint) == ("pin", "Use a menu.")
    assert hit.message == 'In flow "main", node "pin" is a collect, and Example has nothing like it.'
    (missing,) = hits(limits.missing_kind("disclosure", "Example", "the handbook"))
    assert missing.message == 'Flow "main" has no disclosure, but Example requires one (the handbook).'


def test_a_vendors_rule_is_a_rule_like_any_other() -> None:
    rule = Rule(
        id="IVR699",
        name="too-many-nodes",
        group=Group.VENDOR,
        severity=Severity.ERROR,
        summary="Too many nodes",
        why="The vendor refuses larger flows.",
        mend="Split the flow.",
        check=limits.too_many_nodes(of(2)),
        hard=True,
    )
    report = check_flow(FLOW, [rule], silences=[Silence("IVR699", "we know")])
    assert [finding.rule for finding in report.findings] == ["IVR699"]
    assert report.failed
    assert report.findings[0].hint == "Split the flow."


def test_nodes_that_nobody_gets_to_are_named_one_by_one() -> None:
    lost = FLOW.model_copy(update={"nodes": (*FLOW.nodes, Disconnect(name="lost"), Disconnect(name="gone"))})
    found = hits(limits.unreached("Example", "the vendor's handbook"), lost)
    assert [hit.node for hit in found] == ["lost", "gone"]
    assert found[0].message == (
        'In flow "main", no call can get to node "lost"; Example takes no such nodes (the vendor\'s handbook).'
    )
    assert hits(limits.unreached("Example", "x")) == []
    assert hits(limits.unreached("Example", "x"), FLOW.model_copy(update={"entry": ""})) == []
