"""What CXone rejects: shapes as strict models (400), meanings as lists of problems (422)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.sandbox.cxone.errors import Problem
from ivrplan.sandbox.cxone.models import DIGITS, FALLBACKS, condition_of, pointer_of
from ivrplan.sandbox.settings import Behaviour
from ivrplan.sandbox.topology import Arrows, arrows, find_cycle, reachable, reversed_arrows

# Source: vendor-contracts S3, row "flow"; the working types of S0 are the common ones plus any plain word.
REGISTERED_TYPES = frozenset({"start", "terminal", "decision"})
_WORKING_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CONNECTION_ID = re.compile(r"conn_[0-9a-f]{12}")


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ConnectionBody(_Shape):
    """A connection as S3 takes it."""

    id: str
    source_node_id: str
    target_node_id: str
    condition: str = "true"
    type: str = "default"


class NodeTypeBody(_Shape):
    """A node as S3 takes it."""

    id: str
    type: str


class RegisterBody(_Shape):
    """Body of S3's `POST /api/v2/flows`."""

    id: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9._-]+$")] | None = None
    name: Annotated[str, Field(min_length=1, max_length=100)]
    type: Literal["IVR"]
    connections: list[ConnectionBody]
    nodes: list[NodeTypeBody]


class NodeBody(_Shape):
    """A node as S0 takes it."""

    id: Annotated[str, Field(min_length=1)]
    type: str
    properties: dict[str, Any] = Field(default_factory=dict)
    connections: dict[str, str] = Field(default_factory=dict)


class ConfigureBody(_Shape):
    """Body of S0's `PUT /api/v2/flows/ivr/{flowId}`."""

    id: str | None = None
    version: int | None = None
    nodes: list[NodeBody]
    entryPoint: str  # noqa: N815 -- the vendor's name


def registration_problems(body: RegisterBody, limits: Behaviour) -> list[Problem]:
    """What S3 answers 422 to. The topology is looked at only once nodes and connections are sound."""
    problems = [*_node_problems(body.nodes), *_connection_problems(body, limits)]
    return problems or [*_registered_topology_problems(body)]


def configuration_problems(
    body: ConfigureBody, limits: Behaviour, exists: Callable[[str], bool]
) -> list[Problem]:
    """What S0 answers 422 to. `exists` tells whether there is a flow with an id."""
    problems = [*_duplicates([node.id for node in body.nodes]), *_configured_topology_problems(body)]
    for node in body.nodes:
        problems.extend(_configured_node_problems(node, limits))
        problems.extend(_handover_problems(node, exists))
    return problems


def _node_problems(nodes: Sequence[NodeTypeBody]) -> Iterator[Problem]:
    yield from _duplicates([node.id for node in nodes])
    for node in nodes:
        if not node.id.startswith("node_"):
            yield Problem(f"The id of node {node.id} does not start with node_.", node.id, "id")
        if node.type not in REGISTERED_TYPES:
            yield Problem(f"Node {node.id} has the unknown type {node.type}.", node.id, "type")
    starts = [node.id for node in nodes if node.type == "start"]
    if len(starts) != 1:
        yield Problem(f"A flow has exactly one node of type start, this one has {len(starts)}.")


def _duplicates(ids: Sequence[str]) -> Iterator[Problem]:
    for node_id, count in Counter(ids).items():
        if count > 1:
            yield Problem(f"The node id {node_id} is used {count} times.", node_id, "id")


def _connection_problems(body: RegisterBody, limits: Behaviour) -> Iterator[Problem]:
    nodes = {node.id for node in body.nodes}
    yield from _count_problems(body.connections, limits)
    for connection in body.connections:
        if not _CONNECTION_ID.fullmatch(connection.id):
            yield Problem(f"The connection id {connection.id} is not conn_ and 12 hexadecimal digits.")
        for end in (connection.source_node_id, connection.target_node_id):
            if end not in nodes:
                yield Problem(f"Connection {connection.id} names the node {end}, which does not exist.", end)
        yield from _condition_problems(connection)


def _count_problems(connections: Sequence[ConnectionBody], limits: Behaviour) -> Iterator[Problem]:
    if len(connections) > limits.max_connections:
        yield Problem(
            f"{len(connections)} connections were sent, at most {limits.max_connections} are allowed."
        )
    for source, count in Counter(item.source_node_id for item in connections).items():
        if count > limits.max_outbound:
            most = limits.max_outbound
            yield Problem(
                f"Node {source} has {count} outbound connections, at most {most} are allowed.", source
            )
    for connection_id, count in Counter(item.id for item in connections).items():
        if count > 1:
            yield Problem(f"The connection id {connection_id} is used {count} times.")
    for (source, condition), count in Counter(
        (item.source_node_id, item.condition) for item in connections
    ).items():
        if count > 1:
            yield Problem(f"Node {source} has {count} connections with the condition {condition}.", source)


