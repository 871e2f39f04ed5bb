"""How long all rules take: on many flows, on huge ones, and in the whole of `ivrplan lint`.

    python -m benchmarks.lint [--flows 10000] [--budget 10] [--growth 1.6]

Fails when all rules on so many flows of 20 nodes take more seconds than the budget, by the clock on all cores and of CPU on
one, or when a flow among many, or a node of a huge flow, costs more times what it costs among a tenth as many. The rules
that take longest are named.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.rules import broken, chain, ring, typical
from ivrplan.config.request import LoadRequest
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import (
    AnyNode,
    Disclosure,
    Disconnect,
    Hours,
    Menu,
    Play,
    Queue,
    Request,
    Voicemail,
)
from ivrplan.rules.rule import Subject
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from ivrplan.workflow.cores import on_all_cores
from ivrplan.workflow.lint import LintRequest, lint_project
from ivrplan.workflow.project import open_project

HUGE = 100_000
SHOWN = 8
"""So many of the slowest rules are named."""
FILES = 500
"""So many flows are written to files for the whole command."""

TEXT = """\
flow "f{n}" {{
  entry = "n0"
{menus}
  queue "queue" {{ queue = "Sales" }}
  disconnect "bye" {{ say = "Goodbye." }}
}}
"""

MENU = """\
  menu "n{n}" {{
    say = "For sales, press 1. For more, press 2."
    on  = {{ "1" = "queue", "2" = "n{next}", timeout = "bye" }}
  }}
