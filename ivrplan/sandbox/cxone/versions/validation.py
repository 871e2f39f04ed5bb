"""What the registration of a version refuses: its shape as strict models, its meaning as sentences (both 400)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.sandbox.settings import Behaviour
from ivrplan.sandbox.topology import arrows, find_cycle, reachable

START = "start"
# Source: vendor-contracts S2, row "limits".
_DECISIONS = frozenset({"routing", "menu"})

_Milliseconds = Annotated[int, Field(ge=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MetadataBody(_Shape):
    """Who made the version, and what it is called."""

    versionTag: Annotated[str, Field(min_length=1, max_length=100)]  # noqa: N815 -- the vendor's names
    activationPriority: Annotated[int, Field(ge=0)]  # noqa: N815
    createdBy: Annotated[str, Field(min_length=1)]  # noqa: N815
    timestamp: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")]
    rollbackPoint: str | None = None  # noqa: N815


class TagsBody(_Shape):
    """Where the version belongs."""

    environment: Literal["production", "staging"]
    releaseMatrix: dict[str, str] = Field(default_factory=dict)  # noqa: N815 -- the vendor's names
    rollbackReference: str | None = None  # noqa: N815


class ElementBody(BaseModel):
    """An element: an id, a type, and whatever the type needs."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    id: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1)]


class EdgeBody(BaseModel):
    """A way from one element to another. The vendor's names are words of the language."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]
    condition: str = "true"


class RuleBody(_Shape):
    """A routing rule."""

    condition: Annotated[str, Field(min_length=1)]
    action: Annotated[str, Field(min_length=1)]


class TimeoutsBody(_Shape):
    """How long a call may take and wait, in milliseconds."""

    globalTimeout: _Milliseconds = 30000  # noqa: N815 -- the vendor's names
    inputTimeout: _Milliseconds = 10000  # noqa: N815
    transferTimeout: _Milliseconds = 60000  # noqa: N815


class VersionBody(_Shape):
    """Body of `POST /api/v2/flows/{flowId}/versions`."""

    flowId: str | None = None  # noqa: N815 -- the vendor's names
    metadata: MetadataBody
    versionTags: TagsBody  # noqa: N815
    elements: list[ElementBody]
    edges: list[EdgeBody]
    routingRules: list[RuleBody] = Field(default_factory=list)  # noqa: N815
    timeouts: TimeoutsBody = Field(default_factory=TimeoutsBody)

    def content(self) -> dict[str, Any]:
        """What is stored of it."""
        return self.model_dump(mode="json", by_alias=True, exclude={"flowId"})


class SimulationBody(_Shape):
    """Body of `POST /api/v2/flows/{flowId}/simulations`."""

    versionId: str  # noqa: N815 -- the vendor's names
    input: str | list[str]
    simulateTimeouts: bool = True  # noqa: N815
    recordPath: bool = True  # noqa: N815

    @property
    def inputs(self) -> list[str]:
        """What the caller does, in order; a single text is one input."""
        return [self.input] if isinstance(self.input, str) else self.input


def version_problems(body: VersionBody, flow_id: str, limits: Behaviour) -> list[str]:
    """What is wrong with a version, a sentence each. Depth is measured once the topology is sound."""
    problems = [*_element_problems(body, flow_id), *_edge_problems(body)]
    return problems or [*_size_problems(body, limits)]


def _element_problems(body: VersionBody, flow_id: str) -> Iterator[str]:
    if body.flowId not in {None, flow_id}:
        yield f"flowId: the body is for flow {body.flowId}."
    for element, count in Counter(one.id for one in body.elements).items():
        if count > 1:
            yield f"The element id {element} is used {count} times."
    starts = sum(one.type == START for one in body.elements)
    if starts != 1:
        yield f"A version has exactly one element of type start, this one has {starts}."


def _edge_problems(body: VersionBody) -> Iterator[str]:
    known = {one.id for one in body.elements}
    for edge in body.edges:
        for end in (edge.source, edge.target):
            if end not in known:
                yield f"An edge names the element {end}, which does not exist."
    for (source, condition), count in Counter((one.source, one.condition) for one in body.edges).items():
        if count > 1:
            yield f"Element {source} has {count} edges with the condition {condition}."


def _size_problems(body: VersionBody, limits: Behaviour) -> Iterator[str]:
    decisions = sum(one.type in _DECISIONS for one in body.elements)
    if decisions > limits.max_decision_elements:
        yield f"{decisions} decision elements, at most {limits.max_decision_elements} are allowed."
    start = next(one.id for one in body.elements if one.type == START)
    forward = arrows([one.id for one in body.elements], [(one.source, one.target) for one in body.edges])
    reached = reachable([start], forward)
    yield from (f"Element {one} cannot be reached from {start}." for one in forward if one not in reached)
    cycle = find_cycle(forward)
    if cycle:
        yield f"The edges make a cycle: {' -> '.join(cycle)}."
        return
    depth = _depth(start, forward)
    if depth > limits.max_call_depth:
        yield f"The longest call path from {start} takes {depth} edges, at most {limits.max_call_depth} are allowed."


def _depth(start: str, forward: Mapping[str, Sequence[str]]) -> int:
    """The edges of a longest path. There is no cycle, so no level has more elements than there are."""
    depth, level = 0, {start}
    while level := {target for source in level for target in forward[source]}:
        depth += 1
    return depth
