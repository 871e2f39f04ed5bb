"""How long checking flows takes: many small ones, and huge ones.

python benchmarks/rules.py
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable
from functools import partial

from ivrplan.flow.diff import diff
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Decision, Disconnect, Menu, Play, Queue
from ivrplan.rules.rule import Rule
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES

SMALL, SIZE, HUGE = 10_000, 20, 100_000


def timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    result = work()
    print(f"{what:<55} {time.perf_counter() - start:7.2f} s   {result}")


def typical(number: int) -> Flow:
    """Menus that lead on, to queues, and back; an ordinary flow of twenty nodes."""
    inner = SIZE // 4
    nodes: list[AnyNode] = [
        Menu(
            name=f"menu{n}",
            say="Press 1 for somebody, 2 for more, 9 to hear this again.",
            timeout=8,
            retries=2,
            edges={"1": f"vip{n}", "2": f"menu{n + 1}" if n + 1 < inner else "queue0", "9": f"menu{n}"},
        )
        for n in range(inner)
    ]
    for n in range(inner):
        nodes.append(
            Decision(name=f"vip{n}", variable="tier", edges={"gold": f"queue{n}", "default": f"wait{n}"})
        )
        nodes.append(Play(name=f"wait{n}", say="One moment.", edges={"default": f"queue{n}"}))
        nodes.append(Queue(name=f"queue{n}", queue=f"Queue {number}"))
    return Flow(name=f"flow{number}", entry="menu0", nodes=tuple(nodes))


def chain(count: int) -> Flow:
    plays = [Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}"}) for n in range(count - 1)]
    return Flow(name="chain", entry="n0", nodes=(*plays, Disconnect(name=f"n{count - 1}")))


def ring(count: int) -> Flow:
    plays = [Play(name=f"n{n}", say="x", edges={"default": f"n{(n + 1) % count}"}) for n in range(count)]
    return Flow(name="ring", entry="n0", nodes=tuple(plays))


def broken(count: int) -> Flow:
    """Every node reachable over a long way, every node with an edge to nowhere."""
    nodes = [Menu(name=f"n{n}", edges={"1": f"n{n + 1}", "2": "gone"}) for n in range(count)]
    return Flow(name="broken", entry="n0", nodes=tuple(nodes))


def found(flows: Iterable[Flow], rules: tuple[Rule, ...] = RULES) -> str:
    return f"{sum(len(check_flow(flow, rules).findings) for flow in flows)} findings"


def main() -> None:
    made: list[Flow] = []
    timed(f"make {SMALL} flows of {SIZE} nodes", lambda: made.extend(typical(n) for n in range(SMALL)))
    timed(f"check {SMALL} flows of {SIZE} nodes (budget 10 s)", lambda: found(made))
    others = [typical(n + 1) for n in range(SMALL)]
    timed(
        f"diff {SMALL} pairs, every queue changed",
        lambda: sum(len(diff(*p).nodes) for p in zip(made, others, strict=True)),
    )
    for flow in (chain(HUGE), ring(HUGE), broken(HUGE)):
        timed(f"check one {flow.name} of {HUGE} nodes", partial(found, [flow]))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
