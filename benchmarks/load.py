"""How long loading a folder takes beyond parsing it, and whether the cost a flow stays the same.

    python benchmarks/load.py [--flows 1000] [--overhead 2.0]

Fails when loading that many flows of 20 nodes, each with a resource of its own, costs more than the given seconds
beyond parsing. The clock counts this process only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

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


def measure(flows: int) -> float:
    """Print what loading costs, and return what it costs beyond parsing."""
    written = text(flows)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.ivr.hcl").write_text(written)
        parsing = min(seconds(lambda: parse(SourceText.of_file("main.ivr.hcl", written))) for _ in range(3))
        loading = min(seconds(lambda: load(LoadRequest(Path(folder)), SCHEMAS)) for _ in range(3))
    beyond = loading - parsing
    print(
        f"{flows:>6} flows  parse {parsing:6.2f} s  load {loading:6.2f} s  beyond parsing {beyond:6.2f} s  "
        f"({beyond / flows * 1000:.2f} ms a flow)"
    )
    return beyond


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=1000)
    parser.add_argument("--overhead", type=float, default=2.0)
    given = parser.parse_args()
    measure(max(1, given.flows // 10))
    return 0 if measure(given.flows) <= given.overhead else 1


if __name__ == "__main__":
    sys.exit(main())
