"""A simulated call through a version: where it goes, how it ends, how long it takes.

What an input means is assumed: the vendor's documents name the endpoint, and nothing of what it does. `answers.py` says it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ivrplan.sandbox.cxone.versions.answers import Answers, Lost
from ivrplan.sandbox.cxone.versions.elements import Element, elements_of
from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.settings import Behaviour

_TIMEOUT, _COMPLETED, _ERROR = "timeout", "completed", "error"


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
        self._elements = elements_of(content)
        self._start = next(one["id"] for one in content["elements"] if one["type"] == "start")
        self._answers = Answers(inputs)
        self._longest: int = content["timeouts"]["globalTimeout"]
        self._patience: int = content["timeouts"]["inputTimeout"]
        self._step = behaviour.simulation_element_ms
        self._waits = waits
        self._took = 0
        self._result = _COMPLETED

    def run(self) -> Simulated:
        """Let the call go through the version."""
        path = tuple(self._walk())
        if self._took > self._longest:
            self._result = _TIMEOUT
        return Simulated(path, self._took, self._result == _TIMEOUT, self._result)

    def _walk(self) -> Iterator[str]:
        here: str | None = self._start
        while here is not None:
            yield here
            self._took += self._step
            here = self._next(self._elements[here])

    def _next(self, element: Element) -> str | None:
        if not element.ways:
            self._result = element.kind if element.kind in {_TIMEOUT, _ERROR} else _COMPLETED
            return None
        silences = self._answers.silences
        try:
            way = self._answers.way(element)
        except Lost as lost:
            self._result = _TIMEOUT if lost.silent else _ERROR
            way = None
        if self._waits:
            self._took += (self._answers.silences - silences) * self._wait(element)
        return None if way is None else element.ways[way]

    def _wait(self, element: Element) -> int:
        seconds = element.properties.get("timeoutSeconds")
        return self._patience if seconds is None else int(seconds * 1000)
