"""Numbers."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from ivrplan.language import numeric
from ivrplan.language.functions.arguments import whole
from ivrplan.language.functions.contract import ArgumentError, Function, Parameter
from ivrplan.language.numeric import Number
from ivrplan.language.typemodel import NUMBER, STRING

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _rounded(number: Number, rounding: str) -> Number:
    exact = numeric.normal(number)
    return int(exact.to_integral_value(rounding)) if isinstance(exact, Decimal) else exact


def _ceil(number: Number) -> Number:
    return _rounded(number, ROUND_CEILING)


def _floor(number: Number) -> Number:
    return _rounded(number, ROUND_FLOOR)


def _signum(number: Number) -> Number:
    return (number > 0) - (number < 0)


def _max(first: Number, *others: Number) -> Number:
    return max(first, *others) if others else first


def _min(first: Number, *others: Number) -> Number:
    return min(first, *others) if others else first


def _parseint(text: str, base: Number) -> Number:
    radix = whole(base, 1)
    if not 2 <= radix <= len(_DIGITS):
        raise ArgumentError("a whole number from 2 to 62 is required", 1)
    digits = text.lstrip("+-") if text[:1] in {"+", "-"} and text[1:2] not in {"+", "-"} else text
    digits = digits.lower() if radix <= 36 else digits
    values = [_DIGITS.find(digit) for digit in digits]
    if not values or len(values) > 1000 or any(not 0 <= value < radix for value in values):
        raise ArgumentError(f"a whole number in base {radix} is required", 0)
    result = 0
    for value in values:
        result = result * radix + value
    return numeric.normal(-result if text.startswith("-") else result)


_N: Final = Parameter("number", NUMBER)
_MORE: Final = Parameter("numbers", NUMBER)

FUNCTIONS: Final = (
    Function("abs", (_N,), NUMBER, "The number without its sign.", numeric.absolute),
    Function("ceil", (_N,), NUMBER, "The nearest whole number that is not smaller.", _ceil),
    Function("floor", (_N,), NUMBER, "The nearest whole number that is not larger.", _floor),
    Function("signum", (_N,), NUMBER, "-1, 0 or 1: the sign of a number.", _signum),
    Function("max", (_N,), NUMBER, "The largest of some numbers.", _max, variadic=_MORE),
    Function("min", (_N,), NUMBER, "The smallest of some numbers.", _min, variadic=_MORE),
    Function("pow", (_N, Parameter("power", NUMBER)), NUMBER, "The number raised to a power.", numeric.power),
    Function(
        "log",
        (_N, Parameter("base", NUMBER)),
        NUMBER,
        "The logarithm of a number to a base.",
        numeric.logarithm,
    ),
    Function(
        "parseint",
        (Parameter("text", STRING), Parameter("base", NUMBER)),
        NUMBER,
        "The whole number that a text writes in a base from 2 to 62.",
        _parseint,
    ),
)
