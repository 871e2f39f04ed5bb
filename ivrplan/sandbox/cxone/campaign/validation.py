"""What CXone rejects in campaign flows: shapes at once (400), compliance and topology when the job runs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.sandbox.settings import Behaviour
from ivrplan.sandbox.topology import Arrows, arrows, find_cycle

# Source: vendor-contracts S1, rows "action", "terminals" and "compliance".
DIRECTIVES = frozenset({"play", "collect", "route", "schedule", "disconnect"})
TERMINALS = frozenset({"agent", "voicemail", "disconnect", "callback"})
REQUIRED = "disclosure"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ActionBody(_Shape):
    """An action of a node; `parameters` is assumed."""

    directive: str
    media_url: str | None = None
    text: str | None = None
    max_retries: int | None = None
    parameters: dict[str, Any] | None = None


class NodeBody(_Shape):
    """A node."""

    id: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1)]
    actions: list[ActionBody]


class TransitionBody(_Shape):
    """A transition; its condition may name several alternatives, joined with a bar."""

    from_node: str
    to_node: str
    condition: Annotated[str, Field(min_length=1)]


class FlowBody(_Shape):
    """Body of `POST /api/flows` and `PUT /api/flows/{flowId}`."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    description: str = ""
    nodes: list[NodeBody]
    transitions: list[TransitionBody]
    entry_node: str


def compliance_problems(body: FlowBody, limits: Behaviour) -> Iterator[str]:
    """Why a job with this flow fails, one sentence each. The topology is looked at once its ends are sound."""
    ends = [*_end_problems(body)]
    yield from ends
    yield from _node_problems(body, limits)
    if not ends:
        yield from _topology_problems(body, limits)


def depth(body: FlowBody) -> int | None:
    """The transitions of the longest path from the entry; nothing where calls can go round."""
    forward = _arrows(body)
    if find_cycle(forward):
        return None
    longest: dict[str, int] = {body.entry_node: 0} if body.entry_node in forward else {}
    for node in _in_order(forward):
        if node not in longest:
            continue
        for target in forward[node]:
            longest[target] = max(longest.get(target, 0), longest[node] + 1)
    return max(longest.values(), default=0)


def _end_problems(body: FlowBody) -> Iterator[str]:
    known = {node.id for node in body.nodes}
    for node_id, count in Counter(node.id for node in body.nodes).items():
        if count > 1:
            yield f"Node {node_id}: the id is used {count} times."
    if body.entry_node not in known:
        yield f"Node {body.entry_node}: the entry does not exist."
    for item in body.transitions:
        for end in (item.from_node, item.to_node):
            if end not in known:
                yield (
                    f"Node {end}: the transition {item.condition} from {item.from_node} to {item.to_node} names it, "
                    "but it does not exist."
                )


def _node_problems(body: FlowBody, limits: Behaviour) -> Iterator[str]:
    if all(node.type != REQUIRED for node in body.nodes):
        yield f"A node of type {REQUIRED} is required."
    for node in body.nodes:
        for action in node.actions:
            yield from _action_problems(node.id, action, limits)


def _action_problems(node_id: str, action: ActionBody, limits: Behaviour) -> Iterator[str]:
    if action.directive not in DIRECTIVES:
        yield f"Node {node_id}: the directive {action.directive} is unknown."
    retries = action.max_retries or 0
    if action.directive == "collect" and retries > limits.max_collect_retries:
        yield f"Node {node_id}: max_retries is {retries}, at most {limits.max_collect_retries} are allowed."


def _topology_problems(body: FlowBody, limits: Behaviour) -> Iterator[str]:
    forward = _arrows(body)
    cycle = find_cycle(forward)
    if cycle:
        yield f"Node {cycle[0]}: calls can go round {' -> '.join(cycle)}."
    for node in body.nodes:
        if not forward[node.id] and node.type not in TERMINALS:
            yield f"Node {node.id}: a {node.type} leads nowhere, and is no terminal."
    deep = depth(body)
    if deep is not None and deep > limits.max_depth:
        yield f"The flow is {deep} steps deep, at most {limits.max_depth} are allowed."


def _arrows(body: FlowBody) -> dict[str, list[str]]:
    return arrows(
        (node.id for node in body.nodes), ((item.from_node, item.to_node) for item in body.transitions)
    )


def _in_order(forward: Arrows) -> Iterator[str]:
    """Every node before those that it leads to; there is no cycle."""
    waiting = _arrivals(forward)
    ready = [node for node, count in waiting.items() if not count]
    while ready:
        node = ready.pop()
        yield node
        for target in forward[node]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)


def _arrivals(forward: Arrows) -> dict[str, int]:
    counted: Mapping[str, int] = Counter(target for targets in forward.values() for target in targets)
    return {node: counted.get(node, 0) for node in forward}
