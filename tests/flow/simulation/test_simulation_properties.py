"""What holds for every call through every flow, however tangled."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from types import FrameType
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.ends import Ended, Refused, WentRound, possible, sentence
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.timing import Timing
from tests.flow.covering.tangled import tangled
from tests.flow.simulation.building import flow as built
from tests.flow.simulation.building import node
from tests.strategies.calls import STRAY, VALUES
from tests.strategies.effort import examples
from tests.strategies.flows import flows

EXAMPLES: Final = examples(150)
MANY: Final = 100_000


def scripts() -> st.SearchStrategy[Script]:
    inputs = st.lists(st.sampled_from(STRAY), max_size=8).map(tuple)
    variables = st.dictionaries(st.sampled_from(("x", "y")), st.sampled_from(VALUES), max_size=2)
    clock = st.one_of(st.none(), st.datetimes())
    return st.builds(Script, inputs, variables, clock)


@settings(max_examples=EXAMPLES)
@given(st.one_of(tangled(), flows(kinds=KINDS)), scripts())
def test_a_walk_is_a_path_of_the_call_graph(flow: Flow, script: Script) -> None:
    walk, graph = simulate(flow, script), CallGraph(flow)
    assert walk.path[:1] == (flow.entry,)
    for edge in walk.edges:
        assert edge in graph.successors[edge.source]
    assert walk.end.node == walk.path[-1]
    if isinstance(walk.end, Ended):
        assert flow.node(walk.terminal).terminal
    assert sentence(walk.end)


@settings(max_examples=EXAMPLES)
@given(tangled(), scripts())
def test_a_walk_is_the_same_every_time_and_adds_up(flow: Flow, script: Script) -> None:
    walk = simulate(flow, script)
    assert walk == simulate(CallGraph(flow), script)
    assert walk.seconds == sum((visit.seconds for visit in walk.visits), Decimal(0))
    assert walk.keypresses == sum(visit.keypresses for visit in walk.visits)
    assert walk.prompts == tuple(text for visit in walk.visits for text in visit.heard)
    answered = [text for visit in walk.visits for text in visit.inputs]
    refused = [walk.end.text] if isinstance(walk.end, Refused) else []
    assert (*answered, *refused, *walk.unused) == script.inputs


@settings(max_examples=EXAMPLES)
@given(tangled(), scripts())
def test_who_speaks_slower_is_never_done_sooner(flow: Flow, script: Script) -> None:
    slow, fast = (simulate(flow, script, Timing(words_per_second=Decimal(speed))) for speed in (1, 3))
    hurried = simulate(flow, script, Timing(listens=Decimal(0)))
    assert slow.path == fast.path == hurried.path
    assert slow.seconds >= fast.seconds
    assert hurried.seconds <= simulate(flow, script).seconds


@settings(max_examples=EXAMPLES)
@given(tangled(), scripts())
def test_what_was_told_leads_the_same_way_without_clock_and_variables(flow: Flow, script: Script) -> None:
    walk = simulate(flow, script)
    again = simulate(flow, Script((*walk.told, *walk.unused)))
    assert again.path == walk.path or isinstance(walk.end, WentRound)
    assert type(again.end) is type(walk.end) or not isinstance(walk.end, Ended)


@settings(max_examples=EXAMPLES)
@given(tangled(), st.data())
def test_answer_by_answer_and_at_once_are_the_same(flow: Flow, data: st.DataObject) -> None:
    call, inputs = Call(flow), list[str]()
    while call.question is not None and len(inputs) < 6:
        assert possible(call.question)
        text = data.draw(st.sampled_from(call.question.accepts or ("1",)))
        inputs.append(text)
        call.answer(text)
    assert simulate(flow, Script(tuple(inputs))).visits[: len(call.walk.visits) - 1] == call.walk.visits[:-1]


def chain(count: int) -> Flow:
    """Nodes of several kinds, one after the other."""
    nodes: list[Any] = []
    for number in range(count):
        name, after = f"n{number}", {"default": f"n{number + 1}"}
        nodes.append(
            (
                node("play", name, after, say="Hello."),
                node("set", name, after, values={f"v{number}": "1"}),
                node("menu", name, {"1": f"n{number + 1}", "timeout": f"n{number + 1}"}),
                node("decision", name, {"1": f"n{number + 1}", **after}, variable=f"v{number - 2}"),
            )[number % 4]
        )
    last = f"n{count}"
    round_again = node("decision", last, {"yes": "n0", "default": "end"}, variable="again")
    return built(*nodes, round_again, node("disconnect", "end"))


@pytest.fixture(scope="module")
def huge() -> Flow:
    return chain(MANY)


def test_a_hundred_thousand_nodes(huge: Flow) -> None:
    walk = simulate(huge, Script(("1",) * MANY))
    assert (walk.terminal, len(walk.path)) == ("end", MANY + 2)
    assert walk.keypresses == MANY // 4


def test_a_loop_of_a_hundred_thousand_nodes(huge: Flow) -> None:
    walk = simulate(huge, Script(variables={"again": "yes"}))
    assert isinstance(walk.end, WentRound)
    assert len(walk.end.nodes) == MANY + 1


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called: a measure of time that is the same on every machine."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("inputs", [(), ("1",) * 4000])
def test_twice_the_flow_is_twice_the_work(inputs: tuple[str, ...]) -> None:
    small, large = chain(1000), chain(2000)
    works = [calls_of(partial(simulate, flow, Script(inputs))) for flow in (small, large)]
    assert works[1] < 2.05 * works[0]
