"""A simulated call through a version: where it goes, how it ends, how long it takes.

Assumed: an element whose only edge has the condition `true` leads on by itself, every other takes one input. An input
follows the edge of its condition; a digit that none expects follows `invalid`, anything else that none expects `true`.
When no input is left, the call waits and follows `timeout`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivrplan.sandbox.cxone.models import condition_of
from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.settings import Behaviour

_ALWAYS, _INVALID, _TIMEOUT = "true", "invalid", "timeout"
_COMPLETED, _ERROR = "completed", "error"


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a call; times in milliseconds."""

    path: tuple[str, ...]
    took: int
    timed_out: bool
    result: str

    def to_json(self) -> JsonObject:
        """As the vendor shows it."""
        return {
            "path": list(self.path),
            "finalElement": self.path[-1],
            "executionTime": self.took,
            "timedOut": self.timed_out,
            "result": self.result,
        }


class Simulation:
    """One call.

    Args:
        content: the version's content.
        inputs: what the caller does, in order.
        behaviour: how long an element takes.
        waits: whether waiting for input takes time.
    """

    def __init__(self, content: JsonObject, inputs: list[str], behaviour: Behaviour, *, waits: bool) -> None:
        self._elements = {one["id"]: one for one in content["elements"]}
        self._edges: dict[str, dict[str, str]] = {name: {} for name in self._elements}
        for edge in content["edges"]:
            self._edges[edge["from"]][edge["condition"]] = edge["to"]
        self._start = next(one["id"] for one in content["elements"] if one["type"] == "start")
        self._inputs = iter(inputs)
        self._timeouts: Mapping[str, int] = content["timeouts"]
        self._step = behaviour.simulation_element_ms
        self._waits = waits
        self._took = 0
        self._result = _COMPLETED

    def run(self) -> Simulated:
        """Let the call go through the version."""
        path = tuple(self._walk())
        if self._took > self._timeouts["globalTimeout"]:
            self._result = _TIMEOUT
        return Simulated(path, self._took, self._result == _TIMEOUT, self._result)

    def _walk(self) -> Iterator[str]:
        here: str | None = self._start
        while here is not None:
            yield here
            self._took += self._step
            here = self._next(here)

    def _next(self, here: str) -> str | None:
        edges = self._edges[here]
        if not edges:
            kind = self._elements[here]["type"]
            self._result = kind if kind in {_TIMEOUT, _ERROR} else _COMPLETED
            return None
        if edges.keys() == {_ALWAYS}:
            return edges[_ALWAYS]
        given = next(self._inputs, None)
        return self._unanswered(here) if given is None else self._answered(here, given)

    def _answered(self, here: str, given: str) -> str | None:
        edges, wanted = self._edges[here], condition_of(given)
        is_digit = wanted != given
        target = edges.get(wanted) or edges.get(_INVALID if is_digit and _INVALID in edges else _ALWAYS)
        if target is None:
            self._result = _ERROR
        return target

    def _unanswered(self, here: str) -> str | None:
        edges = self._edges[here]
        if self._waits:
            seconds = self._elements[here].get("properties", {}).get("timeoutSeconds")
            self._took += self._timeouts["inputTimeout"] if seconds is None else int(seconds * 1000)
        target = edges.get(_TIMEOUT) or edges.get(_ALWAYS)
        if target is None:
            self._result = _TIMEOUT
        return target
