"""How many expressions are evaluated a second, on expressions like those of real flows.

    python benchmarks/evaluate.py [--minimum 100000] [--runs 7]

A thousand flows of twenty nodes with four attributes each are 80,000 expressions. Prints best and median of several
runs, and fails when the median is below the minimum. The clock counts this process only.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from pathlib import Path
from typing import Final

from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.functions.contract import FunctionContext
from ivrplan.language.functions.table import functions
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Body

NODE: Final = """\
menu "menu_{n}" {{
  say     = "Press 1 for ${{var.queues[0]}}, 2 for ${{var.queues[1]}}."
  timeout = 8
  retries = var.retries + 1
  on      = {{ "1" = "queue_{n}", "2" = "agent_{n}", timeout = "bye", invalid = "bye" }}
}}
play "welcome_{n}" {{
  audio = "https://cdn.example.com/{n}/welcome.wav"
  next  = var.open ? "hours_{n}" : "closed_{n}"
  title = upper(var.queues[0])
  tags  = [for queue in var.queues : "queue-${{queue}}"]
}}
"""
SCOPE: Final = Scope(
    {"var": {"queues": ("sales", "support"), "retries": 1, "open": True}},
    functions(FunctionContext(Path.cwd())),
)


def attributes_of(body: Body) -> list[Attribute]:
    inner = [attribute for block in body.blocks for attribute in attributes_of(block.body)]
    return [*body.attributes.values(), *inner]


def seconds(attributes: list[Attribute], source: SourceText) -> float:
    gc.collect()
    start = time.process_time()
    for attribute in attributes:
        evaluate(attribute.expression, SCOPE, source)
    return time.process_time() - start


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minimum", type=float, default=100_000, help="expressions a second")
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    source = SourceText.of_file("flows.ivr.hcl", "".join(NODE.format(n=n) for n in range(10_000)))
    attributes = attributes_of(parse(source).body)
    rates = [len(attributes) / seconds(attributes, source) for _ in range(chosen.runs)]
    median = statistics.median(rates)
    print(f"{len(attributes):,} expressions: best {max(rates):,.0f} a second, median {median:,.0f} a second")
    return int(median < chosen.minimum)


if __name__ == "__main__":
    sys.exit(main())
