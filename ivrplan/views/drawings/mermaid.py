"""The drawing of a call flow for Markdown: hosts of code show Mermaid as a picture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivrplan.flow.drawing.drawing import Drawing, DrawnEdge, DrawnNode, Family, Mark
from ivrplan.flow.drawing.layout import Direction
from ivrplan.flow.drawing.measure import shortened
from ivrplan.views.drawings.looks import (
    DARK,
    LIGHT,
    MARKS_DARK,
    MARKS_LIGHT,
    PAINTS_DARK,
    PAINTS_LIGHT,
    SIGNS,
    Paint,
    Theme,
)
from ivrplan.views.quoting import mermaid_inner, mermaid_text

_ROOM: Final = 220.0
_SIZE: Final = 12.0

_TITLE: Final = re.compile(r"[^\w .,:()/+-]")
"""What is written by its number in a title, which stands in YAML."""

_SHAPES: Final[Mapping[Family, tuple[str, str]]] = {
    Family.START: ("((", "))"),
    Family.SPEECH: ("(", ")"),
    Family.CHOICE: ("{{", "}}"),
    Family.BRANCH: ("{", "}"),
    Family.WORK: ("[", "]"),
    Family.FLOW: ("[[", "]]"),
    Family.PERSON: ("([", "])"),
    Family.MESSAGE: ("([", "])"),
    Family.END: ("([", "])"),
    Family.CUSTOM: ("[/", "/]"),
    Family.MISSING: (">", "]"),
}


def mermaid(drawing: Drawing, *, direction: Direction = Direction.DOWN, theme: Theme = Theme.AUTO) -> str:
    """The drawing as a flowchart of Mermaid; an arrow leads to where calls go.

    Args:
        drawing: what to draw.
        direction: where calls move to on the sheet.
        theme: which colours boxes have. The colours around them are those of the page, so `auto` is light.
    """
    ids = {node.key: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = [
        "---",
        f"title: {_title(drawing.title)}",
        "---",
        f"flowchart {direction.value}",
        *(f"  {ids[node.key]}{_box(node)}" for node in drawing.nodes),
        *(f"  {ids[edge.source]} {_arrow(edge)} {ids[edge.target]}" for edge in drawing.edges),
        *_classes(drawing, ids, theme),
        *_edge_marks(drawing, theme),
    ]
    return "\n".join(lines)


def _title(text: str) -> str:
    """A text in quotes of YAML, in which nothing is left that Mermaid reads as an instruction."""
    return '"' + _TITLE.sub(lambda found: "".join(_coded(found[0])), text) + '"'


def _coded(character: str) -> Iterator[str]:
    yield json.dumps(character)[1:-1] if ord(character) > 0x7E else f"\\u{ord(character):04x}"


def _box(node: DrawnNode) -> str:
    opening, closing = _SHAPES[node.family]
    return f'{opening}"{"<br/>".join(map(mermaid_inner, _lines(node)))}"{closing}'


def _lines(node: DrawnNode) -> Iterator[str]:
    """Kind and name, then the content."""
    name = f"{SIGNS[node.mark]} {node.name}".strip()
    yield name if node.family is Family.START else f"{node.kind}: {name}"
    if node.content:
        yield shortened(node.content, _ROOM, _SIZE)


def _arrow(edge: DrawnEdge) -> str:
    arrow = "-.->" if edge.trouble else "-->"
    return f"{arrow}|{mermaid_text(edge.label)}|" if edge.label else arrow


def _classes(drawing: Drawing, ids: Mapping[str, str], theme: Theme) -> Iterator[str]:
    """The colours of families and of marks, and who has them."""
    dark = theme is Theme.DARK
    paints, marks, sheet = (PAINTS_DARK, MARKS_DARK, DARK) if dark else (PAINTS_LIGHT, MARKS_LIGHT, LIGHT)
    for family in Family:
        members = [ids[node.key] for node in drawing.nodes if node.family is family]
        if members:
            text = sheet.ground if family is Family.START else sheet.text
            yield _definition(f"family_{family}", paints[family], text)
            yield f"  class {','.join(members)} family_{family}"
    for mark, colour in marks.items():
        members = [ids[node.key] for node in drawing.nodes if node.mark is mark]
        if members:
            yield f"  classDef mark_{mark} stroke:{colour},stroke-width:4px"
            yield f"  class {','.join(members)} mark_{mark}"


def _definition(name: str, paint: Paint, text: str) -> str:
    return f"  classDef {name} fill:{paint.fill},stroke:{paint.stroke},color:{text}"


def _edge_marks(drawing: Drawing, theme: Theme) -> Iterator[str]:
    marks = MARKS_DARK if theme is Theme.DARK else MARKS_LIGHT
    for number, edge in enumerate(drawing.edges):
        if edge.mark is not Mark.SAME:
            yield f"  linkStyle {number} stroke:{marks[edge.mark]},stroke-width:4px"