"""


class Timed(NamedTuple):
    """Seconds of CPU, and what came of it."""

    seconds: float
    result: int


def timed(work: Callable[[], int]) -> Timed:
    gc.collect()
    start = time.process_time()
    result = work()
    return Timed(time.process_time() - start, result)


def menus(count: int) -> Flow:
    """Menus with announcements, one behind the other: what rules about words and depth have to look at."""
    nodes: list[AnyNode] = [
        Menu(
            name=f"n{n}",
            say="For sales, press 1. For more, press 2.",
            edges={"1": "bye", "2": f"n{n + 1}" if n + 1 < count - 1 else "bye", "timeout": "bye"},
        )
        for n in range(count - 1)
    ]
    return Flow(name="menus", entry="n0", nodes=(*nodes, Disconnect(name="bye", say="Goodbye.")))


def sound(number: int) -> Flow:
    """An ordinary flow of twenty nodes, of which rules have little to say."""
    nodes: list[AnyNode] = [
        Disclosure(
            name="who",
            say="This is Example Limited, 0800 123 4567. Calls are recorded.",
            edges={"default": "stop"},
        ),
        Menu(
            name="stop",
            say="To stop these calls, press 9. To go on, press 1.",
            retries=2,
            edges={"1": "hours", "9": "bye", "timeout": "hours", "invalid": "hours"},
        ),
        Hours(
            name="hours", schedule="Office", edges={"open": "menu0", "closed": "closed", "holiday": "closed"}
        ),
        Play(name="closed", audio="https://cdn.example.com/closed.wav", edges={"default": "sorry"}),
        Play(name="sorry", say="We are open from nine to five.", edges={"default": "message"}),
        Voicemail(name="message", mailbox="Sales", say="Please leave a message after the tone."),
        Disconnect(name="bye", say="Goodbye."),
    ]
    for n in range(4):
        edges = {"1": f"queue{n}", "2": f"data{n}", "0": "person", "timeout": "person", "invalid": "person"}
        if n < 3:
            edges["3"] = f"menu{n + 1}"
        more = " For more, press 3." if n < 3 else ""
        nodes += [
            Menu(
                name=f"menu{n}",
                say=f"For sales in region {n}, press 1. For your order, press 2.{more} For a person, press 0.",
                timeout=6,
                retries=2,
                edges=edges,
            ),
            Request(
                name=f"data{n}",
                url="https://orders.example.com/status",
                edges={"default": f"queue{n}", "error": f"queue{n}"},
            ),
            Queue(name=f"queue{n}", queue=f"Sales {number}", edges={"full": "message", "error": "message"}),
        ]
    nodes += [Queue(name="person", queue="Desk", edges={"full": "message", "error": "message"})]
    return Flow(name=f"flow{number}", entry="who", description="The sales line.", nodes=tuple(nodes))


def findings(flows: Sequence[Flow]) -> int:
    return sum(len(check_flow(flow, RULES).findings) for flow in flows)


def slowest(flows: Sequence[Flow]) -> list[tuple[str, float]]:
    """The rules that take longest. What several share is counted for the one that asks for it first."""
    spent: Counter[str] = Counter()
    for flow in flows:
        subject = Subject(CallGraph(flow))
        for rule in RULES:
            start = time.process_time_ns()
            for _ in rule.check(subject):
                pass
            spent[rule.id] += time.process_time_ns() - start
    return [(rule, spent[rule] / 1e9) for rule, _ in spent.most_common(SHOWN)]


def many(count: int, budget: float, growth: float) -> list[str]:
    """All rules on many flows: by the clock on all cores, and on one core by its own clock."""
    made = [sound(n) for n in range(count)]
    few = timed(lambda: findings(made[: count // 10]))
    start = time.perf_counter()
    found = sum(on_all_cores(lambda some: [findings([flow]) for flow in some], made))
    clock = time.perf_counter() - start
    alone = timed(lambda: findings(made))
    ratio = alone.seconds / few.seconds / 10
    print(
        f"all {len(RULES)} rules on {count} flows of 20 nodes: {clock:.2f} s by the clock (budget {budget:g} s)"
    )
    print(f"  {alone.seconds:.2f} s of CPU on one core; {found} findings")
    print(f"  a flow among {count} costs {ratio:.2f} times one among {count // 10}")
    told = ", ".join(
        f"{rule} {seconds * 1000 / (count // 10):.3f}" for rule, seconds in slowest(made[: count // 10])
    )
    print(f"  slowest, in ms a flow: {told}")
    crowded = timed(lambda: findings([typical(n) for n in range(count // 10)]))
    each = crowded.result / (count // 10)
    print(f"  flows with {each:.0f} findings each cost {crowded.seconds / few.seconds:.2f} times as much")
    # Where others use the machine, the clock says nothing, but the cores' share of the work does.
    missed = [f"{count} flows"] if min(clock, alone.seconds) > budget else []
    return missed + ([f"growth to {count} flows"] if ratio > growth else [])


def huge(growth: float) -> list[str]:
    """All rules on flows of many nodes, without recursion.

    The garbage collector is off: its full passes come with millions of objects, and say nothing about rules.
    """
    gc.disable()
    missed = []
    for build in (chain, ring, broken, menus):
        small, large = build(HUGE // 10), build(HUGE)
        first, second = timed(lambda flow=small: findings([flow])), timed(lambda flow=large: findings([flow]))  # type: ignore[misc]
        ratio = second.seconds / first.seconds / 10
        print(
            f"one {large.name} of {HUGE} nodes: {second.seconds:.2f} s, {second.result} findings; "
            f"a node costs {ratio:.2f} times one of {HUGE // 10}"
        )
        # Half a second is what the clock and the garbage collector may differ by.
        if second.seconds > first.seconds * 10 * growth + 0.5:
            missed.append(f"a {large.name} of {HUGE} nodes")
    gc.enable()
    return missed


def whole() -> None:
    """The work of the command: loading apart from checking and placing what was found."""
    with tempfile.TemporaryDirectory() as folder:
        for n in range(FILES):
            inner = "".join(MENU.format(n=m, next=m + 1 if m < 17 else 0) for m in range(18))
            (Path(folder) / f"f{n}.ivr.hcl").write_text(TEXT.format(n=n, menus=inner), encoding="utf-8")
        request = LoadRequest(Path(folder))
        project = open_project(request)
        loading = timed(lambda: len(open_project(request).configuration.flows))
        linting = timed(lambda: len(lint_project(project, LintRequest(request)).found))
    print(
        f"ivrplan lint on {FILES} flows of 20 nodes: loading {loading.seconds:.2f} s, rules and places "
        f"{linting.seconds:.2f} s ({linting.result} findings): {linting.seconds / loading.seconds:.2f} times the loading"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=10_000)
    parser.add_argument("--budget", type=float, default=10.0)
    parser.add_argument("--growth", type=float, default=1.6)
    options = parser.parse_args()
    missed = many(options.flows, options.budget, options.growth) + huge(options.growth)
    whole()
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
