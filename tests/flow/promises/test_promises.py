"""What a flow promises: a call that does what is told takes just that way, in just that time, and no other is shorter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import given

from ivrplan.flow.covering.situations import search
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.promises.promises import DESTINATIONS, Promises, promises_of
from ivrplan.flow.promises.ways import Cost, Way, Ways, by_keys, by_seconds
from ivrplan.flow.simulation.ends import Ended
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.timing import USUAL
from ivrplan.language.values import Sensitive
from tests.flow.covering.tangled import tangled

BYE = {"kind": "disconnect", "name": "bye"}


def promises(*nodes: dict[str, Any]) -> Promises:
    made = [KINDS[one["kind"]].model_validate({k: v for k, v in one.items() if k != "kind"}) for one in nodes]
    return promises_of(CallGraph(Flow(name="main", entry=made[0].name, nodes=tuple(made))))


def play(name: str, say: object, target: str) -> dict[str, Any]:
    return {"kind": "play", "name": name, "say": say, "edges": {"default": target}}


def menu(name: str, edges: dict[str, str], **fields: object) -> dict[str, Any]:
    return {"kind": "menu", "name": name, "edges": edges, **fields}


def queue(name: str, **fields: object) -> dict[str, Any]:
    return {"kind": "queue", "name": name, "queue": name, **fields}


def facts(*found: object) -> tuple[object, ...]:
    return found


# A call goes as it is told


@given(tangled())
def test_calls_go_the_ways_in_just_that_time(flow: Flow) -> None:
    graph = CallGraph(flow)
    situations = search(graph)
    for measure in (by_seconds, by_keys):
        ways = Ways(graph, situations, USUAL, measure)
        for name in graph.index:
            if (way := ways.to(name)) is not None:
                check(flow, way)


def check(flow: Flow, way: Way) -> None:
    walk = simulate(flow, Script(way.inputs))
    arrived = len(way.path)

    assert walk.path[:arrived] == way.path
    assert walk.edges[: arrived - 1] == way.edges
    assert sum((visit.seconds for visit in walk.visits[: arrived - 1]), Decimal(0)) <= way.seconds
    assert sum(visit.keypresses for visit in walk.visits[: arrived - 1]) == way.keypresses
    if isinstance(walk.end, Ended) and len(walk.path) == arrived:
        assert walk.seconds == way.seconds


@given(tangled())
def test_no_way_is_shorter(flow: Flow) -> None:
    """Against a search that tries all moves again and again, until nothing gets cheaper."""
    graph = CallGraph(flow)
    situations = search(graph)
    moves = [move for moves in situations.ways for move in moves]
    for measure in (by_seconds, by_keys):
        ways = Ways(graph, situations, USUAL, measure)
        best = {0: Cost(0, Decimal(0), 0)} if situations.nodes else {}
        for move in moves * len(situations.nodes):
            if move.source in best:
                onward = plus(best[move.source], ways._cost(move))
                known = best.get(move.target)
                if known is None or measure(onward) < measure(known):
                    best[move.target] = onward
        costs, _ = ways._search
        assert {n: measure(cost) for n, cost in costs.items()} == {n: measure(c) for n, c in best.items()}


def plus(one: Cost, other: Cost) -> Cost:
    return Cost(*(a + b for a, b in zip(one, other, strict=True)))  # type: ignore[operator]


@given(tangled())
def test_everything_that_can_be_reached_is_told_once(flow: Flow) -> None:
    found = promises_of(CallGraph(flow))
    destinations = [node.name for node in flow.nodes if isinstance(node, DESTINATIONS)]

    assert sorted([way.node for way in found.ways] + list(found.unreached)) == sorted(destinations)
    assert [way.seconds for way in found.ways if not way.mishaps] == sorted(
        way.seconds for way in found.ways if not way.mishaps
    )


# Ways


def test_the_quickest_way_is_not_the_one_with_the_fewest_keys() -> None:
    slow = play("slow", "word " * 50, "desk")
    found = promises(
        menu("menu", {"1": "more", "2": "slow"}), menu("more", {"1": "desk"}), slow, queue("desk")
    )

    assert found.person is not None
    assert facts(found.person.keys, found.person.seconds) == (("1", "1"), 2)
    assert found.longest is not None
    assert facts(found.longest.keys, found.longest.seconds) == (("2",), 21)


def test_nothing_has_to_go_wrong_where_there_is_another_way() -> None:
    asked = menu("menu", {"timeout": "desk", "invalid": "desk"}, timeout=30)
    (way,) = promises(asked, queue("desk")).ways

    assert facts(way.inputs, way.keys, way.seconds, way.mishaps) == (("timeout",), (), 30, 0)


def test_what_is_reached_by_a_mishap_only_says_so() -> None:
    found = promises(
        queue("desk", edges={"full": "box"}), {"kind": "voicemail", "name": "box", "mailbox": "m"}
    )

    assert [(way.node, way.mishaps) for way in found.ways] == [("desk", 0), ("box", 1)]


def test_a_decision_on_what_was_set_goes_one_way_only() -> None:
    given_value = {"kind": "set", "name": "set", "values": {"level": "gold"}, "edges": {"default": "which"}}
    which = {
        "kind": "decision",
        "name": "which",
        "variable": "level",
        "edges": {"gold": "first", "default": "second"},
    }
    found = promises(given_value, which, queue("first"), queue("second"))

    assert ([way.node for way in found.ways], found.unreached) == (["first"], ("second",))


def test_a_flow_without_an_entry_promises_nothing() -> None:
    found = promises_of(CallGraph(Flow(name="main", nodes=(KINDS["queue"](name="a", queue="A"),))))  # type: ignore[call-arg]

    assert (found.ways, found.person, found.longest, found.opening) == ((), None, None, None)
    assert (found.unreached, found.levels, found.loops) == (("a",), (), ())


# Before the first choice


def test_what_callers_hear_before_their_first_choice() -> None:
    found = promises(
        play("hello", "Welcome to Acme.", "music"),
        {
            "kind": "play",
            "name": "music",
            "audio": "https://cdn.example.com/a.wav",
            "edges": {"default": "legal"},
        },
        {"kind": "disclosure", "name": "legal", "say": Sensitive("Two words"), "edges": {"default": "menu"}},
        menu("menu", {"1": "bye"}, say="Press one, now, please."),
        BYE,
    ).opening

    assert found is not None
    assert (found.way.node, found.way.seconds) == ("menu", Decimal(7))
    assert facts(found.words, found.recordings, found.menu_words, found.menu_seconds) == (
        5,
        1,
        4,
        Decimal("1.6"),
    )


def test_a_flow_without_a_menu_gives_no_choice() -> None:
    assert promises(play("a", "Hello.", "bye"), BYE).opening is None


# Menus and loops


def test_levels_count_the_menus_before() -> None:
    found = promises(
        menu("top", {"1": "left", "2": "say", "timeout": "left"}),
        play("say", "Hello.", "deep"),
        menu("left", {"9": "deep", "#": "top"}),
        menu("deep", {"timeout": "bye"}),
        menu("lost", {"1": "bye"}),
        BYE,
    ).levels

    assert [(level.number, [(menu.menu, menu.keys) for menu in level.menus]) for level in found] == [
        (1, [("top", ("1", "2"))]),
        (2, [("left", ("9", "#")), ("deep", ())]),
    ]


def test_loops_and_how_often_callers_can_go_round() -> None:
    found = promises(
        menu("menu", {"1": "bye", "9": "menu", "timeout": "round"}, retries=2),
        play("round", "Hello.", "other"),
        play("other", "Hello.", "round"),
        BYE,
    ).loops

    assert [(loop.nodes, loop.limit, loop.asks) for loop in found] == [
        (("menu",), 2, True),
        (("menu",), None, True),
        (("round", "other"), None, False),
    ]
    assert [loop.text for loop in found] == [
        "menu asks again",
        "menu -[9]-> menu",
        "round -> other -> round",
    ]


def test_ten_thousand_nodes_are_no_special_case() -> None:
    def chain() -> Iterator[dict[str, Any]]:
        for number in range(10_000):
            yield menu(f"m{number}", {"1": f"m{number + 1}", "timeout": "desk"}, timeout=1)
        yield menu("m10000", {"1": "desk"})
        yield queue("desk")

    found = promises(*chain())

    assert (found.complete, len(found.levels)) == (True, 10_001)
    assert found.person is not None
    assert facts(found.person.seconds, found.person.keypresses) == (1, 0)
