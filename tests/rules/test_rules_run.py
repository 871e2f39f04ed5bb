"""Running rules: order, silences, findings as values and as diagnostics."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.diagnostics import Severity, SourceRange
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Collect, Decision, Disconnect, Menu, Play, Queue, Request, Set
from ivrplan.flow.path import LONG
from ivrplan.rules.report import Place, to_diagnostics
from ivrplan.rules.rule import Group, Profile, RuleSettings
from ivrplan.rules.run import Report, check_flow, check_silences
from ivrplan.rules.silence import Silence
from ivrplan.rules.table import BY_KEY, RULES
from tests.strategies.effort import examples
from tests.strategies.flows import complete_flows, flows

STRUCTURE = tuple(rule for rule in RULES if rule.group is Group.STRUCTURE and rule.severity is Severity.ERROR)
"""What no flow may break."""

CORE = tuple(
    rule for rule in RULES if Profile.CORE in rule.profiles or rule.id in {"IVR401", "IVR402", "IVR406"}
)
"""What is wrong on any vendor, and the branches that callers need."""

SOME = tuple(BY_KEY[key] for key in ("IVR101", "IVR102", "IVR103", "IVR104", "IVR105", "IVR110", "IVR201"))
"""A few rules, so that what is tested of running them does not depend on how many there are."""

BROKEN = Flow(
    name="main",
    entry="menu",
    nodes=(
        Menu(name="menu", edges={"1": "slaes", "2": "info", "timeout": "bye"}),
        Queue(name="sales", queue="Sales"),
        Play(name="info", say="x"),
        Disconnect(name="bye"),
        Disconnect(name="lost"),
    ),
)


def found(report: Report) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.hit.node) for finding in report.findings]


def nowhere(_: Place) -> None:
    return None


def test_all_problems_are_reported_at_once_in_a_fixed_order() -> None:
    report = check_flow(BROKEN, SOME)
    assert found(report) == [("IVR101", "menu"), ("IVR103", "sales"), ("IVR103", "lost"), ("IVR104", "info")]
    assert report.failed
    assert report == check_flow(BROKEN, SOME)


def test_a_silence_needs_a_reason_and_keeps_what_it_silences() -> None:
    report = check_flow(
        BROKEN, SOME, silences=[Silence("unreachable-node", "used from next week on", "lost")]
    )
    assert found(report) == [("IVR101", "menu"), ("IVR103", "sales"), ("IVR104", "info")]
    ((silenced),) = report.silenced
    assert (silenced.finding.hit.node, silenced.reason) == ("lost", "used from next week on")
    assert not report.idle


def test_a_silence_on_the_flow_covers_all_its_nodes() -> None:
    report = check_flow(BROKEN, SOME, silences=[Silence("IVR103", "a draft")])
    assert found(report) == [("IVR101", "menu"), ("IVR104", "info")]
    assert len(report.silenced) == 2


def test_silences_without_effect_are_reported_with_the_cause() -> None:
    silences = [
        Silence("unreachable-nodes", "a draft"),
        Silence("IVR101", "please"),
        Silence("IVR103", "  ", "lost"),
        Silence("IVR110", "a draft"),
        Silence("IVR103", "a draft", "menu"),
        Silence("IVR201", "its rule does not run here"),
    ]
    rules = tuple(rule for rule in SOME if rule.id != "IVR201")
    report = check_flow(BROKEN, rules, silences=silences)
    assert len(report.findings) == 4
    upkeep = [BY_KEY["IVR802"], BY_KEY["IVR803"]]
    about = check_silences(BROKEN, silences, [report], rules=upkeep, known=BY_KEY)
    assert [(one.rule, one.hit.message.partition(". ")[2]) for one in about.findings] == [
        ("IVR802", 'There is no rule "unreachable-nodes". Did you mean "unreachable-node"?'),
        ("IVR802", "IVR101 (edge-to-missing-node) cannot be silenced: such a flow cannot be deployed."),
        ("IVR802", "It gives no reason."),
        ("IVR803", "There is nothing that IVR110 (loop-without-caller) would say here."),
        ("IVR803", "There is nothing that IVR103 (unreachable-node) would say here."),
    ]
    assert len({one.fingerprint for one in about.findings}) == 5


def test_a_silence_that_one_of_several_reports_needed_is_not_unused() -> None:
    silence = Silence("IVR103", "a draft")
    reports = [check_flow(flow, SOME, silences=[silence]) for flow in (BROKEN, _sound())]
    assert [len(report.idle) for report in reports] == [0, 1]
    upkeep = [BY_KEY["IVR803"]]
    assert not check_silences(BROKEN, [silence], reports, rules=upkeep, known=BY_KEY).findings


@pytest.mark.parametrize(("today", "holds"), [(date(2027, 1, 31), True), (date(2027, 2, 1), False)])
def test_a_silence_holds_until_the_end_of_its_last_day(today: date, holds: bool) -> None:
    silence = Silence("IVR103", "not in use yet", "lost", date(2027, 1, 31))
    report = check_flow(BROKEN, SOME, silences=[silence], today=today)
    assert (("IVR103", "lost") not in found(report)) is holds
    hints = [one.hint for one in report.findings if one.hit.node == "lost"]
    assert hints == (
        []
        if holds
        else [
            "Lead an outcome of a reachable node to it, or remove it. It was allowed until 2027-01-31: not in use yet"
        ]
    )


def _sound() -> Flow:
    return Flow(name="main", entry="bye", nodes=(Disconnect(name="bye", say="Bye."),))


def test_diagnostics_say_where_why_and_how_to_mend_it() -> None:
    places: list[Place] = []

    def locate(place: Place) -> SourceRange:
        places.append(place)
        return SourceRange("main.ivr.hcl", len(places), 1, len(places), 9)

    first, second, *_ = to_diagnostics(check_flow(BROKEN, SOME), locate, address="flow.main")
    assert places[0] == Place("main", "menu", "1")
    assert first.range == SourceRange("main.ivr.hcl", 1, 1, 1, 9)
    assert (first.severity, first.summary, first.code) == (Severity.ERROR, "Edge to a missing node", "IVR101")
    assert first.address == "flow.main"
    assert first.detail == (
        'In flow "main", outcome "1" of node "menu" leads to "slaes", but the flow has no node of this name. '
        "Callers get there like this: menu -[1]-> slaes"
    )
    assert first.hint == 'Did you mean "sales"?'
    assert second.hint == "Lead an outcome of a reachable node to it, or remove it."
    assert "Callers get there" not in second.detail


def test_findings_are_plain_values_with_a_stable_fingerprint() -> None:
    report = check_flow(BROKEN, SOME)
    assert pickle.loads(pickle.dumps(report)) == report
    first = report.findings[0]
    document = json.loads(json.dumps(first.to_json()))
    assert document["path"] == [{"node": "menu", "outcome": "1"}, {"node": "slaes", "outcome": None}]
    assert document["fingerprint"] == first.fingerprint
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings)
    renamed = BROKEN.model_copy(update={"name": "other"})
    assert check_flow(renamed, SOME).findings[0].fingerprint != first.fingerprint


def test_numbers_of_rules_can_be_set() -> None:
    menu = Menu(name="menu", edges={"1": "bye", "2": "bye", "3": "bye"})
    flow = Flow(name="main", entry="menu", nodes=(menu, Disconnect(name="bye")))
    assert not check_flow(flow, SOME).findings
    report = check_flow(flow, SOME, settings=RuleSettings(max_choices=2))
    assert found(report) == [("IVR201", "menu")]
    assert not report.failed


def test_no_question_is_asked_where_comparing_names_would_take_long() -> None:
    count = 300
    nodes = [Menu(name=f"n{n}", edges={"1": f"n{n + 1}", "2": f"m{n}"}) for n in range(count)]
    report = check_flow(Flow(name="main", entry="n0", nodes=tuple(nodes)), SOME)
    assert len(report.findings) == count + 1
    assert {finding.hint for finding in report.findings} == {
        "Correct the name of the target, or add the node."
    }


def test_size_costs_no_recursion_and_paths_stay_short() -> None:
    count = 20_000
    plays: list[AnyNode] = [
        Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}", "error": "gone"}) for n in range(count)
    ]
    report = check_flow(Flow(name="main", entry="n0", nodes=(*plays, Disconnect(name=f"n{count}"))), SOME)
    assert len(report.findings) == count
    last = report.findings[-1].hit
    assert len(last.path.steps) == LONG + 1
    assert len(last.path.steps) + last.path.omitted == count + 1
    ring = [Play(name=f"n{n}", say="x", edges={"default": f"n{(n + 1) % count}"}) for n in range(count)]
    (loop,) = check_flow(Flow(name="main", entry="n0", nodes=tuple(ring)), SOME).findings
    assert loop.rule == "IVR105"
    assert f"({count - LONG + 1} more)" in loop.hit.message


@settings(max_examples=60, deadline=None)
@given(flows())
def test_sound_flows_break_no_rule_of_structure(flow: Flow) -> None:
    assert not check_flow(flow, STRUCTURE).findings


@settings(max_examples=examples(200), deadline=None)
@given(complete_flows())
def test_flows_that_leave_nothing_open_are_right_everywhere(flow: Flow) -> None:
    """No false alarm about what is wrong on any vendor, nor about a branch that is missing."""
    assert not check_flow(flow, CORE).findings


@settings(max_examples=60, deadline=None)
@given(flows())
def test_every_rule_points_into_the_flow(flow: Flow) -> None:
    for finding in check_flow(flow, RULES).findings:
        hit = finding.hit
        assert hit.node is None or hit.node in flow.index
        assert hit.message.endswith(".")
        assert [step.node for step in hit.path.steps[:1]] in ([], [flow.entry])


def test_every_rule_takes_huge_flows() -> None:
    count = 2_000
    nodes: list[AnyNode] = []
    for n in range(count):
        after = f"ask{(n + 1) % count}"
        asking = {"default": f"set{n}", "timeout": after, "invalid": f"ask{n // 2}"}
        nodes.append(Collect(name=f"ask{n}", variable=f"V_{n % 700}", edges=asking))
        nodes.append(Set(name=f"set{n}", values={f"v{n % 800}": "1"}, edges={"default": f"read{n}"}))
        nodes.append(Decision(name=f"read{n}", variable=f"v{n % 900}", edges={"1": after, "01": "bye"}))
        nodes.append(
            Request(name=f"dip{n}", url="http://x/{V_1}", save={f"w{n}": "a"}, edges={"default": after})
        )
    report = check_flow(Flow(name="main", entry="ask0", nodes=(*nodes, Disconnect(name="bye"))), RULES)
    counts = Counter(finding.rule for finding in report.findings)
    assert counts["IVR103"] == counts["IVR406"] == counts["IVR702"] == counts["IVR116"] == count
    assert counts["IVR106"] + counts["IVR115"] > count
    assert counts["IVR111"] == 1


GRAPHS = st.lists(st.lists(st.integers(0, 8), max_size=3), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(GRAPHS, st.sets(st.integers(0, 8)))
def test_without_findings_every_call_can_end(targets: list[list[int]], ends: set[int]) -> None:
    flow = Flow(name="main", entry="n0", nodes=tuple(_node(n, to, ends) for n, to in enumerate(targets)))
    graph = CallGraph(flow)
    report = check_flow(flow, STRUCTURE)
    causes = {
        finding.hit.node for finding in report.findings if finding.rule in {"IVR101", "IVR104", "IVR105"}
    }
    assert (set(graph.can_end) == set(graph.index)) or causes
    if not report.findings:
        assert set(graph.can_end) == set(graph.arrivals) == set(graph.index)
    for finding in report.findings:
        if finding.rule == "IVR105":
            assert finding.hit.node not in graph.can_end


def _node(number: int, targets: list[int], ends: set[int]) -> AnyNode:
    edges = {str(key): f"n{target}" for key, target in enumerate(targets)}
    if number in ends:
        return Queue(name=f"n{number}", queue="Q", edges=edges)
    return Menu(name=f"n{number}", edges=edges)
