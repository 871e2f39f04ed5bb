"""What came of a simulated call."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, pairwise

from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.ends import End, Ended


@dataclass(frozen=True, slots=True)
class Visit:
    """One node that the call passed.

    Attributes:
        node: its name.
        outcome: the outcome whose edge the call left by, or tried to; empty where the call ended or waits.
        heard: the prompts that were heard, repeated ones included. Secret and unknown ones are masks.
        inputs: what was answered; masks for what is secret.
        seconds: how long the call was there.
        keypresses: how many keys were pressed.
        notes: what the time does not count.
        told: what a simulation that has neither a clock nor variables has to be told here, to go the same way.
    """

    node: str
    outcome: str
    heard: tuple[str, ...]
    inputs: tuple[str, ...]
    seconds: Decimal
    keypresses: int = 0
    notes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """A call's way through a flow.

    Attributes:
        visits: the nodes that it passed, in order; one that it passed twice is there twice.
        end: how it ended.
        seconds: how long it took: the sum of its visits.
        keypresses: how many keys the caller pressed.
        prompts: what the caller heard, in order.
        unused: the inputs that nobody asked for.
    """

    visits: tuple[Visit, ...]
    end: End
    seconds: Decimal
    keypresses: int
    prompts: tuple[str, ...]
    unused: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the nodes that the call passed."""
        return tuple(visit.node for visit in self.visits)

    @property
    def terminal(self) -> str:
        """The node at which the call came to a good end; empty where it came to none."""
        return self.end.node if isinstance(self.end, Ended) else ""

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of the call graph that it went along: source, outcome, target."""
        return tuple(Edge(one.node, one.outcome, after.node) for one, after in pairwise(self.visits))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the time does not count, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(visit.notes for visit in self.visits)))

    @property
    def told(self) -> tuple[str, ...]:
        """The inputs with which a simulation that has neither a clock nor variables goes the same way."""
        return tuple(chain.from_iterable(visit.told for visit in self.visits))


def walk_of(visits: tuple[Visit, ...], end: End, unused: tuple[str, ...] = ()) -> Walk:
    """The way that is made of these visits."""
    return Walk(
        visits,
        end,
        sum((visit.seconds for visit in visits), Decimal(0)),
        sum(visit.keypresses for visit in visits),
        tuple(chain.from_iterable(visit.heard for visit in visits)),
        unused,
    )
