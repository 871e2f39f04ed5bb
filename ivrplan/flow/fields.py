"""The types of node fields.

What a field may hold is decided here once, with the words that a person reads when it does not. Nothing is coerced: a
telephone number or a PIN that was written as a number has lost its zeros already, so numbers never become text here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, PlainSerializer, PlainValidator, Strict, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.opening import check_days, check_hours, day_order
from ivrplan.flow.outcome import is_digit, order
from ivrplan.language.values import Sensitive, Unknown

LONGEST: Final = 10**6
"""The largest number of seconds that any wait may last: more than eleven days."""

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)


def refused(message: str) -> PydanticCustomError:
    """A complaint about a field, in exactly these words."""
    return PydanticCustomError("flow_field", "{message}", {"message": message})


def _sensitive_text(value: Sensitive) -> Sensitive:
    if not isinstance(value.value, str | Unknown):
        raise refused("a string is required")
    return value


class _TextSchema:
    """Validates text in pydantic's own code: a plain string never enters Python."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        sensitive = core_schema.no_info_after_validator_function(
            _sensitive_text,
            core_schema.is_instance_schema(Sensitive),
        )
        return core_schema.custom_error_schema(
            core_schema.union_schema(
                [core_schema.str_schema(strict=True), core_schema.is_instance_schema(Unknown), sensitive],
                mode="left_to_right",
            ),
            custom_error_type="flow_field",
            custom_error_message="a string is required",
        )


Text: TypeAlias = Annotated[str | Unknown | Sensitive, _TextSchema(), WithJsonSchema({"type": "string"})]
"""Text that callers hear or vendors read. It may be known only after apply, or be sensitive."""

Name: TypeAlias = Annotated[str, Strict(), Field(min_length=1)]
"""The name of a node, a variable or an outcome: known from the start, never empty, never sensitive."""

Count: TypeAlias = Annotated[int, Strict(), Field(ge=0)]
Positive: TypeAlias = Annotated[int, Strict(), Field(ge=1)]
Switch: TypeAlias = Annotated[bool, Strict()]


def _seconds(value: object) -> int | Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise refused("a number of seconds is required")
    if not Decimal(number).is_finite() or not 0 < number <= LONGEST:
        raise refused(f"must be more than 0 and at most {LONGEST} seconds")
    if number * 1000 % 1:
        raise refused("seconds are counted in thousandths at the finest")
    return int(number) if number % 1 == 0 else Decimal(number).normalize()


Seconds: TypeAlias = Annotated[
    int | Decimal,
    PlainValidator(_seconds),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST}),
]
"""A time in seconds, exact to the millisecond: `int` where whole, else `Decimal`."""


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise refused("a string is required")
    return value


