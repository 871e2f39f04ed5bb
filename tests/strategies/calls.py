"""Random calls through random flows: flows whose decisions know what else sets their variables, and what callers do in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Collect, Decision, Hours, Menu, Request, Set
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.question import Question, Wants
from ivrplan.flow.simulation.script import Script
from tests.strategies.flows import OUTCOMES, STANDALONE, flows, seconds

VARIABLES: Final = ("level", "topic")
VALUES: Final = ("gold", "silver", "1", "12", "tin")
STRAY: Final = (
    "1",
    "9",
    "#",
    "12",
    "1234#",
    "timeout",
    "invalid",
    "open",
    "closed",
    "holiday",
    "full",
    "error",
    "gold",
    "tin",
    "",
)
"""What callers do wherever they are."""

ANYWHERE: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        **OUTCOMES,
        "collect": ("0", "timeout", "invalid", "error", "default"),
        "decision": ("gold", "silver", "1", "12", "default"),
        "queue": ("full", "timeout", "error", "default"),
        "voicemail": ("error", "default"),
        "node": ("on_some_condition", "error", "1", "default"),
    }
)
_OPEN: Final = MappingProxyType({"mon-fri": "09:00-12:30, 13:30-18:00", "sat": "22:00-02:00"})


@st.composite
def callable_flows(draw: DrawFn, max_nodes: int = 10) -> Flow:
    """A sound flow in which what one node sets another decides by, written hours can be open, and prompts are repeated."""
    flow = draw(flows(max_nodes, STANDALONE, ANYWHERE))
    return Flow(name=flow.name, entry=flow.entry, nodes=tuple(_tuned(draw, node) for node in flow.nodes))


def _tuned(draw: DrawFn, node: AnyNode) -> AnyNode:
    changes = draw(_changes(node))
    given = {field: getattr(node, field) for field in node.model_fields_set}
    return type(node)(**{**given, **changes}) if changes else node


def _changes(node: AnyNode) -> SearchStrategy[dict[str, Any]]:
    variable = st.sampled_from(VARIABLES)
    match node:
        case Menu():
            return st.fixed_dictionaries({"retries": st.integers(0, 2)}, optional={"timeout": seconds()})
        case Collect():
            return st.fixed_dictionaries(
                {"variable": variable, "retries": st.integers(0, 1), "min_digits": st.integers(1, 2)}
            )
        case Decision():
            return st.fixed_dictionaries({"variable": variable})
        case Set():
            values = st.dictionaries(variable, st.sampled_from(VALUES), min_size=1, max_size=2)
            return st.fixed_dictionaries({"values": values})
        case Request():
            return st.fixed_dictionaries({"save": st.dictionaries(variable, st.just("a.b"), max_size=1)})
        case Hours():
            written = {
                "schedule": None,
                "open": _OPEN,
                "timezone": "Europe/Berlin",
                "holidays": ["2026-12-25"],
            }
            return st.sampled_from([{}, written])
        case _:
            return st.just({})


_CLOCKS: Final = tuple(
    datetime.fromisoformat(text).astimezone(UTC)
    for text in (
        "2026-11-20T10:00:00Z",
        "2026-11-22T00:30:00Z",
        "2026-11-20T12:00:00Z",
        "2026-12-25T10:00:00Z",
    )
)


@st.composite
def scripts(draw: DrawFn, flow: Flow, most: int = 8) -> Script:
    """A call: mostly what the flow asks for, now and then something else, sometimes less than it asks for."""
    variables = draw(st.dictionaries(st.sampled_from(VARIABLES), st.sampled_from(VALUES), max_size=2))
    clock = draw(st.one_of(st.none(), st.sampled_from(_CLOCKS)))
    call = Call(flow, Script((), variables, clock))
    inputs: list[str] = []
    while (question := call.question) is not None and len(inputs) < most and draw(st.integers(0, 9)):
        text = draw(_answers(question))
        inputs.append(text)
        call.answer(None if question.optional and text not in question.accepts else text)
    return Script((*inputs, *draw(st.lists(st.sampled_from(STRAY), max_size=1))), variables, clock)


def _answers(question: Question) -> SearchStrategy[str]:
    expected = st.sampled_from(question.accepts)
    match question.wants:
        case Wants.KEY:
            return st.one_of(expected, expected, st.sampled_from("159#"), st.sampled_from(STRAY))
        case Wants.DIGITS:
            return st.one_of(expected, st.sampled_from(("1", "12", "12#", "123456#")), st.sampled_from(STRAY))
        case _:
            return st.one_of(expected, expected, st.sampled_from(STRAY))
