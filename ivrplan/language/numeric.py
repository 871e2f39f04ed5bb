"""Exact numbers: whole ones are `int`, others `Decimal` with as many digits as Terraform's 512 bits hold.

Terraform computes with binary numbers of 512 bits. Decimal digits give the same result for everything that people
write; a few guard digits make `1/3*3` whole again. Numbers of a thousand digits and more are refused rather than
computed: no flow needs them, and they are a way to stall whoever evaluates them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Final, TypeAlias

Number: TypeAlias = int | Decimal

DIGITS: Final = 154
"""What 512 bits hold."""

_LARGEST_EXPONENT: Final = 1000
_LARGEST_BITS: Final = 3322  # 10 ** 1000

_TRAPS: Final = [DivisionByZero, InvalidOperation, Overflow]
_WORK: Final = Context(prec=DIGITS + 8, Emax=_LARGEST_EXPONENT, Emin=-_LARGEST_EXPONENT, traps=_TRAPS)
_SHOWN: Final = Context(prec=DIGITS, Emax=_LARGEST_EXPONENT, Emin=-_LARGEST_EXPONENT, traps=_TRAPS)
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


class NumberError(Exception):
    """An operation has no number as its result. Callers turn it into a diagnostic; its text is a sentence."""


_TOO_LARGE: Final = "The number has more than a thousand digits."


def normal(number: Number) -> Number:
    """The number in its one form: `int` where whole.

    Raises:
        NumberError: it has more than a thousand digits.
    """
    if isinstance(number, int):
        if number.bit_length() > _LARGEST_BITS:
            raise NumberError(_TOO_LARGE)
        return number
    if not number.is_finite() or number.adjusted() > _LARGEST_EXPONENT:
        raise NumberError(_TOO_LARGE)
    shown = _SHOWN.plus(number)
    if shown == shown.to_integral_value():
        return int(shown)
    return number


def parse(text: str) -> Number | None:
    """The number that a text such as `12`, `-0.5` or `1e3` writes; None when it writes none.

    Raises:
        NumberError: it has more than a thousand digits.
    """
    if not _NUMBER.fullmatch(text) or len(text) > _LARGEST_EXPONENT:
        return None
    return normal(Decimal(text))


def text(number: Number) -> str:
    """Plain decimal form, without an exponent and without zeros at the end.

    Raises:
        NumberError: it has more than a thousand digits.
    """
    whole = normal(number)
    if isinstance(whole, int):
        return str(whole)
    return format(shortest(whole), "f")


def rounded(number: Decimal, digits: int) -> Decimal:
    """The number with so many digits that count."""
    return Context(prec=digits, traps=_TRAPS).plus(number)


def shortest(number: Decimal) -> Decimal:
    """The number without zeros at its end."""
    return _SHOWN.normalize(number)


def equal(left: Number, right: Number) -> bool:
    """Whether two numbers are the same in all digits that count."""
    if isinstance(left, int) and isinstance(right, int):
        return left == right
    return _SHOWN.plus(Decimal(left)) == _SHOWN.plus(Decimal(right))


def negate(number: Number) -> Number:
    """The number with the other sign, in all its digits: Python's minus rounds a Decimal to 28 of them."""
    return -number if isinstance(number, int) else number.copy_negate()


def absolute(number: Number) -> Number:
    """The number without its sign, in all its digits."""
    return abs(number) if isinstance(number, int) else number.copy_abs()


def add(left: Number, right: Number) -> Number:
    """Sum."""
    if isinstance(left, int) and isinstance(right, int):
        return normal(left + right)
    return normal(_WORK.add(_decimal(left), _decimal(right)))


def subtract(left: Number, right: Number) -> Number:
    """Difference."""
    if isinstance(left, int) and isinstance(right, int):
        return normal(left - right)
    return normal(_WORK.subtract(_decimal(left), _decimal(right)))


def multiply(left: Number, right: Number) -> Number:
    """Product."""
    if isinstance(left, int) and isinstance(right, int):
        return normal(left * right)
    try:
        return normal(_WORK.multiply(_decimal(left), _decimal(right)))
    except Overflow:
        raise NumberError(_TOO_LARGE) from None


def divide(left: Number, right: Number) -> Number:
    """Quotient, not rounded to a whole number.

    Raises:
        NumberError: the divisor is zero. (Terraform has an infinity here; no setting of a flow can hold one.)
    """
    if not right:
        raise NumberError("The divisor is zero.")
    if isinstance(left, int) and isinstance(right, int) and not left % right:
        return left // right
    try:
        return normal(_WORK.divide(_decimal(left), _decimal(right)))
    except Overflow:
        raise NumberError(_TOO_LARGE) from None


def modulo(left: Number, right: Number) -> Number:
    """What is left after dividing towards zero; it has the sign of the left number.

    Raises:
        NumberError: the divisor is zero.
    """
    if not right:
        raise NumberError("The divisor is zero.")
    if isinstance(left, int) and isinstance(right, int):
        rest = abs(left) % abs(right)
        return -rest if left < 0 else rest
    quotient = divide(left, right)
    whole = quotient if isinstance(quotient, int) else int(quotient)
    return subtract(left, multiply(right, whole))


def power(base: Number, exponent: Number) -> Number:
    """The base raised to the exponent.

    Raises:
        NumberError: the result is too large or not a real number.
    """
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if base.bit_length() * exponent > _LARGEST_BITS and abs(base) > 1:
            raise NumberError(_TOO_LARGE)
        result: int = base ** (exponent if abs(base) > 1 else exponent % 2 + 2 * (exponent > 0))
        return result
    return _approximate(lambda: float(base) ** float(exponent))


def logarithm(number: Number, base: Number) -> Number:
    """The logarithm of a number to a base.

    Raises:
        NumberError: there is none.
    """
    if number <= 0 or base <= 0 or base == 1:
        raise NumberError("A logarithm needs a positive number and a positive base other than 1.")
    return _approximate(lambda: math.log(number) / math.log(base))


def _approximate(compute: Callable[[], float | complex]) -> Number:
    """What Terraform computes with 64 bits, in the fewest digits that say which number it is."""
    try:
        result = compute()
    except OverflowError:
        raise NumberError(_TOO_LARGE) from None
    except ZeroDivisionError:
        raise NumberError("Zero cannot be raised to a negative power.") from None
    if isinstance(result, complex):
        raise NumberError("The result is not a real number.")
    return normal(Decimal(repr(result)))


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number)
