"""A call that goes on answer by answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple, assert_never

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Collect, Request, Set
from ivrplan.flow.outcome import DEFAULT, INVALID, TIMEOUT
from ivrplan.flow.simulation.asking import Decided, Over, ask, edge_for
from ivrplan.flow.simulation.ends import DeadEnd, End, Ended, OutOfInputs, Refused, WentRound
from ivrplan.flow.simulation.memory import Memory
from ivrplan.flow.simulation.question import Question, Wants
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.stay import Stay
from ivrplan.flow.simulation.timing import USUAL, Timing
from ivrplan.flow.simulation.walk import Visit, Walk, walk_of
from ivrplan.language.values import Sensitive

ALONE: Final = Script()
"""A call of which nothing is known."""

_SECRET: Final = repr(Sensitive(""))


class Heard(NamedTuple):
    """A prompt, and the node that says it."""

    node: str
    text: str


class Call:
    """One call, which goes on until a node waits or it ends.

        call = Call(flow)
        while call.question is not None:
            call.answer(...)
        call.walk

    Args:
        flow: the flow, as it is deployed: embedded flows are inlined.
        script: what is known of the call, and when it comes. Its inputs are not looked at; they are for `answer`.
        timing: how long things take.

    Attributes:
        question: what the call waits for; None when it has ended.
        end: how it ended; None while it waits.
        heard: what was heard since the last answer.
    """

    def __init__(self, flow: Flow | CallGraph, script: Script = ALONE, timing: Timing = USUAL) -> None:
        self.question: Question | None = None
        self.end: End | None = None
        self.heard: list[Heard] = []
        self._flow = flow.flow if isinstance(flow, CallGraph) else flow
        self._clock = script.clock
        self._timing = timing
        self._memory = Memory(script.variables)
        self._visits: list[Visit] = []
        self._stay: Stay | None = None
        # The moments since the last answer. A call that comes to one of them again, or to so many, goes round.
        self._moments: dict[tuple[str, int], int] = {}
        self._patience = 4 * len(self._flow.nodes) + 1000
        self._enter(self._flow.entry)
        self._go_on()

    @property
    def walk(self) -> Walk:
        """The way until here. A call that still waits is taken for one that nobody answers any more."""
        visits = self._visits if self._stay is None else [*self._visits, self._stay.over()]
        end = self.end
        if end is None:
            assert self.question is not None
            end = OutOfInputs(self.question)
        return walk_of(tuple(visits), end)

    def answer(self, text: str | None) -> None:
        """Go on with what happens where the call waits.

        Args:
            text: an input; None where nothing more is said, which is longer than one `timeout`.
        """
        question, stay = self.question, self._stay
        assert question is not None
        assert stay is not None
        self.question = None
        self.heard = []
        if text is None:
            self._silence(stay, question)
        elif not question.takes(text):
            stay.told.append(text)
            self._stop(Refused(question, _shown(question, text)))
        else:
            self._moments.clear()
            stay.answer(text, _shown(question, text))
            self._take(stay, question, text)
        self._go_on()

    def _go_on(self) -> None:
        while self.question is None and self.end is None:
            assert self._stay is not None
            self._step(self._stay)

    def _step(self, stay: Stay) -> None:
        node = stay.node
        asked = ask(node, self._memory, self._clock)
        match asked:
            case Question():
                self.question = asked
            case Decided():
                stay.told.extend(asked.told)
                self._memory.tell(asked.variable)
                self._leave(stay, asked.outcome, _SECRET if asked.secret else asked.outcome)
            case Over():
                self._stop(Ended(node.name) if node.terminal else DeadEnd(node.name))
            case _:
                assert_never(asked)

    def _take(self, stay: Stay, question: Question, text: str) -> None:
        """Do what an input says that the node takes."""
        failed = text in {TIMEOUT, INVALID}
        match question.wants:
            case Wants.STATE | Wants.OUTCOME:
                self._leave(stay, text, text)
            case Wants.VALUE:
                if text != DEFAULT:
                    self._memory.learn(question.variable, text)
                self._leave(stay, text, text)
            case Wants.KEY | Wants.DIGITS if text in stay.node.edges and not failed:
                self._leave(stay, text, text)
            case Wants.DIGITS if not failed and (digits := digits_kept(stay.node, text)):
                self._memory.learn(question.variable, Sensitive(digits) if question.secret else digits)
                self._leave(stay, DEFAULT, DEFAULT)
            case Wants.KEY | Wants.DIGITS:
                self._fail(stay, question, TIMEOUT if text == TIMEOUT else INVALID)
            case _:
                assert_never(question.wants)

    def _fail(self, stay: Stay, question: Question, how: str) -> None:
        """No good answer: the prompt is repeated, or the call goes on without one."""
        if question.tries == 1:
            self._leave(stay, how, how)
            return
        self.question = replace(question, tries=question.tries - 1)
        stay.hear()
        self._tell(stay)

    def _silence(self, stay: Stay, question: Question) -> None:
        """Nothing more is said: the call goes on as far as that leads."""
        outcome = DEFAULT
        if question.wants in {Wants.KEY, Wants.DIGITS}:
            outcome = TIMEOUT
            stay.stay_silent(question.tries)
        if edge_for(stay.node, outcome) is not None:
            if outcome == DEFAULT:
                stay.told.append(DEFAULT)
            self._leave(stay, outcome, outcome)
        else:
            self._stop(Ended(stay.node.name) if question.optional else OutOfInputs(question))

    def _leave(self, stay: Stay, outcome: str, shown: str) -> None:
        """Leave a node.

        Args:
            stay: the visit.
            outcome: what was found, answered or waited for.
            shown: how messages call it.
        """
        edge = edge_for(stay.node, outcome)
        if edge is None:
            self._stop(DeadEnd(stay.node.name, shown))
            return
        stay.leave(edge)
        self._remember(stay.node, edge)
        self._visits.append(stay.over(edge))
        self._enter(stay.node.edges[edge], stay.node.name, edge)

    def _remember(self, node: AnyNode, edge: str) -> None:
        if isinstance(node, Set):
            for name, value in node.values.items():
                self._memory.learn(name, value)
        elif isinstance(node, Request) and edge == DEFAULT:
            for name in node.save:
                self._memory.saved(name)

    def _enter(self, name: str, source: str = "", outcome: str = "") -> None:
        """Come to a node."""
        self._stay = None
        node = self._flow.index.get(name)
        if node is None:
            self.end = DeadEnd(source, outcome, name)
            return
        moment = (name, self._memory.mark)
        before = self._moments.setdefault(moment, len(self._visits))
        self._stay = Stay(node, self._timing)
        if before < len(self._visits) or len(self._moments) > self._patience:
            loop = tuple(visit.node for visit in self._visits[before:])
            self._stop(WentRound(loop or (name,)))
        else:
            self._tell(self._stay)

    def _tell(self, stay: Stay) -> None:
        if stay.prompt is not None:
            self.heard.append(Heard(stay.node.name, stay.prompt.text))

    def _stop(self, end: End) -> None:
        """The call is over, at the node where it is."""
        self.end = end
        if self._stay is not None:
            self._visits.append(self._stay.over())
            self._stay = None


def _shown(question: Question, text: str) -> str:
    return _SECRET if question.secret and text not in question.accepts else text


def digits_kept(node: AnyNode, text: str) -> str:
    """What a collect keeps of the keys that were pressed; empty where they are not what it asks for."""
    assert isinstance(node, Collect)
    digits = text.removesuffix(node.terminator) if node.terminator else text
    if node.terminator and node.terminator in digits:
        return ""
    fits = (node.min_digits or 1) <= len(digits) and (
        node.max_digits is None or len(digits) <= node.max_digits
    )
    return digits if fits else ""
