"""How wide texts are, where no font can be asked: the widths of Helvetica, and a little more for other fonts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

_CLASSES: Final = (
    (0.24, "ijl'|.,:;!"),
    (0.31, ' ftI[]\\/()-"`'),
    (0.38, "r{}*^"),
    (0.51, "cksvxyzJ"),
    (0.58, "abdeghnopqu0123456789_$?L+<>=~#FTZ"),
    (0.70, "ABEKPSVXY&CDHNRUw"),
    (0.80, "GOQ"),
    (0.88, "mM%"),
    (1.00, "W@"),
)
_WIDTHS: Final[Mapping[str, float]] = MappingProxyType(
    {character: width for width, characters in _CLASSES for character in characters}
)
_OTHER: Final = 0.66
_WIDE: Final = 1.04
_PICTURE: Final = 1.4
_NOTHING: Final = frozenset({"Mn", "Me", "Cf"})
_BOLD: Final = 1.08

_PIECE: Final = re.compile(r"[^\s_./@-]*[\s_./@-]+|[^\s_./@-]+")
"""A word with what separates it from the next one: a line may end behind it."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text of one line is, in pixels; rather too much than too little.

    Args:
        text: the text.
        size: of the font, in pixels.
        bold: whether it is written in bold.
    """
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def _em(character: str) -> float:
    known = _WIDTHS.get(character)
    return _foreign(character) if known is None else known


def _foreign(character: str) -> float:
    if unicodedata.category(character) in _NOTHING:
        return 0.0
    if unicodedata.category(character) == "So":
        return _PICTURE
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text cut to that many pixels, behind a word where that costs little, with a mark that something is missing."""
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width("…", size, bold=bold)
    kept = 0
    for character in text:
        left -= width(character, size, bold=bold)
        if left < 0:
            break
        kept += 1
    space = text.rfind(" ", 0, kept + 1)
    return f"{text[: space if space > kept / 2 else kept].rstrip()}…"


def wrapped(text: str, room: float, size: float, *, lines: int, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines of that many pixels; the last one says where something is missing."""
    found: list[str] = []
    current = ""
    pieces = list(_pieces(text, room, size, bold=bold))
    for number, piece in enumerate(pieces):
        if current and width((current + piece).rstrip(), size, bold=bold) > room:
            if len(found) == lines - 1:
                rest = current + "".join(pieces[number:])
                return (*found, shortened(rest, room, size, bold=bold))
            found.append(current.rstrip())
            current = ""
        current += piece
    return (*found, current.rstrip()) if current.rstrip() else tuple(found)


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """Words; one that is wider than a line, such as a sentence in a script without gaps, in parts that are not."""
    for word in _PIECE.findall(text):
        part, used = "", 0.0
        for character in word:
            more = width(character, size, bold=bold)
            if part and used + more > room:
                yield part
                part, used = "", 0.0
            part += character
            used += more
        yield part
