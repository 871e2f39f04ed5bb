"""`format` and `formatlist`, with the verbs of Go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ivrplan.language import numeric
from ivrplan.language.convert import to_bool, to_number, to_text
from ivrplan.language.functions.contract import ArgumentError, Function, Parameter
from ivrplan.language.functions.jsontext import json_text, quoted
from ivrplan.language.functions.strings import text
from ivrplan.language.numeric import Number
from ivrplan.language.typemodel import ANY, STRING, ListType
from ivrplan.language.values import SetValue, Value

_VERB: Final = re.compile(r"%([ +\-#0]*)(\d{1,4})?(?:\.(\d{0,4}))?(?:\[(\d{1,4})\])?(.)", re.DOTALL)
_INTEGERS: Final = {"d": "d", "b": "b", "o": "o", "x": "x", "X": "X"}
_PREFIXES: Final = {"d": "", "b": "0b", "o": "0", "x": "0x", "X": "0X"}


@dataclass(frozen=True, slots=True)
class _Verb:
    flags: str
    width: int
    precision: int | None
    letter: str
    written: str

    @classmethod
    def of(cls, match: re.Match[str]) -> _Verb:
        flags, width, precision, _, letter = match.groups()
        return cls(
            flags, int(width or 0), None if precision is None else int(precision or 0), letter, match.group()
        )


def _format(pattern: str, *arguments: Value) -> str:
    pieces: list[str] = []
    position = end = used = 0
    for match in _VERB.finditer(pattern):
        literal = pattern[end : match.start()]
        pieces.append(_literal(literal))
        end = match.end()
        if match[5] == "%":
            pieces.append("%")
            continue
        position = int(match[4]) - 1 if match[4] else position
        pieces.append(_rendered(_Verb.of(match), arguments, position))
        position += 1
        used = max(used, position)
    if used < len(arguments):
        raise ArgumentError(f"the format uses only {used} of {len(arguments)} values", used + 1)
    return text("".join((*pieces, _literal(pattern[end:]))))


def _literal(piece: str) -> str:
    if "%" in piece:
        raise ArgumentError("a verb does not end", 0, "Write %% for a percent sign.")
    return piece


def _rendered(verb: _Verb, arguments: Sequence[Value], position: int) -> str:
    if not 0 <= position < len(arguments):
        raise ArgumentError(f'there is no value for "{verb.written}"', 0)
    value, index = arguments[position], position + 1
    match verb.letter:
        case "v":
            return _padded(verb, _any(verb, value, index))
        case "s" | "q":
            return _padded(verb, _string(verb, value, index))
        case "t":
            return _truth(value, index)
        case "d" | "b" | "o" | "x" | "X":
            return _integer(verb, _number(value, index), index)
        case "e" | "E" | "f" | "g" | "G":
            return _signed(verb, *_fraction(verb, _number(value, index)))
        case _:
            raise ArgumentError(f'there is no verb "{verb.written}"', 0, "Write %% for a percent sign.")


def _any(verb: _Verb, value: Value, index: int) -> str:
    if "#" in verb.flags or not isinstance(value, str | int | Decimal):
        return json_text(value, index)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _general(value, None)
    return to_text(value) or ""


def _string(verb: _Verb, value: Value, index: int) -> str:
    result = to_text(value)
    if result is None:
        raise ArgumentError("a string is required", index, "Use %v or jsonencode for lists and objects.")
    shown = result[: verb.precision]
    return quoted(shown) if verb.letter == "q" else shown


def _truth(value: Value, index: int) -> str:
    truth = to_bool(value)
    if truth is None:
        raise ArgumentError("true or false is required", index)
    return "true" if truth else "false"


def _number(value: Value, index: int) -> Number:
    number = to_number(value)
    if number is None:
        raise ArgumentError("a number is required", index)
    return numeric.normal(number)


def _integer(verb: _Verb, number: Number, index: int) -> str:
    if not isinstance(number, int):
        raise ArgumentError("a whole number is required", index)
    digits = format(abs(number), _INTEGERS[verb.letter])
    if verb.precision is not None:
        digits = digits.rjust(verb.precision, "0")
    prefix = _PREFIXES[verb.letter] if "#" in verb.flags else ""
    return _signed(verb, number < 0, prefix + digits)


def _fraction(verb: _Verb, number: Number) -> tuple[bool, str]:
    digits = Decimal(numeric.absolute(number))
    match verb.letter:
        case "f":
            shown = format(digits, f".{6 if verb.precision is None else verb.precision}f")
        case "e" | "E":
            shown = _exponential(digits, 6 if verb.precision is None else verb.precision)
        case _:
            shown = _general(digits, verb.precision)
    return number < 0, shown.upper() if verb.letter.isupper() else shown


def _exponential(number: Decimal, precision: int) -> str:
    if not number:
        return format(number, f".{precision}f") + "e+00"
    mantissa, _, exponent = format(number, f".{precision}e").partition("e")
    return f"{mantissa}e{int(exponent):+03d}"


def _general(number: Number, precision: int | None) -> str:
    """The shortest form: plain, or with an exponent where that has less than -4 or at least 6 (or `precision`) digits."""
    exact = Decimal(number) if precision is None else numeric.rounded(Decimal(number), max(precision, 1))
    exact = numeric.shortest(exact)
    exponent = exact.adjusted() if exact else 0
    limit = _PLAIN_DIGITS if precision is None else max(precision, 1)
    if -4 <= exponent < limit:
        return format(exact, "f")
    return _exponential(exact, len(exact.as_tuple().digits) - 1)


_PLAIN_DIGITS: Final = 6


def _signed(verb: _Verb, negative: bool, digits: str) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    if "0" in verb.flags and "-" not in verb.flags:
        return sign + digits.rjust(verb.width - len(sign), "0")
    return _padded(verb, sign + digits)


def _padded(verb: _Verb, shown: str) -> str:
    if "-" in verb.flags:
        return shown.ljust(verb.width)
    return shown.rjust(verb.width, "0" if "0" in verb.flags else " ")


def _formatlist(pattern: str, *arguments: Value) -> Value:
    lists = [tuple(item) if isinstance(item, tuple | SetValue) else None for item in arguments]
    lengths = {len(item) for item in lists if item is not None}
    if len(lengths) > 1:
        raise ArgumentError(f"the lists have different lengths: {', '.join(map(str, sorted(lengths)))}")
    count = lengths.pop() if lengths else 1
    return tuple(
        _format(
            pattern,
            *(plain if item is None else item[row] for item, plain in zip(lists, arguments, strict=True)),
        )
        for row in range(count)
    )


_FORMAT: Final = Parameter("format", STRING)
_VALUES: Final = Parameter("values", ANY)

FUNCTIONS: Final = (
    Function(
        "format",
        (_FORMAT,),
        STRING,
        "The text of a format with its verbs (%s, %d, %05.2f, ...) replaced by values.",
        _format,
        variadic=_VALUES,
    ),
    Function(
        "formatlist",
        (_FORMAT,),
        ListType(STRING),
        "The list of texts that a format gives for the elements of lists.",
        _formatlist,
        variadic=_VALUES,
    ),
)
