"""The drawing of a call flow as a picture (SVG): one file, nothing else is loaded, nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ivrplan.flow.drawing.boxes import (
    CAPTION_LINE,
    CONTENT_LINE,
    CONTENT_SIZE,
    ICON,
    ICON_GAP,
    LABEL_SIZE,
    NAME_LINE,
    PAD,
    SIDE,
)
from ivrplan.flow.drawing.drawing import Drawing, DrawnEdge, DrawnNode, Family, Mark
from ivrplan.flow.drawing.layout import RADIUS, Area, Box, Direction, Label, Layout, Line, Point, lay_out
from ivrplan.flow.drawing.measure import width, wrapped
from ivrplan.views.drawings.icons import ICONS
from ivrplan.views.drawings.looks import SIGNS, Theme, outline
from ivrplan.views.drawings.style import style
from ivrplan.views.drawings.xml import element, number, text
from ivrplan.views.text import plural

MARGIN: Final = 28.0
_NARROWEST: Final = 420.0
_TITLE_SIZE: Final = 20.0
_TITLE_LINE: Final = 26.0
_SUBTITLE_SIZE: Final = 13.0
_SUBTITLE_LINE: Final = 18.0
_LEGEND_LINE: Final = 26.0
_LEGEND_GAP: Final = 22.0
_HEAD: Final = 7.0
_UNDER: Final = 13.0
"""Lines begin under the box that they leave, whose corners may be cut off."""


def svg(
    drawing: Drawing,
    *,
    direction: Direction = Direction.DOWN,
    theme: Theme = Theme.AUTO,
    identity: str = "ivrplan-drawing",
) -> str:
    """The drawing as a document of SVG.

    Args:
        drawing: what to draw.
        direction: where calls move to on the sheet.
        theme: which colours it has.
        identity: where several pictures stand in one page, each needs another one.
    """
    return _Picture(drawing, lay_out(drawing, direction), identity).document(theme)


class _Picture:
    """One picture: a title, the flow, and a legend below it."""

    def __init__(self, drawing: Drawing, layout: Layout, identity: str) -> None:
        self.drawing = drawing
        self.layout = layout
        self.identity = identity
        self.inner = max(layout.width, _NARROWEST)
        self.title = wrapped(drawing.title, self.inner, _TITLE_SIZE, lines=2, bold=True)
        self.subtitle = wrapped(drawing.description, self.inner, _SUBTITLE_SIZE, lines=3)
        self.head = _TITLE_LINE * len(self.title) + _SUBTITLE_LINE * len(self.subtitle) + 16
        self.legend = list(_legend(drawing, self.inner))

    def document(self, theme: Theme) -> str:
        """All of it."""
        wide = self.inner + 2 * MARGIN
        bottom = MARGIN + self.head + self.layout.height + 26
        high = bottom + _LEGEND_LINE * (1 + max((row for row, _, _ in self.legend), default=-1)) + MARGIN
        left = MARGIN + (self.inner - self.layout.width) / 2
        parts = [
            element("title", text(self.drawing.title), id=f"{self.identity}-title"),
            element("desc", text(described(self.drawing)), id=f"{self.identity}-desc"),
            element("style", text(style(theme))),
            element("rect", class_="ivr-ground", width=wide, height=high),
            element("g", "".join(self._title()), class_="ivr-head"),
            element("g", "\n".join(self._flow()), transform=_moved(left, MARGIN + self.head)),
            element(
                "g", "".join(_entries(self.legend)), class_="ivr-legend", transform=_moved(MARGIN, bottom)
            ),
        ]
        names = f"{self.identity}-title {self.identity}-desc"
        return element(
            "svg",
            "\n" + "\n".join(parts) + "\n",
            xmlns="http://www.w3.org/2000/svg",
            class_="ivr-drawing",
            role="img",
            aria_labelledby=names,
            width=wide,
            height=high,
            viewBox=f"0 0 {number(wide)} {number(high)}",
        )

    def _title(self) -> Iterator[str]:
        at = MARGIN + _TITLE_SIZE * 0.8
        for line in self.title:
            yield element("text", text(line), class_="ivr-title", x=MARGIN, y=at)
            at += _TITLE_LINE
        for line in self.subtitle:
            yield element("text", text(line), class_="ivr-subtitle", x=MARGIN, y=at - 2)
            at += _SUBTITLE_LINE

    def _flow(self) -> Iterator[str]:
        yield from (_line(line, self.layout.direction) for line in self.layout.lines)
        yield from map(_box, self.layout.boxes)
        yield from map(_label, self.layout.labels)


def described(drawing: Drawing) -> str:
    """The drawing in a sentence, for those who do not see it."""
    nodes = [node for node in drawing.nodes if node.family not in {Family.START, Family.MISSING}]
    edges = sum(len(edge.outcomes) for edge in drawing.edges)
    first = next((edge.target for edge in drawing.edges if not edge.source), "")
    begin = f"Calls come in at {first}. " if first else ""
    about = f"{drawing.description.rstrip('.')}. " if drawing.description else ""
    return f"{about}A call flow of {plural(len(nodes), 'node')} and {plural(edges, 'edge')}. {begin}".strip()


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"


# Lines


def _line(line: Line, direction: Direction) -> str:
    """An edge: its own part of the way, and the head of an arrow where it arrives."""
    points = list(line.points)
    points[0] = _back(points[0], direction, _UNDER)
    parts = [element("title", text(_told(line.edge)))]
    if line.arrives:
        tip = points[-1]
        points[-1] = _back(tip, direction, _HEAD)
        parts.append(element("path", class_="ivr-tip", d=_head(tip, direction)))
    parts.insert(1, element("path", class_="ivr-line", d=_way(points)))
    classes = ["ivr-edge", *(["ivr-trouble"] if line.edge.trouble else []), *_marked(line.edge.mark)]
    return element("g", "".join(parts), class_=" ".join(classes))


def _back(point: Point, direction: Direction, length: float) -> Point:
    return (
        Point(point.x, point.y - length) if direction is Direction.DOWN else Point(point.x - length, point.y)
    )


def _head(tip: Point, direction: Direction) -> str:
    broad = _HEAD * 0.62
    if direction is Direction.DOWN:
        return f"M{_at(tip)}L{_at(Point(tip.x - broad, tip.y - _HEAD - 1))}H{number(tip.x + broad)}Z"
    return f"M{_at(tip)}L{_at(Point(tip.x - _HEAD - 1, tip.y - broad))}V{number(tip.y + broad)}Z"


def _way(points: Sequence[Point]) -> str:
    """The data of a path with round corners."""
    parts = [f"M{_at(points[0])}"]
    for number_, (before, corner, behind) in enumerate(zip(points, points[1:], points[2:], strict=False)):
        first, last = number_ == 0, number_ == len(points) - 3
        radius = min(
            RADIUS,
            _length(before, corner) / (1 if first else 2),
            _length(corner, behind) / (1 if last else 2),
        )
        start, end = _towards(corner, before, radius), _towards(corner, behind, radius)
        parts.append(f"L{_at(start)}Q{_at(corner)} {_at(end)}")
    return "".join([*parts, f"L{_at(points[-1])}"])


def _at(point: Point) -> str:
    return f"{number(point.x)} {number(point.y)}"


def _length(one: Point, other: Point) -> float:
    return abs(one.x - other.x) + abs(one.y - other.y)


def _towards(corner: Point, other: Point, length: float) -> Point:
    """The point so far from a corner, on the straight line to another one."""
    share = length / (_length(corner, other) or 1.0)
    return Point(corner.x + (other.x - corner.x) * share, corner.y + (other.y - corner.y) * share)


def _told(edge: DrawnEdge) -> str:
    outcome = f" ({edge.label})" if edge.label else ""
    return f"{edge.source or 'Calls come in'} \N{RIGHTWARDS ARROW} {edge.target}{outcome}"


# Boxes


def _box(box: Box) -> str:
    node, area = box.node, box.area
    parts = [
        element("title", text(_full(node))),
        element("path", class_="ivr-shape", d=outline(node.family, area)),
        element(
            "path", class_="ivr-icon", d=ICONS[node.kind], transform=_moved(area.x + SIDE, _icon_top(box))
        ),
        *_words(box),
        *_badge(node.mark, area),
    ]
    classes = [
        f"ivr-node ivr-{node.family}",
        *([] if node.reached else ["ivr-unreached"]),
        *_marked(node.mark),
    ]
    return element("g", "".join(parts), class_=" ".join(classes))


def _full(node: DrawnNode) -> str:
    if node.family is Family.START:
        return node.name
    what = "a node that does not exist" if node.family is Family.MISSING else node.kind
    return f"{node.name} ({what}): {node.content}" if node.content else f"{node.name} ({what})"


def _icon_top(box: Box) -> float:
    """The sign stands beside the first two lines; in the middle where there is one."""
    if not box.content.name:
        return box.area.y + (box.area.height - ICON) / 2
    return (
        box.area.y
        + (box.area.height - box.content.height) / 2
        + PAD
        + (CAPTION_LINE + NAME_LINE - ICON) / 2
        - 1
    )


def _words(box: Box) -> Iterator[str]:
    """The lines in a box, from top to bottom."""
    x = box.area.x + SIDE + ICON + ICON_GAP
    y = box.area.y + (box.area.height - box.content.height) / 2 + PAD
    if box.content.caption:
        yield element("text", text(box.content.caption), class_="ivr-caption", x=x, y=y + CAPTION_LINE * 0.72)
        y += CAPTION_LINE
    for line in box.content.name:
        yield element("text", text(line), class_="ivr-name", x=x, y=y + NAME_LINE * 0.76)
        y += NAME_LINE
    for line in box.content.content:
        yield element("text", text(line), class_="ivr-content", x=x, y=y + CONTENT_LINE * 0.76)
        y += CONTENT_LINE


def _badge(mark: Mark, area: Area) -> Iterator[str]:
    """The sign of what became of a node, at its upper right corner."""
    if mark is not Mark.SAME:
        x, y = area.x + area.width - 8, area.y + 4
        yield element("circle", class_="ivr-badge", cx=x, cy=y, r=9.0)
        yield element("text", text(SIGNS[mark]), class_="ivr-sign", x=x, y=y + 4.5)


def _marked(mark: Mark) -> list[str]:
    return [] if mark is Mark.SAME else [f"ivr-{mark}"]


# Labels


def _label(label: Label) -> str:
    area = label.area
    radius = area.height / 2
    parts = [
        element("title", text(_told(label.edge))),
        element("rect", x=area.x, y=area.y, width=area.width, height=area.height, rx=radius),
        element("text", text(label.text), x=area.x + area.width / 2, y=area.y + LABEL_SIZE * 1.14),
    ]
    classes = ["ivr-label", *(["ivr-trouble"] if label.edge.trouble else []), *_marked(label.edge.mark)]
    return element("g", "".join(parts), class_=" ".join(classes))


# The legend


_FAMILY_WORDS: Final[Mapping[Family, str]] = {
    Family.SPEECH: "callers hear something",
    Family.CHOICE: "callers press keys",
    Family.BRANCH: "the call branches",
    Family.WORK: "a system works",
    Family.FLOW: "on in another call flow",
    Family.PERSON: "callers reach somebody",
    Family.MESSAGE: "callers are called back, or leave a message",
    Family.END: "the call ends",
    Family.CUSTOM: "a vendor's own type",
    Family.MISSING: "does not exist",
}

_MARK_WORDS: Final[Mapping[Mark, str]] = {
    Mark.ADDED: "new",
    Mark.REMOVED: "removed",
    Mark.CHANGED: "changed",
}

Entry = tuple[int, float, str]
"""A line of the legend, the place in it, and what stands there."""


def _legend(drawing: Drawing, room: float) -> Iterator[Entry]:
    """What the legend explains: only what the drawing shows."""
    row, at = 0, 0.0
    for sample, words in _explained(drawing):
        wide = 44 + width(words, CONTENT_SIZE)
        if at and at + wide > room:
            row, at = row + 1, 0.0
        yield row, at, sample + element("text", text(words), class_="ivr-content", x=44.0, y=16.0)
        at += wide + _LEGEND_GAP


def _explained(drawing: Drawing) -> Iterator[tuple[str, str]]:
    families = {node.family for node in drawing.nodes}
    for family, words in _FAMILY_WORDS.items():
        if family in families:
            shape = element("path", class_="ivr-shape", d=outline(family, Area(0, 1, 36, 20)))
            yield element("g", shape, class_=f"ivr-node ivr-{family}"), words
    if any(edge.source and not edge.trouble for edge in drawing.edges):
        yield _stroke(""), "what happens next"
    if any(edge.trouble for edge in drawing.edges):
        yield _stroke(" ivr-trouble"), "no key, a wrong key, or an error"
    yield from _marks_explained(drawing)


def _stroke(more: str) -> str:
    return element("g", element("path", class_="ivr-line", d="M0 11H36"), class_=f"ivr-edge{more}")


def _marks_explained(drawing: Drawing) -> Iterator[tuple[str, str]]:
    marks = {node.mark for node in drawing.nodes} | {edge.mark for edge in drawing.edges}
    for mark, words in _MARK_WORDS.items():
        if mark in marks:
            yield element("g", "".join(_badge(mark, Area(0, 7, 26, 8))), class_=f"ivr-{mark}"), words


def _entries(legend: Iterable[Entry]) -> Iterator[str]:
    for row, at, content in legend:
        yield element("g", content, transform=_moved(at, row * _LEGEND_LINE))
