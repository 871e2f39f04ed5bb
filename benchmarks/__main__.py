"""Run every benchmark, one after the other; ends with an error when one misses its budget.

Times depend on the machine. What is promised is either a rate with much room or a ratio inside one run.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    ("benchmarks.parse", "--minimum", "1.5"),
    ("benchmarks.evaluate",),
    ("benchmarks.load",),
    ("benchmarks.rules",),
    ("benchmarks.lint",),
    ("benchmarks.editor",),
    ("benchmarks.start",),
    ("benchmarks.whole",),
)


def main() -> None:
    missed: list[str] = []
    for module, *options in BENCHMARKS:
        print(f"\n== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", module, *options], check=False).returncode:
            missed.append(module)
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
