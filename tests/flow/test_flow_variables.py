"""Variables: what gives them values, and where calls come without one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Collect, Custom, Decision, Disconnect, Menu, Play, Request, Set
from ivrplan.flow.path import LONG, Path
from ivrplan.flow.variables import FAILURES, given_by
from ivrplan.language.values import UNKNOWN, Sensitive

READ = Decision(name="read", variable="v", edges={"default": "bye"})
BYE = Disconnect(name="bye")


def graph(*nodes: AnyNode) -> CallGraph:
    return CallGraph(Flow(name="main", entry=nodes[0].name, nodes=(*nodes, READ, BYE)))


def test_what_gives_values() -> None:
    found = graph(
        Set(name="set", values={"v": "1", "w": "2"}, edges={"default": "ask"}),
        Collect(name="ask", variable="v", edges={"default": "dip"}),
        Request(name="dip", url="u", save={"w": "a"}, edges={"default": "read"}),
    )
    writers = {variable: [node.name for node in nodes] for variable, nodes in found.writers.items()}
    assert writers == {"v": ["set", "ask"], "w": ["set", "dip"]}


@pytest.mark.parametrize(
    ("asking", "outcome"),
    [
        (Collect(name="ask", variable="v"), "timeout"),
        (Collect(name="ask", variable="v"), "invalid"),
        (Request(name="ask", url="u", save={"v": "a"}), "error"),
    ],
)
def test_a_node_that_failed_has_tried(asking: Collect | Request, outcome: str) -> None:
    found = graph(asking.model_copy(update={"edges": {"default": "read", outcome: "read"}}))
    assert found.lacks.untried("v", "read") is None
    assert str(found.lacks.valueless("v", "read")) == f"ask -[{outcome}]-> read"


def test_a_set_gives_values_however_it_is_left() -> None:
    found = graph(Set(name="set", values={"v": "1"}, edges={"default": "bye", "error": "read"}))
    assert found.lacks.valueless("v", "read") is None


def test_behind_a_vendors_own_node_nobody_knows() -> None:
    after = Set(name="after", values={"v": "1"}, edges={"default": "bye"})
    found = graph(Custom(name="own", type="T", edges={"default": "read", "x": "after"}), after)
    assert found.lacks.valueless("v", "read") is None
    assert not found.constants


def test_the_shortest_way_is_told_and_a_long_one_shortened() -> None:
    count = 40
    plays = [
        Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}", "error": "set"}) for n in range(count)
    ]
    last = Play(name=f"n{count}", say="x", edges={"default": "read"})
    found = graph(*plays, last, Set(name="set", values={"v": "1"}, edges={"default": "read"}))
    path = found.lacks.untried("v", "read")
    assert path is not None
    assert path == found.lacks.valueless("v", "read")
    assert (path.steps[0].node, path.steps[-1].node) == ("n0", "read")
    assert len(path.steps) == LONG
    assert len(path.steps) + path.omitted == count + 2


def test_nothing_is_said_of_what_no_call_gets_to() -> None:
    found = graph(
        Menu(name="menu", edges={"1": "bye"}), Set(name="s", values={"v": "1"}, edges={"default": "read"})
    )
    assert found.lacks.valueless("v", "read") is None
    no_entry = CallGraph(Flow(name="main", nodes=(Set(name="s", values={"v": "1"}), READ, BYE)))
    assert no_entry.lacks.untried("v", "read") is None


def test_constants_are_plain_texts_that_are_known() -> None:
    values = {
        "a": "gold",
        "b": UNKNOWN,
        "c": Sensitive("x"),
        "d": "{other}",
        "e": "Flow.other",
        "f": "",
        "g": "1",
    }
    first = Set(name="first", values=values, edges={"default": "more"})
    more = Set(name="more", values={"a": "silver"}, edges={"default": "ask"})
    found = graph(first, more, Collect(name="ask", variable="g", edges={"default": "read"}))
    assert found.constants == {"a": {"gold", "silver"}, "f": {""}}


OUTCOMES = ("default", "error", "timeout", "1")


def _node(name: str, targets: dict[str, int], writes: int) -> AnyNode:
    edges = {outcome: f"n{target}" for outcome, target in targets.items()}
    match writes % 5:
        case 0:
            return Set(name=name, values={"v0": "1"}, edges=edges)
        case 1:
            return Collect(name=name, variable="v1", edges=edges)
        case 2:
            return Request(name=name, url="u", save={"v0": "a", "v2": "b"}, edges=edges)
        case 3:
            return Decision(name=name, variable=f"v{writes % 3}", edges=edges)
        case _:
            return Play(name=name, say="x", edges=edges)


NODES = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(OUTCOMES), st.integers(0, 7), max_size=3), st.integers(0, 14)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(NODES)
def test_what_is_lacking_is_what_a_search_for_each_variable_finds(
    written: list[tuple[dict[str, int], int]],
) -> None:
    nodes = tuple(_node(f"n{n}", targets, writes) for n, (targets, writes) in enumerate(written))
    found = CallGraph(Flow(name="main", entry="n0", nodes=nodes))
    for node in found.of(Decision):
        if node.variable in found.writers:
            untried = _distance(found, node.variable, node.name, frozenset())
            valueless = _distance(found, node.variable, node.name, FAILURES)
            assert _length(found.lacks.untried(node.variable, node.name)) == untried
            assert _length(found.lacks.valueless(node.variable, node.name)) == valueless


def _length(path: Path | None) -> int | None:
    return None if path is None else len(path.steps) - 1


def _distance(found: CallGraph, variable: str, goal: str, failures: frozenset[str]) -> int | None:
    """How far the goal is on edges behind which the variable has no value, asked for this variable alone."""
    seen = {"n0": 0}
    todo = ["n0"]
    for name in todo:
        node = found.index[name]
        for edge in found.successors[name]:
            failed = edge.outcome in failures and not isinstance(node, Set)
            if (failed or variable not in given_by(node)) and edge.target not in seen:
                seen[edge.target] = seen[name] + 1
                todo.append(edge.target)
    return seen.get(goal)


def test_many_variables_in_a_huge_flow() -> None:
    count = 3_000
    order = random.Random(1).sample(range(count), count)
    nodes: list[AnyNode] = []
    for n in range(count):
        edges = {"default": f"d{n}", "error": f"n{order[n]}"}
        nodes.append(Set(name=f"n{n}", values={f"v{n}": "1"}, edges=edges))
        nodes.append(Decision(name=f"d{n}", variable=f"v{n}", edges={"default": f"n{(n + 1) % count}"}))
    found = graph(*nodes)
    assert all(found.lacks.valueless(f"v{n}", f"d{n}") is None for n in range(count))
