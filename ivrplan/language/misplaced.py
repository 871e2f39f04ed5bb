"""Characters that people write from habits of other languages, and what to write instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple


class Advice(NamedTuple):
    """The words of a diagnostic about one character."""

    summary: str
    detail: str
    hint: str


_CURLY: Final = Advice(
    "Invalid character",
    "Typographic quotes do not enclose text. Word processors and chat programs put them in place of plain ones.",
    'Replace it with a straight double quote (").',
)

_KNOWN: Final[Mapping[str, Advice]] = {
    "'": Advice(
        "Invalid character",
        "Single quotes do not enclose text in this language.",
        'Use double quotes ("text").',
    ),
    "`": Advice(
        "Invalid character",
        "Backticks do not enclose text in this language.",
        "For text of several lines use a heredoc, which begins with <<-EOT.",
    ),
    ";": Advice(
        "Invalid character",
        "Semicolons separate nothing in this language.",
        "Put attributes and blocks on lines of their own; separate the items of lists and objects with commas.",
    ),
    "&": Advice(
        "Unsupported operator", "There are no operators on bits.", 'For "and" between conditions write &&.'
    ),
    "|": Advice(
        "Unsupported operator", "There are no operators on bits.", 'For "or" between conditions write ||.'
    ),
    "~": Advice("Unsupported operator", "There are no operators on bits.", 'For "not" write !.'),
    "^": Advice(
        "Unsupported operator",
        "There are no operators on bits.",
        "For powers use the function pow(base, exponent).",
    ),
    "@": Advice(
        "Invalid character",
        'The character "@" has no meaning outside quoted text.',
        "Quote the text that holds it.",
    ),
    "\\": Advice(
        "Invalid character",
        "A backslash has a meaning inside quoted text only; lines need no mark to be continued inside parentheses.",
        "Remove it, or put the expression into parentheses.",
    ),
    "$": Advice(
        "Invalid character",
        "Interpolations stand inside quoted text only.",
        'Write the expression alone, or quote the whole: "${...}".',
    ),
    "\x00": Advice(
        "Invalid character",
        "There is a NUL character, as in files that are binary or not encoded in UTF-8.",
        "Save the file as UTF-8 text.",
    ),
    "\ufeff": Advice(
        "Invalid character",
        "There is a byte order mark, which may stand at the very beginning of a file only.",
        "Remove the character; editors show it as an empty place.",
    ),
} | dict.fromkeys("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb", _CURLY)

_COMMENT: Final = Advice(
    "Unclosed comment", 'The comment that starts here is never closed by "*/".', 'Close it with "*/".'
)

_NUMBER: Final = Advice(
    "Invalid number",
    "Numbers are decimal: digits, then maybe a dot and more digits, then maybe an exponent such as e-3.",
    "Quote it if it is meant to be text; use parseint for other bases.",
)


def misplaced(kind: str, text: str) -> Advice | None:
    """What to say about a token that cannot stand anywhere; nothing for tokens that are only in the wrong place.

    Args:
        kind: the token's kind.
        text: the token's text.
    """
    match kind:
        case "invalid":
            return _KNOWN.get(text) or _unknown(text)
        case "comment":
            return _COMMENT
        case "misnumber":
            return _NUMBER
        case _:
            return None


def _unknown(character: str) -> Advice:
    name = unicodedata.name(character, "a control character").lower()
    detail = f"The character U+{ord(character):04X} ({name}) has no meaning outside quoted text and comments."
    return Advice("Invalid character", detail, "Remove it, or quote the text that holds it.")
