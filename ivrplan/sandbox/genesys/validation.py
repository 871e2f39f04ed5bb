"""What Genesys Cloud rejects: shapes as strict models (400 at once), meanings as what a version's validation finds."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.sandbox.settings import Behaviour
from ivrplan.sandbox.topology import Arrows, arrows, find_cycle, reachable, reversed_arrows

# Source: vendor-contracts S4, row "topology".
START = "trigger"
TERMINALS = frozenset({"disconnect", "queue", "transfer", "hangup"})
# Assumed: the documents name no other types. A tenant's own come in with the setting `genesys_extra_node_types`.
_WORKING_TYPES = frozenset(
    {
        "play",
        "menu",
        "collect",
        "hours",
        "decision",
        "set",
        "disclosure",
        "request",
        "goto",
        "agent",
        "voicemail",
        "callback",
    }
    | {"playAudio", "collectInput", "callData", "updateData", "evaluateSchedule", "switch", "task"}
)
_REFERENCE = re.compile(r"\$\{([^}]*)\}")


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CreateBody(_Shape):
    """Body of `POST /api/v2/flows`."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    type: Literal["INBOUNDCALL"]
    description: str = ""


class NodeBody(_Shape):
    """A node of a version."""

    id: Annotated[str, Field(min_length=1)]
    type: str
    name: str
    settings: dict[str, Any] | None = None


class ConnectionBody(_Shape):
    """A connection of a version."""

    id: Annotated[str, Field(min_length=1)]
    sourceNodeId: str  # noqa: N815 -- the vendor's name
    targetNodeId: str  # noqa: N815 -- the vendor's name
    condition: str | None = None


class VariableBody(_Shape):
    """A variable of a version."""

    id: Annotated[str, Field(min_length=1)]
    name: str
    type: str
    scope: str


class VersionBody(_Shape):
    """Body of `POST /api/v2/flows/{flowId}/versions`."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: str = ""
    language: str = "en-us"
    nodes: list[NodeBody]
    connections: list[ConnectionBody]
    variables: list[VariableBody] = Field(default_factory=list)
    settings: dict[str, Any] = Field(default_factory=dict)


def version_problems(body: VersionBody, limits: Behaviour, exists: Callable[[str], bool]) -> list[str]:
    """What the validation of a version will find. The topology is looked at only once its parts are sound.

    Args:
        body: the version.
        limits: the tenant's.
        exists: tells whether there is a flow with an id.
    """
    problems = [*_node_problems(body, limits), *_connection_problems(body), *_condition_problems(body)]
    problems += _handover_problems(body, exists)
    return problems or [*_topology_problems(body)]


def _node_problems(body: VersionBody, limits: Behaviour) -> Iterator[str]:
    known = {START, *TERMINALS, *_WORKING_TYPES, *limits.genesys_extra_node_types}
    if len(body.nodes) > limits.max_nodes:
        yield f"The flow has {len(body.nodes)} nodes, at most {limits.max_nodes} are allowed."
    for node_id, count in Counter(node.id for node in body.nodes).items():
        if count > 1:
            yield f"The node id {node_id} is used {count} times."
    for node in body.nodes:
        if node.type not in known:
            yield f"Node {node.id} has the unknown type {node.type}."
    starts = sum(node.type == START for node in body.nodes)
    if starts != 1:
        yield f"A flow has exactly one node of type {START}, this one has {starts}."


def _connection_problems(body: VersionBody) -> Iterator[str]:
    nodes = {node.id for node in body.nodes}
    for connection_id, count in Counter(item.id for item in body.connections).items():
        if count > 1:
            yield f"The connection id {connection_id} is used {count} times."
    for connection in body.connections:
        for end in (connection.sourceNodeId, connection.targetNodeId):
            if end not in nodes:
                yield f"Connection {connection.id} names the node {end}, which does not exist."


def _condition_problems(body: VersionBody) -> Iterator[str]:
    variables = {variable.name for variable in body.variables}
    conditions = Counter((item.sourceNodeId, item.condition) for item in body.connections)
    for (source, condition), count in conditions.items():
        if count > 1:
            yield f"Node {source} has {count} connections with the condition {condition}."
    for connection in body.connections:
        condition = connection.condition
        if condition is not None and not condition.strip():
            yield f"Connection {connection.id} has an empty condition."
        for name in _REFERENCE.findall(condition or ""):
            if name not in variables:
                yield f"The condition of connection {connection.id} names the unknown variable {name}."


# Assumed: the settings by which a call is handed over to another flow, by a transfer or by a task that tries one.
def _handover_problems(body: VersionBody, exists: Callable[[str], bool]) -> Iterator[str]:
    for node in body.nodes:
        settings = node.settings or {}
        if settings.get("transferType") != "flow":
            continue
        flow = settings.get("flow")
        if not isinstance(flow, str):
            yield f"Node {node.id} transfers to a flow, but its setting flow does not say to which."
        elif not exists(flow):
            yield f"Node {node.id} transfers to flow {flow}, which does not exist."


def _topology_problems(body: VersionBody) -> Iterator[str]:
    types = {node.id: node.type for node in body.nodes}
    forward = arrows(types, [(item.sourceNodeId, item.targetNodeId) for item in body.connections])
    start = next(node_id for node_id, kind in types.items() if kind == START)
    terminals = [node_id for node_id, kind in types.items() if kind in TERMINALS]
    cycle = find_cycle(forward)
    if cycle:
        yield f"The connections make a cycle: {' -> '.join(cycle)}."
    for node_id in sorted(set(types) - reachable([start], forward)):
        yield f"Node {node_id} cannot be reached from {start}."
    yield from _wrong_ends(types, forward)
    if not cycle:
        yield from _without_terminal(forward, terminals)


def _wrong_ends(types: dict[str, str], forward: Arrows) -> Iterator[str]:
    for node_id, targets in forward.items():
        if types[node_id] in TERMINALS and targets:
            yield f"Node {node_id} of type {types[node_id]} ends a call, but has outbound connections."
        if types[node_id] not in TERMINALS and not targets:
            yield f"Node {node_id} of type {types[node_id]} is a dead end."


def _without_terminal(forward: Arrows, terminals: list[str]) -> Iterator[str]:
    ending = reachable(terminals, reversed_arrows(forward))
    for node_id, targets in forward.items():
        if targets and node_id not in ending:
            yield f"No path from node {node_id} reaches a terminal."
