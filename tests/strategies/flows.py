"""Random flows that are sound: acyclic, every node reachable, every path ends in a terminal.

    @given(flows())
    @given(flows(max_nodes=8, kinds=MY_VENDORS_KINDS))

What varies: kinds, shapes (chains, trees, joins), outcomes, texts with quotes and template marks and any script,
fields given and left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ivrplan.flow.flow import Flow
from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode, Decision, Request
from ivrplan.flow.outcome import DIGITS

AWKWARD: Final = (
    'say "hello"',
    "it's \\ back",
    "${not.code}",
    "%{ if true }",
    "{{ jinja }}",
    "line\nbreak\ttab",
    "Grüße, 日本 🎉",
    "<b>&amp;</b>",
    " spaces ",
    "0049123",
    "true",
)

STANDALONE: Final = frozenset(KINDS) - {"embed", "exit", "goto"}
"""The kinds that mean something without another flow."""

_INPUT: Final = (*DIGITS, "timeout", "invalid", "error", "default")
_DONE: Final = ("default",)

OUTCOMES: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "play": _DONE,
        "menu": _INPUT,
        "collect": ("timeout", "invalid", "error", "default"),
        "hours": ("open", "closed", "holiday", "default"),
        "decision": ("gold", "silver", "not known", "1", "default"),
        "set": _DONE,
        "disclosure": _DONE,
        "request": ("error", "timeout", "default"),
        "embed": ("open", "closed", "done", "default"),
        "goto": (),
        "queue": ("full", "timeout", "error"),
        "agent": ("busy", "no_answer", "error"),
        "transfer": ("busy", "no_answer", "error"),
        "voicemail": ("error",),
        "callback": ("error",),
        "disconnect": (),
        "exit": (),
        "node": ("on_some_condition", "error", "default"),
    }
)
"""The outcomes that nodes of each kind leave with, unless the caller of `flows` says otherwise."""


def texts(max_size: int = 20) -> SearchStrategy[str]:
    """Text that callers could hear: awkward for every format it passes through, never empty."""
    anything = st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=max_size
    )
    return st.one_of(st.sampled_from(AWKWARD), anything.map(lambda text: unicodedata.normalize("NFC", text)))


def names() -> SearchStrategy[str]:
    """Names of nodes and variables, as people choose them."""
    return st.from_regex(r"[a-zäß][a-z0-9_-]{0,7}", fullmatch=True)


def seconds() -> SearchStrategy[int | Decimal]:
    """Times, whole or to the millisecond."""
    exact = st.integers(1, 30_000).map(lambda ms: Decimal(ms) / 1000)
    return st.one_of(st.integers(1, 60), exact.filter(lambda time: time % 1 != 0))


def _json_like() -> SearchStrategy[Any]:
    leaves = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), texts(8))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names(), inner, max_size=2)),
        max_leaves=3,
    )


def _prompt() -> dict[str, SearchStrategy[Any]]:
    return {"say": texts(), "audio": texts(12)}


def _waiting() -> dict[str, SearchStrategy[Any]]:
    return {"timeout": seconds(), "retries": st.integers(0, 3)}


_SAY: Final = MappingProxyType({"say": texts()})

REQUIRED: Final[Mapping[str, Mapping[str, SearchStrategy[Any]]]] = MappingProxyType(
    {
        "play": _SAY,
        "collect": {"variable": names()},
        "hours": {"schedule": texts(8)},
        "decision": {"variable": names()},
        "set": {"values": st.dictionaries(names(), texts(8), min_size=1, max_size=2)},
        "disclosure": _SAY,
        "request": {"url": st.just("https://data.example.com/v1?q=${x}")},
        "embed": {"flow": names()},
        "goto": {"flow": names()},
        "queue": {"queue": texts(8)},
        "agent": {"agent": texts(8)},
        "transfer": {"number": st.from_regex(r"\+[0-9]{6,12}", fullmatch=True)},
        "voicemail": {"mailbox": texts(8)},
        "node": {"type": st.sampled_from(("VENDOR_TYPE", "Whisper"))},
    }
)

OPTIONAL: Final[Mapping[str, Mapping[str, SearchStrategy[Any]]]] = MappingProxyType(
    {
        "play": _prompt(),
        "menu": _prompt() | _waiting(),
        "collect": _prompt()
        | _waiting()
        | {
            "min_digits": st.integers(1, 4),
            "max_digits": st.integers(4, 16),
            "terminator": st.sampled_from("#*"),
            "sensitive": st.booleans(),
        },
        "hours": {
            "open": st.just({"mon-fri": "09:00-12:30, 13:30-18:00", "sat": "10:00-14:00"}),
            "timezone": st.sampled_from(("Europe/Berlin", "UTC")),
            "holidays": st.lists(st.dates().map(str), max_size=3),
        },
        "disclosure": _prompt(),
        "request": {
            "method": st.sampled_from(("POST", "PUT")),
            "headers": st.dictionaries(names(), texts(8), max_size=2),
            "body": texts(),
            "save": st.dictionaries(names(), names(), max_size=2),
            "timeout": seconds(),
        },
        "queue": {
            "say": texts(),
            "priority": st.integers(1, 10),
            "skills": st.lists(names(), max_size=2).map(tuple),
        },
        "agent": _SAY,
        "transfer": _SAY,
        "voicemail": {"say": texts(), "max_seconds": st.integers(10, 300)},
        "callback": {"say": texts(), "queue": texts(8)},
        "disconnect": _prompt(),
        "exit": {"outcome": st.sampled_from(("open", "closed", "done"))},
        "node": {"settings": st.dictionaries(names(), _json_like(), max_size=3)},
    }
)


def _fields(kind: str) -> SearchStrategy[dict[str, Any]]:
    required = dict(REQUIRED.get(kind, {}))
    optional = {field: values for field, values in OPTIONAL.get(kind, {}).items() if field not in required}
    return st.fixed_dictionaries(required, optional=optional)


_FIELDS: Final = MappingProxyType({kind: _fields(kind) for kind in KINDS})


def nodes(
    kind: str, name: str = "node", edges: Mapping[str, str] = MappingProxyType({})
) -> SearchStrategy[AnyNode]:
    """Nodes of one kind with any of its fields."""
    return _FIELDS[kind].map(
        lambda fields: KINDS[kind].model_validate({"name": name, "edges": edges, **fields})
    )


class _Shape:
    """Grows the edges of one flow. Nodes are numbers; edges only lead from lower to higher ones."""

    def __init__(self, draw: DrawFn, outcomes: Mapping[str, Sequence[str]]) -> None:
        self.draw = draw
        self.outcomes = outcomes
        self.kinds: list[str] = []
        self.free: list[list[str]] = []
        self.edges: list[dict[str, int]] = []

    def add(self, kind: str) -> bool:
        """Add a node that one of the others leads to; false when none of them has an outcome left."""
        able = [number for number, free in enumerate(self.free) if free]
        if self.kinds and not able:
            return False
        self.kinds.append(kind)
        self.free.append(list(self.outcomes[kind]))
        self.edges.append({})
        if able:
            self.connect(self.draw(st.sampled_from(able)), len(self.kinds) - 1)
        return True

    def connect(self, source: int, target: int) -> None:
        """Lead from one node to another by an outcome that is still free."""
        outcome = self.draw(st.sampled_from(self.free[source]))
        self.free[source].remove(outcome)
        self.edges[source][outcome] = target

    def connect_any(self, source: int, lowest: int) -> None:
        """Lead to any node from the number `lowest` on."""
        if lowest < len(self.kinds) and self.free[source]:
            self.connect(source, self.draw(st.integers(lowest, len(self.kinds) - 1)))


def _grow(shape: _Shape, inner: Sequence[str], ends: Sequence[str]) -> None:
    for kind in [*inner, *ends]:
        shape.add(kind)
    for number in range(len(inner)):
        if not shape.edges[number]:
            shape.connect_any(number, len(inner))
    for number in range(len(shape.kinds)):
        if shape.draw(st.booleans()):
            shape.connect_any(number, number + 1)


@st.composite
def flows(
    draw: DrawFn,
    max_nodes: int = 10,
    kinds: Collection[str] = STANDALONE,
    outcomes: Mapping[str, Sequence[str]] = OUTCOMES,
) -> Flow:
    """A sound flow.

    Args:
        draw: given by hypothesis.
        max_nodes: at least 1.
        kinds: block words to choose from; at least one of them terminal.
        outcomes: kind -> the outcomes that its nodes may have; none for a kind that always ends the call.
    """
    inner_kinds = sorted(kind for kind in kinds if not KINDS[kind].terminal and outcomes[kind])
    end_kinds = sorted(kind for kind in kinds if KINDS[kind].terminal)
    some = (
        st.lists(st.sampled_from(inner_kinds), max_size=max(0, max_nodes - 1)) if inner_kinds else st.just([])
    )
    inner = draw(some)
    ends = draw(st.lists(st.sampled_from(end_kinds), min_size=1, max_size=max_nodes - len(inner)))
    shape = _Shape(draw, outcomes)
    _grow(shape, inner, ends)
    return _name(draw, shape)


def _name(draw: DrawFn, shape: _Shape) -> Flow:
    count = len(shape.kinds)
    labels = draw(st.lists(names(), min_size=count, max_size=count, unique=True))
    made = [
        draw(nodes(kind, label, {outcome: labels[target] for outcome, target in shape.edges[number].items()}))
        for number, (kind, label) in enumerate(zip(shape.kinds, labels, strict=True))
    ]
    order = draw(st.permutations(made)) if draw(st.booleans()) else made
    return Flow(name=draw(names()), entry=labels[0], nodes=tuple(order))


@st.composite
def complete_flows(draw: DrawFn, max_nodes: int = 10) -> Flow:
    """A sound flow that leaves nothing open: every outcome that callers can take has its edge, and every variable that
    a decision asks for is looked up before.
    """
    flow = draw(flows(max_nodes))
    nodes = [_completed(node) for node in flow.nodes]
    asked = {node.variable for node in nodes if isinstance(node, Decision)}
    if not asked:
        return flow.model_copy(update={"nodes": tuple(nodes)})
    name = draw(names().filter(lambda name: name not in flow.index))
    lookup = Request(
        name=name,
        url="https://data.example.com/v1",
        save=FrozenMap(dict.fromkeys(asked, "$.x")),
        edges={"default": flow.entry, "error": flow.entry},
    )
    return flow.model_copy(update={"entry": name, "nodes": (lookup, *nodes)})


def _completed(node: AnyNode) -> AnyNode:
    """The node with an edge for each outcome that its kind can have; what is new leads where another edge does."""
    if not node.edges or node.kind not in _EXPECTED:
        return node
    to = next(iter(node.edges.values()))
    edges = dict.fromkeys(_EXPECTED[node.kind], to) | dict(node.edges)
    saved: dict[str, Any] = {"save": FrozenMap({})} if isinstance(node, Request) else {}
    return type(node).model_validate(dict(node) | {"edges": edges} | saved)


_EXPECTED: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "menu": ("timeout", "invalid"),
        "collect": ("default", "timeout", "invalid"),
        "hours": ("open", "closed", "holiday"),
        "decision": ("default",),
        "request": ("default", "error"),
        "queue": OUTCOMES["queue"],
        "agent": OUTCOMES["agent"],
        "transfer": OUTCOMES["transfer"],
        "voicemail": OUTCOMES["voicemail"],
        "callback": OUTCOMES["callback"],
    }
)
