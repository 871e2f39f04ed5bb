"""A sign for each kind of node, on a sheet of 20 by 20: paths that are stroked, not filled."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _dot(x: float, y: float) -> str:
    """A round dot: a line without a length, with round ends."""
    return f"M{x} {y}h.01"


def _circle(x: float, y: float, radius: float) -> str:
    return f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0"


_HANDSET: Final = (
    "M6 3.5L8.2 7.2L6.6 8.9C7.4 10.9 9 12.5 11.1 13.4L12.8 11.8L16.5 14C16.2 16 15 16.7 13.6 16.5"
    "C8 15.6 4.3 11.9 3.5 6.4C3.3 5 4 3.8 6 3.5Z"
)

ICONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": _HANDSET,
        "play": "M3.5 8V12H6.3L10.3 15.5V4.5L6.3 8ZM13 7.5C14.2 9 14.2 11 13 12.5M15.3 5.3C17.5 8 17.5 12 15.3 14.7",
        "disclosure": _circle(10, 10, 7) + "M10 9.3V13.6" + _dot(10, 6.4),
        "menu": "".join(_dot(x, y) for y in (4.5, 10, 15.5) for x in (4.5, 10, 15.5)),
        "collect": "M2.5 6H17.5V14H2.5Z" + _dot(6, 10) + _dot(10, 10) + "M14 8V12",
        "hours": _circle(10, 10, 7) + "M10 6V10L12.8 11.8",
        "decision": "M10 2.5L17.5 10L10 17.5L2.5 10Z",
        "set": "M4 7.5H16M4 12.5H16",
        "request": "M3 7H15.5M12.5 4L15.5 7L12.5 10M17 13H4.5M7.5 10L4.5 13L7.5 16",
        "embed": "M3 3H17V17H3ZM7 7H13V13H7Z",
        "goto": "M3 10H15.5M11 5.5L15.5 10L11 14.5",
        "queue": _circle(6.5, 6.5, 2.5)
        + "M2 15.5C2 9.8 11 9.8 11 15.5M12.3 4.4C15.8 4.2 15.8 9 12.6 8.8M13.6 11.3C16.4 11.6 18 13 18 15.5",
        "agent": _circle(10, 6.3, 3.1) + "M3.8 16.8C3.8 9.6 16.2 9.6 16.2 16.8",
        "transfer": "M3 15.5C3 10 6 7 11.5 7H16M12.5 3.5L16 7L12.5 10.5",
        "voicemail": _circle(5.5, 10, 3) + _circle(14.5, 10, 3) + "M5.5 13H14.5",
        "callback": "M16.5 15.5C16.5 10 13.5 7 8 7H3.5M7 3.5L3.5 7L7 10.5",
        "disconnect": "M2.5 12.5C2.5 6 17.5 6 17.5 12.5L13.8 13.2L13 10.8C11 10.2 9 10.2 7 10.8L6.2 13.2Z",
        "exit": "M9 3H3.5V17H9M8 10H17M13.5 6.5L17 10L13.5 13.5",
        "node": "M10 2.5L16.5 6.2V13.8L10 17.5L3.5 13.8V6.2Z",
        "missing": "M5 5L15 15M15 5L5 15",
    }
)