def _condition_problems(connection: ConnectionBody) -> Iterator[Problem]:
    condition, source = connection.condition, connection.source_node_id
    match connection.type:
        case "default" if condition != "true":
            yield Problem(
                f"Connection {connection.id} is of type default, its condition must be true.", source
            )
        case "fallback" if condition not in FALLBACKS:
            words = "timeout, invalid or error"
            yield Problem(
                f"Connection {connection.id} is of type fallback, its condition must be {words}.", source
            )
        case "conditional" if not _is_conditional(condition):
            problem = (
                f"Connection {connection.id} is conditional, but {condition!r} is no condition of that type."
            )
            yield Problem(problem, source)
        case "default" | "fallback" | "conditional":
            return
        case _:
            yield Problem(f"Connection {connection.id} has the unknown type {connection.type}.", source)


def _is_conditional(condition: str) -> bool:
    # A bare digit or `default` would be taken for the pointer of another condition when S0 shows the flow.
    return bool(condition.strip()) and condition not in {"true", "default", *FALLBACKS, *DIGITS}


def _registered_topology_problems(body: RegisterBody) -> Iterator[Problem]:
    forward = arrows(
        [node.id for node in body.nodes],
        [(connection.source_node_id, connection.target_node_id) for connection in body.connections],
    )
    types = {node.id: node.type for node in body.nodes}
    start = next(node_id for node_id, kind in types.items() if kind == "start")
    terminals = [node_id for node_id, kind in types.items() if kind == "terminal"]
    cycle = find_cycle(forward)
    if cycle:
        yield Problem(f"The connections make a cycle: {' -> '.join(cycle)}.", cycle[0])
    yield from _unreached(start, forward)
    yield from _wrong_ends(types, forward)
    if not cycle:
        yield from _without_terminal(forward, terminals)


def _unreached(start: str, forward: Arrows) -> Iterator[Problem]:
    reached = reachable([start], forward)
    for node_id in forward:
        if node_id not in reached:
            yield Problem(f"Node {node_id} cannot be reached from {start}.", node_id)


def _wrong_ends(types: dict[str, str], forward: Arrows) -> Iterator[Problem]:
    for node_id, targets in forward.items():
        if types[node_id] == "terminal" and targets:
            yield Problem(f"Node {node_id} is terminal, but has outbound connections.", node_id)
        if types[node_id] != "terminal" and not targets:
            yield Problem(f"Node {node_id} is not terminal, but has no outbound connection.", node_id)


def _without_terminal(forward: Arrows, terminals: Sequence[str]) -> Iterator[Problem]:
    ending = reachable(terminals, reversed_arrows(forward))
    for node_id, targets in forward.items():
        if targets and node_id not in ending:
            yield Problem(f"No path from node {node_id} reaches a terminal.", node_id)


def _configured_topology_problems(body: ConfigureBody) -> Iterator[Problem]:
    ids = [node.id for node in body.nodes]
    pairs = [(node.id, target) for node in body.nodes for target in node.connections.values()]
    yield from _dangling_pointers(body, set(ids))
    if body.entryPoint not in ids:
        yield Problem(f"The entry point {body.entryPoint} does not exist.", body.entryPoint)
    else:
        yield from _unreached(body.entryPoint, arrows(ids, pairs))


def _dangling_pointers(body: ConfigureBody, ids: set[str]) -> Iterator[Problem]:
    for node in body.nodes:
        for pointer, target in node.connections.items():
            if not pointer.strip() or pointer_of(condition_of(pointer)) != pointer:
                yield Problem(
                    f"Node {node.id} has a pointer with the malformed name {pointer!r}.", node.id, pointer
                )
            if target not in ids:
                problem = f"Pointer {pointer} of node {node.id} leads to {target}, which does not exist."
                yield Problem(problem, node.id, pointer)


def _configured_node_problems(node: NodeBody, limits: Behaviour) -> Iterator[Problem]:
    if not _WORKING_TYPE.fullmatch(node.type):
        yield Problem(f"Node {node.id} has the malformed type {node.type!r}.", node.id, "type")
    if len(node.properties) > limits.max_properties:
        count, most = len(node.properties), limits.max_properties
        yield Problem(f"Node {node.id} has {count} properties, at most {most} are allowed.", node.id)
    if not limits.silent_types:
        yield from _property_problems(node)


# Assumed: the type and the property by which a call is handed over to another flow.
def _handover_problems(node: NodeBody, exists: Callable[[str], bool]) -> Iterator[Problem]:
    if node.type != "goto":
        return
    flow = node.properties.get("flow")
    if not isinstance(flow, str):
        yield Problem(f"Node {node.id} hands calls over, but does not say to which flow.", node.id, "flow")
    elif not exists(flow):
        yield Problem(
            f"Node {node.id} hands calls over to flow {flow}, which does not exist.", node.id, "flow"
        )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# Source: vendor-contracts S0, row "node limits".
_TYPED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "audioUrl": ("a string", _is_text),
    "playBeep": ("a boolean", _is_boolean),
    "dtmfDigits": ("a string", _is_text),
    "timeoutSeconds": ("a number", _is_number),
}


def _property_problems(node: NodeBody) -> Iterator[Problem]:
    for name, value in node.properties.items():
        expected, fits = _TYPED.get(name, ("anything", _is_anything))
        if not fits(value):
            yield Problem(f"Property {name} of node {node.id} must be {expected}.", node.id, name)


def _is_anything(_value: Any) -> bool:
    return True