def _pairs(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise refused("a map of names to values is required")
    for name in value:
        if not isinstance(name, str) or not name:
            raise refused("every name in a map is a string that is not empty")
    return value


def _edges(value: object) -> FrozenMap[str]:
    pairs = _pairs(value)
    for outcome, target in pairs.items():
        if not isinstance(target, str) or not target:
            raise refused(f'outcome "{outcome}" needs the name of a node')
    return FrozenMap({outcome: _string(pairs[outcome]) for outcome in sorted(pairs, key=order)})


Edges: TypeAlias = Annotated[
    Mapping[str, str],
    PlainValidator(_edges),
    PlainSerializer(dict),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
"""Outcome -> name of the node that it leads to, frozen, in the order of `outcome.order`."""


def _text(value: object) -> str | Unknown | Sensitive:
    match value:
        case str() | Unknown():
            return value
        case Sensitive():
            return _sensitive_text(value)
        case _:
            raise refused("a string is required")


def _texts(value: object) -> FrozenMap[str | Unknown | Sensitive]:
    return FrozenMap({name: _text(text) for name, text in sorted(_pairs(value).items())})


Texts: TypeAlias = Annotated[
    Mapping[str, str | Unknown | Sensitive],
    PlainValidator(_texts),
    PlainSerializer(dict),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
"""Name -> text, frozen, ordered by name."""


def _strings(value: object) -> FrozenMap[str]:
    return FrozenMap({name: _string(text) for name, text in sorted(_pairs(value).items())})


Strings: TypeAlias = Annotated[
    Mapping[str, str],
    PlainValidator(_strings),
    PlainSerializer(dict),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
"""Name -> string that is known from the start, frozen, ordered by name."""

Setting: TypeAlias = (
    bool | int | Decimal | str | Unknown | Sensitive | tuple["Setting", ...] | Mapping[str, "Setting"] | None
)
"""A JSON-like value inside `settings`; any part may be known only after apply, or be sensitive."""


def _decimal(value: Decimal) -> int | Decimal:
    if not value.is_finite() or Decimal(repr(float(value))) != value:
        raise refused(f"{value} has more digits than a JSON document carries exactly")
    return int(value) if value % 1 == 0 else value.normalize()


def freeze(value: object) -> Setting:
    """A JSON-like value, all the way down immutable: lists become tuples, maps frozen maps, floats exact decimals."""
    match value:
        case None | bool() | int() | str() | Unknown():
            return value
        case Decimal():
            return _decimal(value)
        case float():
            return _decimal(Decimal(repr(value)))
        case Sensitive():
            return Sensitive(freeze(value.value))
        case list() | tuple():
            return tuple(freeze(item) for item in value)
        case Mapping():
            return FrozenMap({name: freeze(item) for name, item in _pairs(value).items()})
        case _:
            raise refused("only strings, numbers, true, false, null, lists and maps can be passed on")


def _settings(value: object) -> FrozenMap[Setting]:
    given = {name: item for name, item in sorted(_pairs(value).items()) if item is not None}
    return FrozenMap({name: freeze(item) for name, item in given.items()})


Settings: TypeAlias = Annotated[
    Mapping[str, Any],  # of `Setting`: pydantic does not follow recursive aliases
    PlainValidator(_settings),
    PlainSerializer(dict),
    WithJsonSchema({"type": "object"}),
]
"""What a vendor's own node type is given, frozen, ordered by name. As everywhere, null means not set."""


def _opening(value: object) -> FrozenMap[str]:
    pairs = {days.lower(): _string(hours) for days, hours in _pairs(value).items()}
    try:
        check_days(pairs)
        checked = {days: check_hours(hours) for days, hours in pairs.items()}
    except ValueError as problem:
        raise refused(str(problem)) from problem
    return FrozenMap({days: checked[days] for days in sorted(checked, key=day_order)})


Opening: TypeAlias = Annotated[
    Mapping[str, str],
    PlainValidator(_opening),
    PlainSerializer(dict),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
"""Days (`mon`, `mon-fri`) -> times of day (`09:00-17:30`), frozen, from Monday on."""


def _iso_date(value: object) -> str:
    text = _string(value)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise refused(f'"{text}" is not a date like 2026-12-25') from None


def _dates(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise refused("a list of dates is required")
    return tuple(sorted({_iso_date(item) for item in value}))


Dates: TypeAlias = Annotated[
    tuple[str, ...],
    PlainValidator(_dates),
    WithJsonSchema({"type": "array", "items": {"type": "string", "format": "date"}}),
]
"""Days of the calendar in ISO form, ascending, each once."""


def _chosen(accept: Callable[[str], bool], message: str) -> PlainValidator:
    def check(value: object) -> str:
        text = _string(value)
        if not accept(text):
            raise refused(message)
        return text

    return PlainValidator(check)


Method: TypeAlias = Annotated[
    str,
    _chosen(_METHODS.__contains__, f"must be one of {', '.join(_METHODS)}"),
    WithJsonSchema({"enum": list(_METHODS)}),
]
Terminator: TypeAlias = Annotated[
    str,
    _chosen(lambda key: not key or is_digit(key), "must be one key of the telephone, or empty for none"),
    WithJsonSchema({"type": "string", "maxLength": 1}),
]
Timezone: TypeAlias = Annotated[
    str,
    _chosen(lambda zone: _ZONE.fullmatch(zone) is not None, "must be a time zone like Europe/Berlin"),
    WithJsonSchema({"type": "string"}),
]
