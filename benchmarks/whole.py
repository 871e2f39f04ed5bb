"""The whole tool on an estate of flows with 20 nodes each, over HTTP to a sandbox in a process of its own.

    python -m benchmarks.whole [--flows 1000]

Where a terraform binary is on the machine, the same data as `terraform_data` resources is planned and applied in the
same run, in turn with ours, and the ratios are printed. Without one, our times stand alone.
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
from collections.abc import Callable, Mapping
from pathlib import Path

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


def timed(folder: Path, *command: str) -> float:
    """Seconds of a whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, env=dict(os.environ)
    )
    elapsed = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return elapsed


def paired(
    runs: int, us: Callable[[], float], them: Callable[[], float] | None
) -> tuple[float, float | None]:
    """The medians of both, measured in turn."""
    pairs = [(us(), them() if them else None) for _ in range(runs)]
    other = [second for _, second in pairs if second is not None]
    return statistics.median(first for first, _ in pairs), statistics.median(other) if other else None


def told(what: str, us: float, them: float | None) -> None:
    against = f"   terraform {them:7.2f} s   ratio {them / us:5.1f}" if them is not None else ""
    print(f"{what:44} ivrplan {us:7.2f} s{against}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--flows", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    terraform = shutil.which("terraform")
    behaviour = Behaviour(rate_per_second=1_000_000, rate_burst=1_000_000)
    with (
        tempfile.TemporaryDirectory() as scratch,
        sandbox_process(SandboxSettings(behaviour=behaviour)) as url,
    ):
        here, there = Path(scratch, "ivrplan"), Path(scratch, "terraform")
        here.mkdir()
        there.mkdir()
        (here / "main.ivr.hcl").write_text(ours(chosen.flows, url))
        (there / "main.tf").write_text(theirs(chosen.flows))
        if terraform:
            timed(there, terraform, "init")
        else:
            print("terraform is not on this machine: no ratios")
        measure(chosen.flows, chosen.runs, here, (there, terraform) if terraform else None)


def measure(flows: int, runs: int, here: Path, other: tuple[Path, str] | None) -> None:
    def theirs_doing(*arguments: str) -> Callable[[], float] | None:
        return (lambda: timed(other[0], other[1], *arguments)) if other else None

    plan = lambda: timed(here, *IVRPLAN, "plan")  # noqa: E731 - three of a kind
    told(f"plan of {flows} new flows", *paired(runs, plan, theirs_doing("plan")))
    apply = lambda: timed(here, *IVRPLAN, "apply", "--auto-approve")  # noqa: E731
    told(f"apply of {flows} creates over HTTP", *paired(1, apply, theirs_doing("apply", "-auto-approve")))
    told("plan of no change, with live refresh", *paired(runs, plan, theirs_doing("plan")))


if __name__ == "__main__":
    main()
