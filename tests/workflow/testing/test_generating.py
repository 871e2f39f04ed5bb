"""Tests that are written for what no test passes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, Schemas
from ivrplan.config.scripts import coverage_of_tests
from ivrplan.config.write import write_file, write_flow
from ivrplan.flow.coverage import coverage
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disconnect, Menu, Play
from ivrplan.language.format import format_source
from ivrplan.workflow.testing.generating import NewTest, Proposal, propose, write_test
from tests.strategies.flows import flows
from tests.workflow.testing.building import LINE, a_test

GRAPH = CallGraph(LINE)


def proposal(graph: CallGraph = GRAPH, *names: str) -> Proposal:
    return propose("main", graph, coverage(graph, [], []), names)


def test_names_read_well() -> None:
    assert [test.name for test in proposal().tests] == [
        "menu 1 leads to sales",
        "check closed leads to bye",
        "menu timeout leads to bye",
        "menu invalid leads to bye",
        "sales full leads to bye",
    ]


def test_a_test_expects_what_happens_now() -> None:
    first = proposal().tests[0]

    assert first == NewTest(
        "menu 1 leads to sales", "main", ("open", "1"), ("welcome", "check", "menu", "sales"), "sales"
    )


def test_what_comes_to_no_good_end_gets_no_test() -> None:
    (left,) = proposal().left

    assert (left.edge.outcome, left.edge.target) == ("3", "lost")
    assert left.reason == (
        'Who takes it comes to no good end. The call is lost at "lost", which leads nowhere.'
    )


def test_what_is_passed_already_is_left_out() -> None:
    found = coverage_of_tests(GRAPH, [a_test("open", "1"), a_test("closed"), a_test("open")])

    assert [test.name for test in propose("main", GRAPH, found, ()).tests] == [
        "menu invalid leads to bye",
        "sales full leads to bye",
    ]


def test_a_name_that_is_taken_gets_the_flow_and_a_number() -> None:
    taken = ("menu 1 leads to sales", "menu 1 leads to sales in flow.main")

    assert proposal(GRAPH, taken[0]).tests[0].name == "menu 1 leads to sales in flow.main"
    assert proposal(GRAPH, *taken).tests[0].name == "menu 1 leads to sales in flow.main (2)"


def test_a_flow_without_a_choice_gets_one_test() -> None:
    line = Flow(
        name="main",
        entry="hello",
        nodes=(Play(name="hello", say="x", edges={"default": "bye"}), Disconnect(name="bye")),
    )
    alone = Flow(name="main", entry="bye", nodes=(Disconnect(name="bye"),))

    assert [test.name for test in proposal(CallGraph(line)).tests] == ["hello leads to bye"]
    assert [test.name for test in proposal(CallGraph(alone)).tests] == ["calls end at bye"]
    assert proposal(CallGraph(Flow(name="empty"))).tests == ()


def test_a_block_is_in_the_canonical_style_and_nothing_in_it_is_code() -> None:
    nodes = (Menu(name='{{ x }} "${y}"', edges={"1": "bye"}), Disconnect(name="bye"))
    flow = Flow(name="main", entry=nodes[0].name, nodes=nodes)
    (test,) = proposal(CallGraph(flow)).tests

    text = write_file([write_test(test, "flow.main")])

    assert text == (
        'test "\\u007b\\u007b x }} \\"$\\u007by}\\" 1 leads to bye" {\n'
        "  flow   = flow.main\n"
        '  inputs = ["1"]\n'
        "\n"
        "  expect {\n"
        '    path     = ["\\u007b{ x }} \\"$${y}\\"", "bye"]\n'
        '    terminal = "bye"\n'
        "  }\n"
        "}\n"
    )


@settings(max_examples=30, deadline=None)
@given(flows(max_nodes=8))
def test_written_tests_can_be_read_and_pass_all_that_a_test_can_pass(
    tmp_path_factory: pytest.TempPathFactory, flow: Flow
) -> None:
    folder = tmp_path_factory.mktemp("written")
    graph = CallGraph(flow)
    made = propose("main", graph, coverage(graph, [], []), ())
    text = write_file([write_flow("main", flow), *(write_test(test, "flow.main") for test in made.tests)])
    (folder / "main.ivr.hcl").write_text(text, encoding="utf-8")

    configuration = load(LoadRequest(folder), Schemas({}, {}))

    tests = configuration.tests.values()
    assert [(test.name, test.inputs, test.expect.path) for test in tests] == [
        (test.name, test.inputs, test.path) for test in made.tests
    ]
    found = coverage_of_tests(CallGraph(configuration.flows["main"].composed), tests)
    assert set(found.missed_edges) <= {left.edge for left in made.left}
    assert format_source("main.ivr.hcl", text) == text
