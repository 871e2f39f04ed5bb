"""Text: case, trimming, cutting, joining."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final
from unicodedata import normalize

from ivrplan.language.functions.arguments import whole
from ivrplan.language.functions.contract import ArgumentError, Function, Handling, Parameter
from ivrplan.language.functions.graphemes import graphemes
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.numeric import Number
from ivrplan.language.typemodel import BOOL, NUMBER, STRING, ListType
from ivrplan.language.values import UNKNOWN, Unknown, Value

_SPACE: Final = " \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_OUTER_SPACE: Final = re.compile(rf"\A[{_SPACE}]+|[{_SPACE}]+\Z")
_LINE_ENDS: Final = re.compile(r"[\r\n]+\Z")
_WORD_START: Final = re.compile(rf"(?<![^\x00-/:-@\[-^`{{-\x7f{_SPACE}])\w")


def text(value: str) -> str:
    """A text made by a function in the form that all texts of the language have (NFC)."""
    return value if value.isascii() else normalize("NFC", value)


def _one_for_one(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of case that keeps characters whose other case is longer, as Terraform does ("ß" has no capital)."""

    def changed(value: str) -> str:
        if value.isascii():
            return change(value)
        return text("".join(_single(change, character) for character in value))

    return changed


def _single(change: Callable[[str], str], character: str) -> str:
    result = change(character)
    if len(result) == 1:
        return result
    return "i" if character == "\u0130" else character


_upper: Final = _one_for_one(str.upper)
_lower: Final = _one_for_one(str.lower)
_capital: Final = _one_for_one(str.title)


def _title(value: str) -> str:
    return text(_WORD_START.sub(lambda match: _capital(match.group()), value))


def _strip_space(value: str) -> str:
    return _OUTER_SPACE.sub("", value)


def _trim(value: str, characters: str) -> str:
    return text(value.strip(characters)) if characters else value


def _substr(value: str, offset: Number, length: Number) -> str:
    characters = graphemes(value)
    first, count = whole(offset, 1), whole(length, 2)
    start = max(0, len(characters) + first) if first < 0 else first
    return "".join(characters[start:] if count < 0 else characters[start : start + count])


def _strrev(value: str) -> str:
    return text("".join(reversed(graphemes(value))))


def _indent(spaces: Number, value: str) -> str:
    count = whole(spaces, 0)
    if not 0 <= count <= 1000:
        raise ArgumentError("a number from 0 to 1000 is required", 0)
    return value.replace("\n", "\n" + " " * count)


def _split(separator: str, value: str) -> Value:
    return tuple(map(text, value.split(separator) if separator else value))


def _join(separator: Value, *lists: Value) -> Value:
    """A list that is unknown somewhere makes the text unknown; a sensitive element makes it sensitive."""
    glue, sensitive = unmark(separator)
    pieces: list[str] = []
    unknown = isinstance(glue, Unknown)
    for index, value in enumerate(lists, start=1):
        items, marked = unmark(value)
        sensitive = sensitive or marked
        for item in items if isinstance(items, tuple) else (UNKNOWN,):
            piece, piece_marked = unmark(item)
            sensitive = sensitive or piece_marked
            unknown = unknown or isinstance(piece, Unknown)
            if piece is None:
                raise ArgumentError("a list without null is required", index)
            pieces.append(str(piece))
    return mark_if(sensitive, UNKNOWN if unknown else text(str(glue).join(pieces)))


_STR: Final = Parameter("string", STRING)
_STRINGS: Final = ListType(STRING)


def _of_text(name: str, description: str, run: Callable[[str], str]) -> Function:
    return Function(name, (_STR,), STRING, description, run)


def _with(name: str, other: str, description: str, run: Callable[[str, str], str]) -> Function:
    return Function(name, (_STR, Parameter(other, STRING)), STRING, description, run)


def _whether(name: str, other: str, description: str, run: Callable[[str, str], bool]) -> Function:
    return Function(name, (_STR, Parameter(other, STRING)), BOOL, description, run)


def _contains(value: str, part: str) -> bool:
    return part in value


def _chomp(value: str) -> str:
    return _LINE_ENDS.sub("", value)


FUNCTIONS: Final[Sequence[Function]] = (
    _of_text("upper", "The text in capital letters.", _upper),
    _of_text("lower", "The text in small letters.", _lower),
    _of_text("title", "The text with a capital letter at the beginning of each word.", _title),
    _of_text("trimspace", "The text without space and line ends at its beginning and end.", _strip_space),
    _of_text("chomp", "The text without line ends at its end.", _chomp),
    _of_text("strrev", "The text from its end to its beginning.", _strrev),
    _with("trim", "characters", "The text without any of some characters at its beginning and end.", _trim),
    _with(
        "trimprefix",
        "prefix",
        "The text without a prefix, where it has it.",
        lambda value, part: text(value.removeprefix(part)),
    ),
    _with(
        "trimsuffix",
        "suffix",
        "The text without a suffix, where it has it.",
        lambda value, part: text(value.removesuffix(part)),
    ),
    _whether("startswith", "prefix", "Whether the text begins with a prefix.", str.startswith),
    _whether("endswith", "suffix", "Whether the text ends with a suffix.", str.endswith),
    _whether("strcontains", "part", "Whether the text has a part in it.", _contains),
    Function(
        "substr",
        (_STR, Parameter("offset", NUMBER), Parameter("length", NUMBER)),
        STRING,
        "The part of a text from an offset (negative: from the end) on, of a length (-1: all the rest).",
        _substr,
    ),
    Function(
        "indent",
        (Parameter("spaces", NUMBER), _STR),
        STRING,
        "The text with spaces before every line but the first.",
        _indent,
    ),
    Function(
        "split",
        (Parameter("separator", STRING), _STR),
        _STRINGS,
        "The list of the parts of a text between separators.",
        _split,
    ),
    Function(
        "join",
        (Parameter("separator", STRING), Parameter("list", _STRINGS)),
        STRING,
        "The text of all elements of one or more lists, with a separator between them.",
        _join,
        variadic=Parameter("lists", _STRINGS),
        handling=Handling.MARKS,
    ),
)
