"""Which calls are planned for flows as people write them, and what is said of edges that no call takes."""

from __future__ import annotations

from typing import Any

from ivrplan.flow.covering.calls import Covering, cover
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import Disconnect, Play
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.language.values import Sensitive

END = {"kind": "disconnect", "name": "end"}


def flow(*nodes: dict[str, Any]) -> Flow:
    made = [
        KINDS[node["kind"]].model_validate({k: v for k, v in node.items() if k != "kind"}) for node in nodes
    ]
    return Flow(name="main", entry=made[0].name, nodes=tuple(made))


def covering(*nodes: dict[str, Any]) -> Covering:
    return cover(CallGraph(flow(*nodes)))


def inputs(*nodes: dict[str, Any]) -> list[tuple[str, ...]]:
    return [call.inputs for call in covering(*nodes).calls]


def reasons(*nodes: dict[str, Any]) -> dict[str, str]:
    found = covering(*nodes).untakeable
    return {f"{one.edge.source} {one.edge.outcome}": one.reason for one in found}


def menu(name: str, edges: dict[str, str], **fields: object) -> dict[str, Any]:
    return {"kind": "menu", "name": name, "edges": edges, **fields}


def decision(name: str, edges: dict[str, str], variable: str = "level") -> dict[str, Any]:
    return {"kind": "decision", "name": name, "variable": variable, "edges": edges}


def assigned(name: str, target: str, value: object) -> dict[str, Any]:
    return {"kind": "set", "name": name, "values": {"level": value}, "edges": {"default": target}}


def test_a_menu_gets_a_call_for_each_of_its_keys_and_failures() -> None:
    found = inputs(menu("menu", {"1": "end", "2": "end", "timeout": "end", "invalid": "end"}), END)

    assert found == [("1",), ("2",), (), ("invalid",)]


def test_a_failure_happens_as_often_as_the_menu_asks_again() -> None:
    edges = {"1": "end", "timeout": "last", "invalid": "last"}
    found = inputs(menu("menu", edges, retries=2), menu("last", {"1": "end"}), END)

    assert found == [("1",), ("timeout", "timeout", "timeout", "1"), ("invalid", "invalid", "invalid", "1")]


def test_a_loop_is_walked_once_and_left() -> None:
    found = inputs(menu("menu", {"1": "menu", "2": "menu", "9": "end"}), END)

    assert found == [("1", "2", "9")]


def test_a_loop_that_nobody_can_leave_ends_where_everything_is_taken() -> None:
    loop = ({"kind": "play", "name": name, "say": "x", "edges": {"default": to}} for name, to in ("ab", "ba"))
    (call,) = covering(*loop).calls

    assert call.edges == (Edge("a", "default", "b"), Edge("b", "default", "a"))


def test_opening_hours_are_told_also_where_default_stands_for_the_others() -> None:
    hours = {
        "kind": "hours",
        "name": "hours",
        "schedule": "usual",
        "edges": {"open": "end", "default": "end"},
    }

    assert inputs(hours, END) == [("open",), ("closed",)]


def test_digits_have_the_right_length_and_are_no_key_of_their_own() -> None:
    collect = {
        "kind": "collect",
        "name": "pin",
        "variable": "pin",
        "min_digits": 3,
        "max_digits": 3,
        "edges": {"default": "end", "123": "end"},
    }

    assert inputs(collect, END) == [("124",), ("123",)]


def test_digits_are_those_that_a_later_decision_asks_for() -> None:
    collect = {"kind": "collect", "name": "pin", "variable": "level", "max_digits": 2}
    asked = decision("ask", {"7": "end", "gold": "end", "default": "end"})

    found = inputs({**collect, "edges": {"default": "ask", "timeout": "end", "invalid": "end"}}, asked, END)
    assert found == [("12",), (), ("invalid",), ("7",)]
    # Who enters nothing goes on here, too, and nobody knows the variable then.
    assert ("timeout", "gold") in inputs({**collect, "edges": {"default": "ask"}}, asked, END)


def test_a_queue_is_full_and_a_request_fails() -> None:
    request = {
        "kind": "request",
        "name": "look",
        "url": "https://crm.example.com",
        "edges": {"default": "sales", "error": "end"},
    }
    sales = {"kind": "queue", "name": "sales", "queue": "Sales", "edges": {"full": "end", "busy": "end"}}

    assert inputs(request, sales, END) == [("error",), ("default",), ("default", "busy"), ("default", "full")]


