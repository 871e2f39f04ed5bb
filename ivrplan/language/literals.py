"""Literal values: what the characters of a number or of quoted text stand for."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from ivrplan.language.lexer import Cursor

_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?s:.))|\$\$\{|%%\{")

_SIMPLE: Final = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\"": '"', r"\\": "\\", "$${": "${", "%%{": "%{"}

_HINTS: Final = {
    r"\$": "To keep ${ as text, double the dollar sign: $${.",
    r"\%": "To keep %{ as text, double the percent sign: %%{.",
    r"\'": "A single quote needs no backslash.",
    r"\u": r"Write four hexadecimal digits after \u, such as \u00e9.",
    r"\U": r"Write eight hexadecimal digits after \U, such as \U0001f4de.",
}

_MAX_DIGITS: Final = 1000


def normalise(text: str) -> str:
    """The text in Unicode's composed form (NFC), in which equal texts are equal character by character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unescape_quoted(cursor: Cursor, raw: str, start: int) -> str:
    r"""What quoted text stands for.

    Args:
        cursor: keeps the problems that are found.
        raw: the characters between the quotes, or a part of them.
        start: where `raw` begins.
    """
    if "\\" not in raw and "{" not in raw:
        return normalise(raw)
    pieces: list[str] = []
    last = 0
    for found in _ESCAPE.finditer(raw):
        pieces += (raw[last : found.start()], _escaped(cursor, found[0], start + found.start()))
        last = found.end()
    return normalise("".join((*pieces, raw[last:])))


def unescape_bare(raw: str) -> str:
    """What text of a heredoc or a bare template stands for: only `$${` and `%%{` are special there."""
    return normalise(raw.replace("$${", "${").replace("%%{", "%{"))


def number(cursor: Cursor) -> int | Decimal:
    """The exact value of the current token, a number: an `int` where it is whole.

    Raises:
        UnparsableError: it has thousands of digits when written out, which no computation needs.
    """
    text = cursor.token()
    if len(text) < _MAX_DIGITS and text.isdecimal():
        return int(text)
    _, _, exponent = text.lower().partition("e")
    if len(text) > _MAX_DIGITS or (exponent and abs(int(exponent)) > _MAX_DIGITS):
        cursor.fail(
            "Number out of range",
            f"Numbers have at most {_MAX_DIGITS} digits, before and after the dot.",
            start=cursor.start,
            end=cursor.end,
        )
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def _escaped(cursor: Cursor, escape: str, start: int) -> str:
    if (simple := _SIMPLE.get(escape)) is not None:
        return simple
    if len(escape) > 2:
        return _code_point(cursor, escape, start)
    cursor.report(
        "Invalid escape sequence",
        "A backslash in quoted text must be followed by n, r, t, u, U, a double quote or another backslash.",
        start=start,
        end=start + len(escape),
        hint=_HINTS.get(escape, r"For a backslash itself, write \\."),
    )
    return escape


def _code_point(cursor: Cursor, escape: str, start: int) -> str:
    code = int(escape.lstrip("\\uU"), base=16)
    if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
        return chr(code)
    cursor.report(
        "Invalid escape sequence",
        f"There is no Unicode character U+{code:04X}.",
        start=start,
        end=start + len(escape),
        hint=r"Characters beyond U+FFFF are written as one \U with eight digits, not as a pair.",
    )
    return escape
