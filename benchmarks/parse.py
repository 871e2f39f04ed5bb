"""How many megabytes of source the parser reads a second, on configurations like real ones.

    python benchmarks/parse.py [--minimum 1.5] [--megabytes 1.0] [--runs 7]

Prints best and median of several runs for each kind of configuration, and fails when a median is below the minimum.
The clock counts this process only, on its one core; text is made before it starts.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Final

from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText

FLOW = """\
flow "main_{n}" {{
  entry = "welcome"

  play "welcome" {{
    audio = "https://cdn.example.com/{n}/welcome.wav"
    next  = "hours"
  }}

  embed "hours" {{                                   # a flow used as a part of this one
    flow = module.business_hours.flow
    on   = {{ open = "menu", closed = "bye" }}
  }}

  menu "menu" {{
    say     = "Press 1 for sales, 2 for support."
    timeout = 8
    retries = 2
    on = {{
      "1"     = "queue_1"
      "2"     = "queue_2"
      "3"     = "account"
      timeout = "bye"
      invalid = "bye"
    }}
  }}

  collect "account" {{
    say      = "Please enter your account number, ${{var.caller_title}}."
    digits   = 10
    variable = "account"
    on       = {{ default = "lookup", timeout = "bye" }}
  }}

  request "lookup" {{
    url     = "https://api.example.com/accounts/${{var.region}}"
    timeout = max(3, var.lookup_timeout)
    on      = {{ default = "vip", error = "queue_2" }}
  }}

  decision "vip" {{
    variable = "tier"
    on       = {{ gold = "queue_1", default = "queue_2" }}
  }}
{queues}
  disconnect "bye" {{ say = "Goodbye." }}
}}

"""

QUEUE = """
  queue "queue_{q}" {{
    queue    = "Queue {q}"
    priority = {q}
    music    = "https://cdn.example.com/music/{q}.wav"
  }}
"""

RESOURCE = """\
resource "cxone_ivr_flow" "flow_{n}" {{
  name        = "Main menu {n}"
  description = "Calls that arrive at the branch office number {n}"
  flow        = flow.main_{n}
  tags        = ["prod", "emea", "branch-{n}"]
  depends_on  = [cxone_webhook.audit, genesys_flow.main["uk"]]
  release {{
    tag        = "prod-2026.11"
    priority   = {n}
    on_failure = "rollback"
    window     = var.windows[{n}].start
  }}
  lifecycle {{ prevent_destroy = true }}
}}

output "flow_{n}_id" {{
  value       = cxone_ivr_flow.flow_{n}.id
  description = "The id of the flow of branch {n}"
}}

"""


def flows(number: int) -> str:
    """A flow of 20 nodes, as in the manual."""
    return FLOW.format(n=number, queues="".join(QUEUE.format(q=queue) for queue in range(1, 14)))


def resources(number: int) -> str:
    """Resources with references, lists and nested blocks, and an output."""
    return RESOURCE.format(n=number)


KINDS: Final[Mapping[str, Callable[[int], str]]] = {"flows": flows, "resources": resources}


def generate(kind: Callable[[int], str], size: int) -> str:
    """At least `size` characters of configuration."""
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(kind(len(parts)))
        length += len(parts[-1])
    return "".join(parts)


def measure(text: str, runs: int) -> list[float]:
    """Megabytes a second of each run."""
    size = len(text.encode()) / 1e6
    return [size / seconds(text) for _ in range(runs)]


def seconds(text: str) -> float:
    """How long one reading takes. Rubbish of earlier runs is collected before, not meanwhile."""
    gc.collect()
    start = time.process_time()
    parsed = parse(SourceText.of_file("benchmark.ivr.hcl", text))
    elapsed = time.process_time() - start
    if parsed.diagnostics:
        sys.exit(f"the generated source is wrong: {parsed.diagnostics[0]}")
    return elapsed


def main() -> None:
    """Measure every kind of configuration."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--minimum", type=float, default=0.0, help="MB/s that every median must reach")
    options.add_argument("--megabytes", type=float, default=1.0, help="size of each generated source")
    options.add_argument("--runs", type=int, default=7, help="how often each is read")
    chosen = options.parse_args()
    slow = False
    for name, kind in KINDS.items():
        rates = measure(generate(kind, int(chosen.megabytes * 1e6)), chosen.runs)
        median = statistics.median(rates)
        slow |= median < chosen.minimum
        print(f"parse {name:10} best {max(rates):5.2f} MB/s   median {median:5.2f} MB/s")
    if slow:
        sys.exit(f"slower than {chosen.minimum} MB/s")


if __name__ == "__main__":
    main()
