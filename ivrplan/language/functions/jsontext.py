"""JSON as Terraform writes it: keys in order, and nothing in it that could end a script in HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from unicodedata import normalize

from ivrplan.language import numeric
from ivrplan.language.functions.contract import ArgumentError
from ivrplan.language.values import Capsule, SetValue, Value

_UNSAFE: Final = re.compile("[<>&\u2028\u2029]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DEEPEST: Final = 100


def json_text(value: Value, index: int | None = 0) -> str:
    """The value as JSON.

    Raises:
        ArgumentError: it is nothing that JSON can say.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case int() | Decimal():
            return numeric.text(value)
        case tuple() | SetValue():
            return f"[{','.join(json_text(item, index) for item in value)}]"
        case Mapping():
            return (
                f"{{{','.join(f'{quoted(name)}:{json_text(value[name], index)}' for name in sorted(value))}}}"
            )
        case Capsule():
            raise ArgumentError(f"a {value.type_name} cannot be written as JSON", index)
        case _:
            raise ArgumentError("this value cannot be written as JSON", index)


def quoted(text: str) -> str:
    """A text as a JSON string."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))


def parse_json(text: str) -> Value:
    """The value that JSON writes.

    Raises:
        ArgumentError: it is no JSON, or nested too deeply.
    """
    try:
        parsed = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refuse)
    except json.JSONDecodeError as failure:
        problem = f"it is not JSON (line {failure.lineno}, column {failure.colno}: {failure.msg})"
        raise ArgumentError(problem, 0) from None
    except RecursionError:
        raise ArgumentError("it is nested too deeply", 0) from None
    return _value(parsed, 0)


def _number(digits: str) -> numeric.Number:
    number = numeric.parse(digits)
    if number is None:
        raise ArgumentError("it has a number of more than a thousand digits", 0)
    return number


def _refuse(word: str) -> Value:
    raise ArgumentError(f"it is not JSON: {word} is no JSON number", 0)


def _value(parsed: Any, depth: int) -> Value:
    if depth > _DEEPEST:
        raise ArgumentError("it is nested too deeply", 0)
    match parsed:
        case str():
            return _text(parsed)
        case list():
            return tuple(_value(item, depth + 1) for item in parsed)
        case dict():
            return {_text(name): _value(item, depth + 1) for name, item in parsed.items()}
        case bool() | int() | Decimal() | None:
            return parsed
        case _:
            msg = "JSON has no other values"
            raise AssertionError(msg)


def _text(text: str) -> str:
    return text if text.isascii() else normalize("NFC", _SURROGATE.sub("\ufffd", text))
