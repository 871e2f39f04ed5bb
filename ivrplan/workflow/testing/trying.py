"""The calls that tests make, simulated here or in processes beside this one.

A call of ten nodes costs a fraction of a millisecond, and a process about a second: more than one pays only for
thousands of calls, and only because little comes back of calls that went as expected. What comes of a call, and in which
order, never depends on who has simulated it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from multiprocessing import get_context
from typing import Final, NamedTuple

from ivrplan.config.expectations import Expectation
from ivrplan.flow.flow import Flow
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.walk import Walk
from ivrplan.workflow.testing.judging import Wrong, judge

WORTHWHILE: Final = 4_000
"""Each process has to have at least so many calls."""


class Dial(NamedTuple):
    """A call to be made: through which flow, how, and what is expected of it."""

    flow: str
    script: Script
    expect: Expectation


class Tried(NamedTuple):
    """A call that was made.

    Attributes:
        path: the nodes that it passed.
        edges: the edges that it took.
        terminal: the node at which it came to a good end; empty where it came to none.
        seconds: how long it took.
        keypresses: how many keys the caller pressed.
        wrongs: what is not as expected.
        walk: all of it, where there is something to be said about it.
    """

    path: tuple[str, ...]
    edges: tuple[Edge, ...]
    terminal: str
    seconds: Decimal
    keypresses: int
    wrongs: tuple[Wrong, ...] = ()
    walk: Walk | None = None


def try_all(flows: Mapping[str, Flow], dials: Sequence[Dial], processes: int = 1) -> list[Tried]:
    """Make calls.

    Args:
        flows: as they are deployed, by name.
        dials: the calls.
        processes: how many may work at once, at most. There are fewer where that is faster.

    Returns:
        What came of the calls, in their order.
    """
    workers = min(processes, len(dials) // WORTHWHILE)
    if workers <= 1:
        return _try(flows, dials)
    parts = list(_parts([_portable(dial) for dial in dials], workers))
    wanted = [{dial.flow: flows[dial.flow] for dial in part} for part in parts]
    # A process that is started anew owns no lock and no thread of this one.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [tried for results in pool.map(_try, wanted, parts) for tried in results]


def _portable(dial: Dial) -> Dial:
    """The same call, of parts that travel to another process."""
    return dial._replace(script=replace(dial.script, variables=dict(dial.script.variables)))


def _parts(dials: Sequence[Dial], count: int) -> Iterator[Sequence[Dial]]:
    """As many parts of about the same size, in order."""
    ends = [len(dials) * number // count for number in range(count + 1)]
    return (dials[start:end] for start, end in pairwise(ends))


def _try(flows: Mapping[str, Flow], dials: Sequence[Dial]) -> list[Tried]:
    return [_one(flows[dial.flow], dial) for dial in dials]


def _one(flow: Flow, dial: Dial) -> Tried:
    walk = simulate(flow, dial.script)
    wrongs = judge(dial.expect, walk)
    return Tried(
        path=walk.path,
        edges=walk.edges,
        terminal=walk.terminal,
        seconds=walk.seconds,
        keypresses=walk.keypresses,
        wrongs=wrongs,
        walk=walk if wrongs else None,
    )
