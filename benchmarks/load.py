"""How fast files are parsed, what loading a folder costs beyond that, and whether the cost a flow stays the same.

    python -m benchmarks.load [--flows 1000] [--minimum 1.5] [--times 1.5] [--plus 1.0]

Fails when parsing reads fewer megabytes a second than the minimum, or when loading that many flows of 20 nodes, each with
a resource of its own, costs more beyond parsing than so many times the parsing plus so many seconds. Both are measured in
the same run, on the same files. The clock counts this process only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, InstanceOf

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, ResourceSchema, Schemas
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import FlowValue
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText

MENU = """\
  menu "n{n}" {{
    say     = "Press 1 for sales in region {flow}."
    timeout = 8
    retries = 2
    on = {{
      "1"     = "n{following}"
      "2"     = "queue"
      timeout = "bye"
      invalid = "bye"
    }}
  }}
"""

END = """\
  play "n17" {{
    say  = "Thank you."
    next = "queue"
  }}
  queue "queue" {{
    queue = "Sales"
  }}
  disconnect "bye" {{
    say = "Goodbye."
  }}
}}

resource "acme_flow" "r{flow}" {{
  name = "Flow {flow}"
  flow = flow.f{flow}
}}
"""


def _opened(value: Any) -> Any:
    return value.flow if isinstance(value, FlowValue) else value


class AcmeFlow(BaseModel):
    name: str
    flow: Annotated[InstanceOf[Flow], BeforeValidator(_opened)]


class Acme(BaseModel):
    pass


SCHEMAS = Schemas({"acme": Acme}, {"acme_flow": ResourceSchema(AcmeFlow, "acme", flow="flow")})


def text(flows: int) -> str:
    parts: list[str] = []
    for flow in range(flows):
        parts.append(f'flow "f{flow}" {{\n  entry = "n0"\n')
        parts += [MENU.format(n=n, following=n + 1, flow=flow) for n in range(17)]
        parts.append(END.format(flow=flow))
    return "".join(parts)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


class Cost(NamedTuple):
    """Seconds."""

    parsing: float
    beyond: float


def measure(flows: int) -> Cost:
    """Print what loading costs."""
    written = text(flows)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.ivr.hcl").write_text(written)
        parsing = min(seconds(lambda: parse(SourceText.of_file("main.ivr.hcl", written))) for _ in range(3))
        loading = min(seconds(lambda: load(LoadRequest(Path(folder)), SCHEMAS)) for _ in range(3))
    beyond = loading - parsing
    print(
        f"{flows:>6} flows  parse {parsing:6.2f} s ({rate(written, parsing):.2f} MB/s)  load {loading:6.2f} s  "
        f"beyond parsing {beyond:6.2f} s = {beyond / parsing:.2f} x parsing  ({beyond / flows * 1000:.2f} ms a flow)"
    )
    return Cost(parsing, beyond)


def rate(written: str, parsing: float) -> float:
    """Megabytes a second."""
    return len(written.encode()) / 1e6 / parsing


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=1000)
    parser.add_argument("--minimum", type=float, default=1.5, help="megabytes that are parsed a second")
    parser.add_argument(
        "--times", type=float, default=1.5, help="what loading may cost: so many times the parsing"
    )
    parser.add_argument("--plus", type=float, default=1.0, help="and so many seconds")
    given = parser.parse_args()
    measure(max(1, given.flows // 10))
    cost = measure(given.flows)
    budget = given.times * cost.parsing + given.plus
    print(
        f"beyond parsing {cost.beyond:.2f} s, budget {given.times} x parsing + {given.plus} s = {budget:.2f} s"
    )
    return int(cost.beyond > budget or rate(text(given.flows), cost.parsing) < given.minimum)


if __name__ == "__main__":
    sys.exit(main())
