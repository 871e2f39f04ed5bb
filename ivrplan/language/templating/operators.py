"""Arithmetic and text building that cannot blow up.

Numbers are exact and calculated with as in HCL expressions. What is made is counted before it is made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NoReturn

from jinja2 import Undefined

from ivrplan.language import numeric
from ivrplan.language.templating.fragment import Fragment
from ivrplan.language.templating.limits import Account
from ivrplan.language.templating.opaque import Opaque
from ivrplan.language.values import SetValue


class OperandError(Exception):
    """An operator cannot take its operands. The text is a whole sentence."""


def kind_of(value: object) -> str:
    """What messages call a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float() | Decimal():
            return "a number"
        case str():
            return "text"
        case Mapping():
            return "an object"
        case SetValue():
            return "a set"
        case tuple() | list():
            return "a list"
        case Opaque():
            return f"a {value.kind.value} value"
        case Fragment():
            return "HCL text"
        case _:
            return "something that is not a value"


def text_of(value: object) -> str:
    """A value as text, the way expressions turn it into text.

    Raises:
        OperandError: it has no text form.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal() | float():
            return number_text(value)
        case Opaque() | Fragment() | Undefined():
            return str(value)  # fails, except for what `a if b` without an else leaves out
        case _:
            msg = f"{kind_of(value).capitalize()} cannot be turned into text."
            raise OperandError(msg)


def number_text(value: float | Decimal) -> str:
    """A fraction in decimal notation without an exponent.

    Raises:
        NumberError: it is not a finite number, or one with a thousand digits.
    """
    return numeric.text(exact_number(value))


def exact_number(value: float | Decimal) -> numeric.Number:
    """The number as the language keeps it: `int` where it is whole.

    Raises:
        NumberError: it is not a finite number, or one with a thousand digits.
    """
    return numeric.normal(Decimal(repr(value)) if isinstance(value, float) else value)


def concatenate(account: Account, parts: Iterable[object]) -> str:
    """Join texts (`~`)."""
    texts = [text_of(part) for part in parts]
    account.make(sum(map(len, texts)))
    return "".join(texts)


def combine(account: Account, symbol: str, left: Any, right: Any) -> Any:
    """The result of `left symbol right`.

    Raises:
        OperandError: they do not go together.
        LimitError: the result would be too large.
    """
    for operand in (left, right):
        if isinstance(operand, Opaque | Fragment):
            operand.refuse()
        if isinstance(operand, Undefined):
            bool(operand)
    if _is_number(left) and _is_number(right):
        return _calculate(symbol, left, right)
    if symbol == "+" and isinstance(left, str) and isinstance(right, str):
        return concatenate(account, (left, right))
    if symbol == "+" and isinstance(left, list | tuple) and isinstance(right, list | tuple):
        account.make(len(left) + len(right))
        return (*left, *right)
    if symbol == "*":
        return _repeat(account, left, right)
    return _fail(symbol, left, right)


def combine_all(symbol: str, items: Iterable[Any], start: Any) -> Any:
    """The result of `start symbol item symbol item ...` for numbers.

    Raises:
        OperandError: one of them is not a number.
    """
    total = start
    for item in items:
        if isinstance(item, Opaque | Fragment):
            item.refuse()
        if not _is_number(item) or not _is_number(total):
            _fail(symbol, total, item)
        total = _calculate(symbol, total, item)
    return total


def negate(symbol: str, value: Any) -> Any:
    """The result of `-value` or `+value`.

    Raises:
        OperandError: it is not a number.
    """
    if isinstance(value, Opaque | Fragment):
        value.refuse()
    if not _is_number(value):
        msg = f"The operator {symbol} needs a number, not {kind_of(value)}."
        raise OperandError(msg)
    return numeric.negate(exact_number(value)) if symbol == "-" else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal | float) and not isinstance(value, bool)


def _fail(symbol: str, left: object, right: object) -> NoReturn:
    hint = " To join text with something else, use ~." if symbol == "+" else ""
    if symbol == "%" and isinstance(left, str):
        hint = " To build text, use ~ or the function format."
    msg = f"The operator {symbol} cannot take {kind_of(left)} and {kind_of(right)}.{hint}"
    raise OperandError(msg)


def _repeat(account: Account, left: Any, right: Any) -> Any:
    if isinstance(left, int):
        left, right = right, left
    if not isinstance(left, str | list | tuple) or not isinstance(right, int) or isinstance(right, bool):
        _fail("*", left, right)
    account.make(len(left) * max(right, 0))
    return left * right


_ARITHMETIC: Final[Mapping[str, Callable[[numeric.Number, numeric.Number], numeric.Number]]] = {
    "+": numeric.add,
    "-": numeric.subtract,
    "*": numeric.multiply,
    "/": numeric.divide,
    "%": numeric.modulo,
    "**": numeric.power,
}


def _calculate(symbol: str, left: Any, right: Any) -> numeric.Number:
    """As HCL expressions calculate."""
    if symbol == "//":
        return math.floor(numeric.divide(exact_number(left), exact_number(right)))
    return _ARITHMETIC[symbol](exact_number(left), exact_number(right))
