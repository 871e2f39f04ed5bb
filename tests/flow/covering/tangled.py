"""Random flows that go round, and whose decisions ask for what other nodes have set."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.strategies.flows import OUTCOMES

VARIABLES: Final = ("x", "y")
VALUES: Final = ("1", "22", "gold")
_INNER: Final = (
    "play",
    "menu",
    "collect",
    "hours",
    "decision",
    "decision",
    "set",
    "set",
    "request",
    "queue",
    "node",
)


@st.composite
def tangled(draw: DrawFn, most: int = 7) -> Flow:
    """A flow of any shape: edges lead anywhere, also nowhere, and two variables are set and asked all over."""
    count = draw(st.integers(1, most))
    nodes = [_node(draw, f"n{number}", count) for number in range(count)]
    last = KINDS["disconnect"].model_validate(
        {"name": "end", "edges": draw(st.sampled_from(({}, {"1": "n0"})))}
    )
    return Flow(name="tangled", entry="n0", nodes=(*nodes, last))


def _node(draw: DrawFn, name: str, count: int) -> AnyNode:
    kind = draw(st.sampled_from(_INNER))
    outcomes = (*VALUES, "default") if kind == "decision" else OUTCOMES[kind]
    targets = st.sampled_from((*(f"n{number}" for number in range(count)), "end", "end", "gone"))
    chosen = draw(st.lists(st.sampled_from(outcomes), max_size=4, unique=True))
    edges = {outcome: draw(targets) for outcome in chosen}
    return KINDS[kind].model_validate({"name": name, "edges": edges, **_fields(draw, kind)})


def _fields(draw: DrawFn, kind: str) -> dict[str, object]:
    variable, value = draw(st.sampled_from(VARIABLES)), draw(st.sampled_from(VALUES))
    match kind:
        case "play":
            return {"say": "Hello."}
        case "menu":
            return {"retries": draw(st.integers(0, 2))}
        case "collect":
            return {
                "variable": variable,
                "retries": draw(st.integers(0, 1)),
                "min_digits": draw(st.sampled_from((None, 1, 2))),
                "max_digits": draw(st.sampled_from((None, 2, 3))),
            }
        case "hours":
            return {"schedule": "usual"}
        case "decision":
            return {"variable": variable}
        case "set":
            return {"values": {variable: draw(st.sampled_from((value, Sensitive(value), UNKNOWN)))}}
        case "request":
            return {"url": "https://crm.example.com", "save": {variable: "level"}}
        case "queue":
            return {"queue": "Sales"}
        case _:
            return {"type": "SURVEY"}
