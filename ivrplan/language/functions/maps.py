"""Maps and objects: looking things up, taking apart, putting together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ivrplan.language.functions.arguments import list_of, mapping_of
from ivrplan.language.functions.contract import ArgumentError, Function, Handling, Parameter, passing_parts
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.typemodel import ANY, STRING, ListType, MapType
from ivrplan.language.values import UNKNOWN, Unknown, Value


def _keys(value: Value) -> Value:
    return tuple(sorted(mapping_of(value)))


def _values(value: Value) -> Value:
    mapping = mapping_of(value)
    return tuple(mapping[name] for name in sorted(mapping))


def _lookup(value: Value, key: str, *default: Value) -> Value:
    mapping = mapping_of(value)
    if key in mapping:
        return mapping[key]
    if default:
        return default[0]
    raise ArgumentError("the map has no element with this key, and no default is given", 1)


def _merge(*values: Value) -> Value:
    result: dict[str, Value] = {}
    for index, value in enumerate(values):
        if value is not None:
            result.update(mapping_of(value, index))
    return result


def _zipmap(names: Sequence[Value], values: Value) -> Value:
    items = list_of(values, 1)
    if len(names) != len(items):
        raise ArgumentError(f"there are {len(names)} keys but {len(items)} values", 1)
    clear = [unmark(name) for name in names]
    if any(isinstance(name, Unknown) for name, _ in clear):
        return mark_if(any(marked for _, marked in clear), UNKNOWN)
    if any(name is None for name, _ in clear):
        raise ArgumentError("a key must not be null", 0)
    result = {str(name): item for (name, _), item in zip(clear, items, strict=True)}
    return mark_if(any(marked for _, marked in clear), result)


def _transpose(value: Mapping[str, Sequence[str]]) -> Value:
    result: dict[str, list[str]] = {}
    for name in sorted(value):
        for item in value[name]:
            result.setdefault(item, []).append(name)
    return {item: tuple(result[item]) for item in sorted(result)}


_ANYLIST: Final = ListType(ANY)
_STRINGS: Final = ListType(STRING)
_L: Final = Parameter("list")
_M: Final = Parameter("map")

FUNCTIONS: Final = (
    passing_parts("keys", (_M,), "The keys of a map in the order of the alphabet.", _keys, returns=_STRINGS),
    passing_parts("values", (_M,), "The values of a map in the order of its keys.", _values),
    passing_parts(
        "lookup",
        (_M, Parameter("key", STRING), Parameter("default", allow_null=True, optional=True)),
        "The element of a map with a key, or the default where there is none.",
        _lookup,
    ),
    Function(
        "merge",
        (),
        ANY,
        "One map with the elements of all; where keys are the same, the last one counts.",
        _merge,
        variadic=Parameter("maps", allow_null=True),
        handling=Handling.PARTS,
    ),
    passing_parts(
        "zipmap",
        (Parameter("keys", _STRINGS), Parameter("values")),
        "The map of a list of keys to a list of values.",
        _zipmap,
    ),
    Function(
        "transpose",
        (Parameter("map", MapType(_STRINGS)),),
        MapType(_STRINGS),
        "The map of lists turned round: from each element to the keys that had it.",
        _transpose,
    ),
)