def test_a_value_that_was_given_is_not_asked_again() -> None:
    second = decision("second", {"gold": "end", "silver": "end"})
    found = covering(decision("first", {"gold": "second", "default": "second"}), second, END)

    assert sorted(call.inputs for call in found.calls) == [("gold",), ("silver",)]
    assert found.untakeable == ()


def test_a_call_comes_to_a_good_end_where_one_can() -> None:
    found = covering(
        menu("menu", {"1": "lost", "2": "end"}), {"kind": "play", "name": "lost", "say": "x"}, END
    )

    assert [(call.inputs, call.ends) for call in found.calls] == [(("2",), True), (("1",), False)]


def test_a_default_that_only_another_decision_can_tell_from_a_value() -> None:
    first = decision("first", {"gold": "end", "default": "second"})
    found = covering(first, decision("second", {"gold": "end", "default": "end"}), END)

    assert [call.inputs for call in found.calls] == [("gold",), ("other",)]
    assert [one.edge for one in found.untakeable] == [Edge("second", "gold", "end")]


def test_a_decision_on_what_was_set_goes_one_way() -> None:
    found = reasons(assigned("set", "ask", "gold"), decision("ask", {"gold": "end", "default": "end"}), END)

    assert found == {"ask default": '"level" is always "gold" when a call comes to "ask".'}


def test_a_secret_is_not_told() -> None:
    nodes = (
        assigned("set", "ask", Sensitive("4711")),
        decision("ask", {"4711": "end", "default": "end"}),
        END,
    )

    assert [call.inputs for call in covering(*nodes).calls] == [()]
    assert reasons(*nodes) == {"ask default": '"level" has a secret value whenever a call comes to "ask".'}


def test_what_a_request_saves_is_not_what_was_set() -> None:
    request = {
        "kind": "request",
        "name": "look",
        "url": "https://crm.example.com",
        "save": {"level": "customer.level"},
        "edges": {"default": "ask"},
    }
    asked = decision("ask", {"gold": "end", "default": "end"})

    assert inputs(assigned("set", "look", "gold"), request, asked, END) == [("gold",), ("other",)]


def test_nodes_behind_an_edge_that_is_never_taken_are_never_reached() -> None:
    after = {"kind": "play", "name": "after", "say": "x", "edges": {"default": "end"}}
    found = reasons(
        assigned("set", "ask", "gold"), decision("ask", {"gold": "end", "default": "after"}), after, END
    )

    assert found["after default"] == 'No call comes to "after": decisions before it always go another way.'


def test_calls_end_where_they_end() -> None:
    found = reasons({"kind": "disconnect", "name": "bye", "edges": {"default": "end"}}, END)

    assert found == {"bye default": 'Calls end at "bye", whatever leads on from there.'}


def test_where_variables_have_too_many_values_together_the_search_ends_and_says_so() -> None:
    count = 16
    asked = [decision(f"a{n}", {"a": f"a{n + 1}", "b": f"a{n + 1}"}, f"v{n}") for n in range(count)]
    again = [
        decision(f"a{count + n}", {"a": f"a{count + n + 1}", "b": f"a{count + n + 1}"}, f"v{n}")
        for n in range(count)
    ]
    found = covering(*asked, *again, {"kind": "disconnect", "name": f"a{2 * count}"})

    assert found.calls
    assert {one.reason for one in found.untakeable} == {
        "Its variables can have so many values together that the search for a call was given up."
    }


def test_what_is_taken_already_needs_no_call() -> None:
    graph = CallGraph(flow(menu("menu", {"1": "end", "2": "end"}), END))

    found = cover(graph, [Edge("menu", "1", "end")])

    assert [call.inputs for call in found.calls] == [("2",)]
    assert cover(graph, graph.successors["menu"]).calls == ()


def test_a_flow_that_calls_cannot_enter_gets_none() -> None:
    assert cover(CallGraph(Flow(name="empty"))) == Covering((), ())


def test_a_long_row_of_nodes_is_one_call() -> None:
    count = 20_000
    plays = [Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}"}) for n in range(count)]
    long = Flow(name="long", entry="n0", nodes=(*plays, Disconnect(name=f"n{count}")))

    (call,) = cover(CallGraph(long)).calls

    assert simulate(long, Script(call.inputs)).terminal == f"n{count}"
