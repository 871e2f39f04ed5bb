"""A visit that is not over yet: it gathers what is heard, answered and waited for."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ivrplan.flow.nodes import AnyNode, Collect, Menu, Request
from ivrplan.flow.outcome import DEFAULT, INVALID, NO_ANSWER, TIMEOUT, is_digit
from ivrplan.flow.simulation.prompts import Prompt, prompt_of
from ivrplan.flow.simulation.timing import Timing, rounded
from ivrplan.flow.simulation.walk import Visit


@dataclass(slots=True)
class Stay:
    """A visit to one node.

    Attributes:
        node: where the call is.
        timing: how long things take.
        prompt: what the node says; None where it says nothing.
    """

    node: AnyNode
    timing: Timing
    prompt: Prompt | None = field(init=False)
    heard: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    seconds: Decimal = Decimal(0)
    keypresses: int = 0

    def __post_init__(self) -> None:
        self.prompt = prompt_of(self.node, self.timing)
        self.hear()
        if not isinstance(self.node, Menu | Collect):
            self.seconds += self._prompt_seconds

    @property
    def _prompt_seconds(self) -> Decimal:
        return Decimal(0) if self.prompt is None else self.prompt.seconds

    def hear(self) -> None:
        """The node says what it has to say. At a menu or collect, its time passes with the answer."""
        if self.prompt is not None:
            self.heard.append(self.prompt.text)

    def answer(self, text: str, shown: str) -> None:
        """The caller, or what stands for one, gives an input, which messages call by another text where it is secret."""
        self.inputs.append(shown)
        self.told.append(text)
        if isinstance(self.node, Menu | Collect):
            self._wait() if text == TIMEOUT else self._press(text)

    def stay_silent(self, times: int) -> None:
        """The caller says nothing more: the node waits, and perhaps repeats its prompt."""
        for number in range(times):
            if number:
                self.hear()
            self._wait()
        self.told.extend([TIMEOUT] * times)

    def leave(self, outcome: str) -> None:
        """What passes while the outcome comes about that the call leaves by."""
        node = self.node
        if isinstance(node, Request):
            waits = node.timeout if node.timeout is not None and outcome != DEFAULT else self.timing.request
            self.seconds += Decimal(waits)
        elif outcome == NO_ANSWER:
            self.seconds += self.timing.ringing

    def over(self, outcome: str = "") -> Visit:
        """The visit as it was."""
        note = self.prompt.note if self.prompt is not None else ""
        return Visit(
            node=self.node.name,
            outcome=outcome,
            heard=tuple(self.heard),
            inputs=tuple(self.inputs),
            seconds=self.seconds,
            keypresses=self.keypresses,
            notes=(note,) if note else (),
            told=tuple(self.told),
        )

    def _wait(self) -> None:
        timing, node = self.timing, self.node
        waits = timing.menu_timeout if isinstance(node, Menu) else timing.collect_timeout
        if isinstance(node, Menu | Collect) and node.timeout is not None:
            waits = Decimal(node.timeout)
        self.seconds += self._prompt_seconds + waits

    def _press(self, text: str) -> None:
        """One key for a word that stands for something that is pressed or said."""
        keys = len(text) if all(map(is_digit, text)) else 1
        self.seconds += rounded(self._prompt_seconds * self.timing.listens) + self.timing.key_press * keys
        self.keypresses += keys if text == INVALID or all(map(is_digit, text)) else 0
