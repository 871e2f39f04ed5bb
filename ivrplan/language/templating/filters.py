"""The filters and tests that exist in templates.

They are Jinja's, by Jinja's names, as far as they make sense for values of the language and cannot blow up. All of them
refuse values that may only be passed on, and HCL text; what they return is counted.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import wraps
from typing import Any, Final, cast

from jinja2 import Undefined, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS

from ivrplan.language import numeric
from ivrplan.language.templating.escape import Raw
from ivrplan.language.templating.fragment import Fragment
from ivrplan.language.templating.limits import MAX_VALUE, TOO_LARGE, Account, LimitError
from ivrplan.language.templating.opaque import Opaque
from ivrplan.language.templating.operators import OperandError, combine_all, exact_number, kind_of, text_of

Filter = Callable[..., Any]

_PASSES_ON: Final = frozenset({"default", "d", "defined", "undefined"})
"""What may see opaque values: it does not look at them."""

_TAKEN_FILTERS: Final = (
    "abs",
    "batch",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "groupby",
    "items",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "slice",
    "sort",
    "title",
    "trim",
    "truncate",
    "unique",
    "upper",
    "wordcount",
)

_TAKEN_TESTS: Final = (
    "odd",
    "even",
    "divisibleby",
    "defined",
    "undefined",
    "none",
    "boolean",
    "false",
    "true",
    "lower",
    "upper",
    "string",
    "mapping",
    "number",
    "sequence",
    "iterable",
    "in",
    "==",
    "eq",
    "equalto",
    "!=",
    "ne",
    ">",
    "gt",
    "greaterthan",
    "ge",
    ">=",
    "<",
    "lt",
    "lessthan",
    "<=",
    "le",
)

_MAX_PIECES: Final = 100_000


def filters() -> dict[str, Filter]:
    """All filters by name."""
    own: dict[str, Filter] = {
        "float": _number,
        "int": _integer,
        "join": _join,
        "raw": _raw,
        "replace": _replace,
        "round": _round,
        "string": text_of,
        "sum": _sum,
    }
    taken = {name: FILTERS[name] for name in _TAKEN_FILTERS}
    for name in ("batch", "slice"):
        taken[name] = _with_few_pieces(taken[name])
    return {**{name: _guarded(name, run) for name, run in (taken | own).items()}, "raw": _raw}


def tests() -> dict[str, Filter]:
    """All tests by name."""
    own: dict[str, Filter] = {"integer": _is_integer, "float": _is_fraction}
    taken = {name: TESTS[name] for name in _TAKEN_TESTS}
    return {name: _guarded(name, run) for name, run in (taken | own).items()}


def _guarded(name: str, run: Any) -> Any:
    """The filter with its arguments checked and its result counted. It always gets the context, whatever it asks for."""
    if name in _PASSES_ON:
        return run
    wanted = getattr(run, "jinja_pass_arg", None)

    @pass_context
    def guarded(context: Context, *arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            if isinstance(argument, Opaque | Fragment):
                argument.refuse()
        result = run(*_passed(wanted, context), *arguments, **named)
        if isinstance(result, str | list | tuple | dict):
            account: Account = cast("Any", context.environment).account
            account.make_value(result)
        return result

    return guarded


def _passed(wanted: Any, context: Context) -> tuple[Any, ...]:
    """What Jinja passes to a filter first, if that asks for something."""
    match wanted.name if wanted else "":
        case "context":
            return (context,)
        case "eval_context":
            return (context.eval_ctx,)
        case "environment":
            return (context.environment,)
        case _:
            return ()


def _with_few_pieces(run: Filter) -> Filter:
    """`batch` and `slice` make as many pieces, or fill as many places, as they are told."""

    @wraps(run)
    def bounded(*arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            if isinstance(argument, int) and argument > _MAX_PIECES:
                raise LimitError(
                    f"A list would be cut into, or filled up to, more than {_MAX_PIECES} pieces."
                )
        return run(*arguments, **named)

    return bounded


def _raw(value: Any) -> Raw:
    """HCL to insert as it is."""
    if isinstance(value, Fragment):
        return Raw(value.text)
    return Raw(text_of(value))


def _join(items: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    """The items' texts with `d` between them."""
    texts = [text_of(_attribute(item, attribute)) for item in items]
    separator = text_of(d)
    size = sum(map(len, texts)) + len(separator) * len(texts)
    if size > MAX_VALUE:
        raise LimitError(TOO_LARGE)
    return separator.join(texts)


def _replace(text: Any, old: str, new: str, count: int = -1) -> str:
    """The text with `new` for every `old`, or the first `count` of them."""
    whole, new = text_of(text), text_of(new)
    times = whole.count(old) if count < 0 else min(count, whole.count(old))
    if len(whole) + times * len(new) > MAX_VALUE:
        raise LimitError(TOO_LARGE)
    return whole.replace(old, new, count)


_ROUNDING: Final = {"common": ROUND_HALF_UP, "ceil": ROUND_CEILING, "floor": ROUND_FLOOR}
_MAX_PRECISION: Final = 100


def _round(value: Any, precision: int = 0, method: str = "common") -> int | Decimal:
    """The number with `precision` digits behind the point."""
    if method not in _ROUNDING or not isinstance(precision, int) or abs(precision) > _MAX_PRECISION:
        msg = f"round takes up to {_MAX_PRECISION} digits and one of the methods common, ceil and floor."
        raise OperandError(msg)
    number = _parsed(value)
    if number is None:
        msg = f"Only a number can be rounded, not {kind_of(value)}."
        raise OperandError(msg)
    context = decimal.Context(
        prec=numeric.DIGITS + len(str(int(number))) + _MAX_PRECISION, rounding=_ROUNDING[method]
    )
    return exact_number(Decimal(number).quantize(Decimal(1).scaleb(-precision), context=context))


def _sum(items: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
    """The sum of numbers."""
    return combine_all("+", (_attribute(item, attribute) for item in items), start)


def _number(value: Any, default: Any = 0) -> Any:
    """The number that a text says; `default` where it says none."""
    found = _parsed(value)
    return default if found is None else found


def _integer(value: Any, default: Any = 0, base: int = 10) -> Any:
    """The whole number that a text says, cut off behind the point; `default` where it says none."""
    if base == 10 or not isinstance(value, str):
        found = _parsed(value)
        return default if found is None else int(found)
    try:
        return numeric.normal(int(value[: numeric.DIGITS], base))
    except ValueError:
        return default


def _parsed(value: Any) -> numeric.Number | None:
    match value:
        case Undefined():
            str(value)
            return None
        case bool():
            return int(value)
        case str():
            return numeric.parse(value.strip())
        case int() | float() | Decimal():
            return exact_number(value)
        case _:
            return None


def _attribute(item: Any, attribute: str | int | None) -> Any:
    """An item's attribute by a dotted name, or the item itself."""
    if attribute is None:
        return item
    for part in str(attribute).split("."):
        if isinstance(item, Opaque):
            return item.part(part)
        if isinstance(item, Mapping) and part in item:
            item = item[part]
        elif isinstance(item, tuple | list) and part.isdecimal() and int(part) < len(item):
            item = item[int(part)]
        else:
            msg = f'An item has no attribute "{part}".'
            raise OperandError(msg)
    return item


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_fraction(value: Any) -> bool:
    return isinstance(value, Decimal | float)
