"""Text for terminals: nothing in it can play tricks, and it is known how wide it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

_TRICKS: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, except tabulators and line ends
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of writing around, or is not seen
    "\u2028\u2029\u2060-\u2065\ufeff\ufff9-\ufffb"  # line ends that are none, joiners without a look
    "\ud800-\udfff\U000e0000-\U000e007f"  # what cannot be encoded, and tags
)
_UNSAFE: Final = re.compile(f"[{_TRICKS}]")
_STYLED: Final = re.compile(f"(\x1b\\[[0-9;]*m)|[{_TRICKS}]")
_ZERO: Final = frozenset({"Mn", "Me", "Cf"})


def printable(text: str) -> str:
    """The text with escapes for the characters that could play tricks with a terminal. Line ends and tabs stay."""
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """The text as one line that plays no tricks."""
    return printable(text.replace("\n", "\\n").replace("\t", " "))


def harmless(styled: str) -> str:
    """What a view wrote, once more without tricks; colours stay. The last guard before a terminal."""
    if styled.isprintable():
        return styled
    return _STYLED.sub(lambda found: found[1] or _escape(found), styled)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(line: str, tab: int = 4) -> Iterator[str]:
    """Each character of a line as a terminal shows it: tabs as spaces up to the next stop, tricks as escapes."""
    column = 0
    for character in line:
        shown = " " * (tab - column % tab) if character == "\t" else printable(character)
        column += columns(shown)
        yield shown


def padded(text: str, width: int) -> str:
    """The text with spaces behind it up to that many columns."""
    return text + " " * max(width - columns(text), 0)


def shortened(text: str, width: int) -> str:
    """The text cut to that many columns, with a mark where something is missing."""
    if columns(text) <= width:
        return text
    kept, used = "", 0
    for character in text:
        used += columns(character)
        if used >= width:
            break
        kept += character
    return f"{kept}…"


def plural(count: int, word: str) -> str:
    """A count with its word: `1 node`, `2 nodes`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def json_text(data: Any, *, indent: int | None = None) -> str:
    """The data as JSON text, readable in every script, and without characters that play tricks."""
    return _UNSAFE.sub(_json_escape, json.dumps(data, ensure_ascii=False, indent=indent))


def _json_escape(found: re.Match[str]) -> str:
    if found[0] == "\x7f":
        return "\\u007f"
    return json.dumps(found[0])[1:-1]
