"""How many defects the rules find, class by class.

    python -m tests.rules.seeded [FLOWS]

Puts one slip into each of many sound flows. What is wrong with the outcome is decided by definition (`oracle.py`), and
compared with what the rules say. Ends with status 1 if less than 99 % of a class is found, or anything else is said.
"""

from __future__ import annotations

import sys
from collections import Counter

from hypothesis import HealthCheck, given, settings

from tests.rules.seeded.defects import Mutant, mutants
from tests.rules.seeded.hunt import Hunt

LEAST = 0.99


def main(flows: int) -> int:
    """Hunt, and print the table."""
    hunt, slips = Hunt(), Counter[str]()

    @settings(max_examples=flows, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutants())
    def go(mutant: Mutant) -> None:
        slips[mutant.slip] += 1
        hunt.on(mutant.after)

    go()
    for slip, count in sorted(slips.items()):
        print(f"{slip:<28}{count:>7} flows")  # noqa: T201 - the table
    for name, count in sorted(hunt.seeded.items()):
        share = hunt.found[name] / count
        print(f"{name:<28}{count:>7} defects  {share:7.2%} found")  # noqa: T201 - the table
    print(f"{'unfounded findings':<28}{len(hunt.alarms):>7}")  # noqa: T201 - the table
    poor = any(hunt.found[name] < LEAST * count for name, count in hunt.seeded.items())
    return 1 if poor or hunt.alarms else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 2000))
