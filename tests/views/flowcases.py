"""Cases of call flows before and after, with what a person reads of the difference: files in `tests/cases/views/flows`.

A file is a sentence and sections, each begun by `===== before`, `===== after` or `===== shown`. The first two are
configurations; the flow that counts is called `main`.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, Schemas
from ivrplan.flow.diff import diff
from ivrplan.flow.flow import Flow
from ivrplan.views.flows import flow_rows
from ivrplan.views.palette import Palette
from ivrplan.views.rows import Style

FOLDER: Final = Path(__file__).parents[1] / "cases" / "views" / "flows"
WIDTH: Final = 80


class Case(NamedTuple):
    title: str
    before: str
    after: str
    shown: str


def read(path: Path) -> Case:
    title, before, after, shown = _split(path.read_text(encoding="utf-8"))
    return Case(title, before, after, shown)


def _split(text: str) -> list[str]:
    sections = [""]
    for line in text.splitlines():
        if line.startswith("====="):
            sections.append("")
        else:
            sections[-1] += f"{line}\n"
    return sections


def shown(case: Case, palette: Palette) -> str:
    style = Style(palette, WIDTH)
    rows = flow_rows(diff(flow_of(case.before), flow_of(case.after)), 0, style)
    return "".join(f"{line}\n" for line in style.lines(rows))


def flow_of(text: str) -> Flow:
    if not text.strip():
        return Flow(name="main")
    with TemporaryDirectory() as folder:
        (Path(folder) / "main.ivr.hcl").write_text(text, encoding="utf-8")
        blocks = load(LoadRequest(Path(folder)), Schemas()).flows.values()
    return next(block.composed for block in blocks if block.name == "main")
