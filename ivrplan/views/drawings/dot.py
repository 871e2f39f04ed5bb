"""The drawing of a call flow in Graphviz's language."""

from __future__ import annotations

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
    Theme,
)
from ivrplan.views.quoting import dot_label

_ROOM: Final = 260.0
_SIZE: Final = 12.0

_SHAPES: Final[Mapping[Family, str]] = {
    Family.START: "circle",
    Family.SPEECH: "box",
    Family.CHOICE: "hexagon",
    Family.BRANCH: "octagon",
    Family.WORK: "box",
    Family.FLOW: "box",
    Family.PERSON: "box",
    Family.MESSAGE: "box",
    Family.END: "box",
    Family.CUSTOM: "component",
    Family.MISSING: "box",
}
_STYLES: Final[Mapping[Family, str]] = {
    Family.SPEECH: "filled,rounded",
    Family.FLOW: "filled,diagonals",
    Family.PERSON: "filled,rounded,bold",
    Family.MESSAGE: "filled,rounded,bold",
    Family.END: "filled,rounded,bold",
    Family.MISSING: "filled,dashed",
}
_PLAIN: Final = "filled"


def dot(drawing: Drawing, *, direction: Direction = Direction.DOWN, theme: Theme = Theme.AUTO) -> str:
    """The drawing in Graphviz's language; an arrow leads to where calls go.

    Args:
        drawing: what to draw.
        direction: where calls move to on the sheet.
        theme: which colours it has. A file of Graphviz has one set of them, so `auto` is light.
    """
    ids = {node.key: f"n{number}" for number, node in enumerate(drawing.nodes)}
    look = _Look(theme)
    sheet = DARK if theme is Theme.DARK else LIGHT
    head = [
        "digraph {",
        f'  rankdir = "{direction.value}"',
        f"  label = {dot_label(drawing.title)}",
        '  labelloc = "t"',
        f'  bgcolor = "{sheet.ground}"',
        f'  fontcolor = "{sheet.text}"',
        f'  node [fontname = "sans-serif", fontcolor = "{sheet.text}"]',
        f'  edge [fontname = "sans-serif", fontcolor = "{sheet.text}", color = "{sheet.line}"]',
    ]
    nodes = (f"  {ids[node.key]} [{', '.join(look.node(node))}]" for node in drawing.nodes)
    edges = (f"  {ids[edge.source]} -> {ids[edge.target]}{look.edge(edge)}" for edge in drawing.edges)
    return "\n".join([*head, *nodes, *edges, "}"])


class _Look:
    """What parts look like in a theme."""

    def __init__(self, theme: Theme) -> None:
        dark = theme is Theme.DARK
        self.paints = PAINTS_DARK if dark else PAINTS_LIGHT
        self.marks = MARKS_DARK if dark else MARKS_LIGHT
        self.ground = (DARK if dark else LIGHT).ground
        self.trouble = (DARK if dark else LIGHT).trouble

    def node(self, node: DrawnNode) -> Iterator[str]:
        """The attributes of a node."""
        paint = self.paints[node.family]
        style = _STYLES.get(node.family, _PLAIN)
        yield f"label = {dot_label(_label(node))}"
        yield f'shape = "{_SHAPES[node.family]}"'
        yield f'style = "{style if node.reached else f"{style},dashed"}"'
        yield f'fillcolor = "{paint.fill}"'
        yield f'color = "{self.marks.get(node.mark, paint.stroke)}"'
        if node.family is Family.START:
            yield f'fontcolor = "{self.ground}"'
        if node.mark is not Mark.SAME:
            yield "penwidth = 3"

    def edge(self, edge: DrawnEdge) -> str:
        """The attributes of an edge, in brackets."""
        found = [f"label = {dot_label(edge.label)}"] if edge.label else []
        if edge.trouble:
            found += ['style = "dashed"', f'color = "{self.trouble}"']
        if edge.mark is not Mark.SAME:
            found += [f'color = "{self.marks[edge.mark]}"', "penwidth = 3"]
        return f" [{', '.join(found)}]" if found else ""


def _label(node: DrawnNode) -> str:
    """Kind, name and content, a line each."""
    if node.family is Family.START:
        return node.name
    name = f"{SIGNS[node.mark]} {node.name}".strip()
    return "\n".join(filter(None, (node.kind, name, shortened(node.content, _ROOM, _SIZE))))
