"""The whole tool on an estate of flows with 20 nodes each, over HTTP to a sandbox in a process of its own.

    python -m benchmarks.whole [--flows 1000] [--runs 3]
    python -m benchmarks.whole --scale [--huge]

Where a terraform binary is on the machine, the same data as `terraform_data` resources is planned and applied in the
same run, in turn with ours, and the ratios are printed. Without one, our times stand alone.

With --scale, what one flow costs is compared between estates of 100, 1,000 and (--huge) 10,000 flows, in CPU seconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivrplan.sandbox.serve import sandbox_process
from ivrplan.sandbox.settings import Behaviour, SandboxSettings

IVRPLAN = (sys.executable, "-m", "ivrplan")
MENUS = 6


def nodes(number: int) -> Mapping[str, dict[str, object]]:
    """Twenty nodes: a welcome, six menus with two queues each, a goodbye."""
    made: dict[str, dict[str, object]] = {
        "welcome": {"kind": "play", "say": f"Welcome to line {number}.", "next": "menu0"}
    }
    for menu in range(MENUS):
        after = f"menu{menu + 1}" if menu + 1 < MENUS else "bye"
        made[f"menu{menu}"] = {
            "kind": "menu",
            "say": f"Press 1 for team {menu}, press 2 for the next.",
            "timeout": 8,
            "retries": 2,
            "on": {"1": f"q{menu}a", "2": f"q{menu}b", "timeout": after, "invalid": after},
        }
        made[f"q{menu}a"] = {"kind": "queue", "queue": f"Team {menu} A"}
        made[f"q{menu}b"] = {"kind": "queue", "queue": f"Team {menu} B"}
    made["bye"] = {"kind": "disconnect", "say": "Goodbye."}
    return made


def literal(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {literal(part)}' for key, part in value.items()) + " }"
    return str(value) if isinstance(value, int) else f'"{value}"'


def ours(flows: int, url: str) -> str:
    credentials = 'client_id = "sandbox"\n  client_secret = "sandbox"'
    parts = [f'provider "cxone" {{\n  base_url = "{url}/cxone"\n  {credentials}\n}}\n']
    for number in range(flows):
        parts.append(f'flow "f{number}" {{\n  entry = "welcome"\n')
        for name, node in nodes(number).items():
            rows = "".join(f"    {key} = {literal(value)}\n" for key, value in node.items() if key != "kind")
            parts.append(f'  {node["kind"]} "{name}" {{\n{rows}  }}\n')
        parts.append(
            f'}}\nresource "cxone_ivr_flow" "r{number}" {{\n  name = "Line {number}"\n  flow = flow.f{number}\n}}\n'
        )
    return "".join(parts)


def theirs(flows: int) -> str:
    parts = []
    for number in range(flows):
        rows = "".join(f"      {name} = {literal(node)}\n" for name, node in nodes(number).items())
        head = f'resource "terraform_data" "r{number}" {{\n  input = {{\n    name = "Line {number}"\n'
        parts.append(f"{head}    nodes = {{\n{rows}    }}\n  }}\n}}\n")
    return "".join(parts)


@dataclass(frozen=True)
class Cost:
    """What one whole process cost: seconds by the clock, seconds of CPU (all cores), megabytes at its peak."""

    wall: float
    cpu: float
    megabytes: float


def cost(folder: Path, *command: str) -> Cost:
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env=environment(folder.parent)
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{output.read()[-4000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def environment(scratch: Path) -> dict[str, str]:
    """Python keeps its bytecode, as it does for an installed package, but not among the sources."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(scratch / "bytecode"), "PYTHONPATH": os.pathsep.join(sys.path)}


def in_turn(
    runs: int, us: Callable[[], Cost], them: Callable[[], Cost] | None
) -> tuple[list[Cost], list[Cost]]:
    """What both cost, measured in turn, so that a busy machine is busy for both."""
    pairs = [(us(), them() if them else None) for _ in range(runs)]
    return [first for first, _ in pairs], [second for _, second in pairs if second is not None]


def median(costs: list[Cost], part: Callable[[Cost], float]) -> float:
    return statistics.median(map(part, costs))


