"""How large the boxes and the labels are, and which texts fit into them. All lengths are pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ivrplan.flow.drawing.drawing import DrawnEdge, DrawnNode, Family
from ivrplan.flow.drawing.measure import shortened, width, wrapped

CAPTION_SIZE: Final = 10.5
NAME_SIZE: Final = 14.0
CONTENT_SIZE: Final = 12.0
LABEL_SIZE: Final = 11.5

CAPTION_LINE: Final = 14.0
NAME_LINE: Final = 17.0
CONTENT_LINE: Final = 15.5

PAD: Final = 11.0
SIDE: Final = 17.0
ICON: Final = 20.0
ICON_GAP: Final = 9.0
LABEL_HEIGHT: Final = 18.0
LABEL_PAD: Final = 7.0

_NARROWEST: Final = 92.0
_ROOM: Final = 172.0
_LABEL_ROOM: Final = 132.0


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a box, and how much room that needs.

    Attributes:
        caption: the kind of the node, for people.
        name, content: lines.
        width, height: of the whole box, as small as it may be.
    """

    caption: str
    name: tuple[str, ...]
    content: tuple[str, ...]
    width: float
    height: float


def fitted(node: DrawnNode) -> Content:
    """The content of a node's box."""
    if node.family is Family.START:
        return _start(node)
    caption = node.kind if node.reached else f"{node.kind}, never reached"
    name = wrapped(node.name, _ROOM, NAME_SIZE, lines=2, bold=True)
    lines = wrapped(node.content, _ROOM, CONTENT_SIZE, lines=2)
    widest = max(
        [
            _NARROWEST - ICON,
            width(caption, CAPTION_SIZE, bold=True),
            *(width(line, NAME_SIZE, bold=True) for line in name),
            *(width(line, CONTENT_SIZE) for line in lines),
        ]
    )
    high = CAPTION_LINE + NAME_LINE * len(name) + CONTENT_LINE * len(lines)
    return Content(caption, name, lines, widest + ICON + ICON_GAP + 2 * SIDE, high + 2 * PAD)


def _start(node: DrawnNode) -> Content:
    wide = width(node.name, CONTENT_SIZE, bold=True) + ICON + ICON_GAP + 2 * SIDE
    return Content("", (), (node.name,), wide, CONTENT_LINE + 2 * PAD)


def label_text(edge: DrawnEdge) -> str:
    """The label of an edge, as much of it as there is room for."""
    return shortened(edge.label, _LABEL_ROOM, LABEL_SIZE)


def label_width(text: str) -> float:
    """How wide a label is with the pill around it."""
    return max(width(text, LABEL_SIZE) + 2 * LABEL_PAD, LABEL_HEIGHT)
