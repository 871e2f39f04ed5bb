"""How long `ivrplan --help` takes beyond an empty Python process. Budget: 0.15 seconds."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 11
BUDGET_SECONDS = 0.15


def seconds(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    pairs = [
        (seconds(sys.executable, "-m", "ivrplan", "--help"), seconds(sys.executable, "-c", "pass"))
        for _ in range(RUNS)
    ]
    extra = statistics.median(help_time - empty for help_time, empty in pairs)
    print(f"ivrplan --help takes {extra:.3f} s more than python -c pass (budget {BUDGET_SECONDS} s)")
    if extra > BUDGET_SECONDS:
        sys.exit("too slow")


if __name__ == "__main__":
    main()