def told(what: str, us: list[Cost], them: list[Cost]) -> float | None:
    """Print both, and return how many times faster we are by the clock."""
    wall, cpu = median(us, lambda each: each.wall), median(us, lambda each: each.cpu)
    peak = max(each.megabytes for each in us)
    print(f"{what:40} ivrplan   {wall:7.2f} s  CPU {cpu:7.2f} s  {peak:5.0f} MB", flush=True)
    if not them:
        return None
    other, their_cpu = median(them, lambda each: each.wall), median(them, lambda each: each.cpu)
    theirs_peak = max(each.megabytes for each in them)
    print(f"{'':40} terraform {other:7.2f} s  CPU {their_cpu:7.2f} s  {theirs_peak:5.0f} MB")
    print(f"{'':40} ratio     {other / wall:7.1f}    CPU {their_cpu / cpu:7.1f}", flush=True)
    return other / wall


def folder_of(scratch: Path, name: str, file: str, text: str) -> Path:
    made = scratch / name
    made.mkdir()
    (made / file).write_text(text)
    return made


@contextmanager
def vendor() -> Iterator[str]:
    """A sandbox in a process of its own that never says "too many requests"."""
    behaviour = Behaviour(rate_per_second=1_000_000, rate_burst=1_000_000)
    with sandbox_process(SandboxSettings(behaviour=behaviour)) as url:
        yield url


def compare(flows: int, runs: int) -> None:
    """Ours against terraform."""
    terraform = shutil.which("terraform")
    with tempfile.TemporaryDirectory() as scratch, vendor() as url:
        here = folder_of(Path(scratch), "ivrplan", "main.ivr.hcl", ours(flows, url))
        there = folder_of(Path(scratch), "terraform", "main.tf", theirs(flows))
        cost(here, *IVRPLAN, "validate")
        if terraform:
            cost(there, terraform, "init")
        else:
            print("terraform is not on this machine: no ratios")
        measure(flows, runs, here, (there, terraform) if terraform else None)


def measure(flows: int, runs: int, here: Path, other: tuple[Path, str] | None) -> None:
    def doing(*arguments: str) -> Callable[[], Cost]:
        return lambda: cost(here, *IVRPLAN, *arguments)

    def theirs_doing(*arguments: str) -> Callable[[], Cost] | None:
        return (lambda: cost(other[0], other[1], *arguments)) if other else None

    told(f"plan of {flows} new flows", *in_turn(runs, doing("plan"), theirs_doing("plan")))
    applying = in_turn(1, doing("apply", "--auto-approve"), theirs_doing("apply", "-auto-approve"))
    told(f"apply of {flows} creates over HTTP", *applying)
    told("plan of no change, with live refresh", *in_turn(runs, doing("plan"), theirs_doing("plan")))


STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "plan of creates": ("plan",),
    "apply": ("apply", "--auto-approve"),
    "plan of no change": ("plan",),
    "state list": ("state", "list"),
}


def costs_of(flows: int) -> dict[str, float]:
    """CPU seconds of each step on so many flows."""
    with tempfile.TemporaryDirectory() as scratch, vendor() as url:
        here = folder_of(Path(scratch), "ivrplan", "main.ivr.hcl", ours(flows, url))
        cost(here, *IVRPLAN, "validate")
        return {what: cost(here, *IVRPLAN, *command).cpu for what, command in STEPS.items()}


def scale(sizes: list[int]) -> None:
    """What one flow costs in estates of different sizes. What a single flow costs is taken off as start-up."""
    start = costs_of(1)
    a_flow: dict[int, dict[str, float]] = {}
    for size in sizes:
        spent = costs_of(size)
        a_flow[size] = {what: (spent[what] - start[what]) / (size - 1) for what in STEPS}
        for what in STEPS:
            ratio = a_flow[size][what] / a_flow[sizes[0]][what]
            print(
                f"{size:>6} flows  {what:18} CPU {spent[what]:7.2f} s  {a_flow[size][what] * 1000:6.2f} ms a flow  "
                f"{ratio:5.2f} times that of {sizes[0]}",
                flush=True,
            )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--flows", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--scale", action="store_true", help="compare sizes of estates instead")
    options.add_argument("--huge", action="store_true", help="with --scale: 10,000 flows too")
    chosen = options.parse_args()
    if chosen.scale:
        scale([100, 1000, 10_000] if chosen.huge else [100, 1000])
    else:
        compare(chosen.flows, chosen.runs)


if __name__ == "__main__":
    main()
