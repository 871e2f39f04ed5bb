"""Questions to collections, and the choice of one value from several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivrplan.language.convert import convert, type_of, unify
from ivrplan.language.equality import equal, every, identity
from ivrplan.language.functions.arguments import items_of, list_of
from ivrplan.language.functions.contract import ArgumentError, Function, Handling, Parameter, passing_parts
from ivrplan.language.functions.graphemes import graphemes
from ivrplan.language.marks import has_sensitive, mark_if, unmark
from ivrplan.language.typemodel import ANY, BOOL, NUMBER, STRING, ListType
from ivrplan.language.values import SetValue, Unknown, Value


def _length(value: Value) -> int:
    if isinstance(value, str):
        return len(graphemes(value))
    if isinstance(value, tuple | SetValue | Mapping):
        return len(value)
    raise ArgumentError("a list, set, map, object or string is required", 0)


def _index(value: Value, wanted: Value) -> int | Unknown:
    for position, item in enumerate(items_of(value)):
        truth = equal(item, wanted)
        if truth is True:
            return position
        if isinstance(truth, Unknown):
            return truth
    raise ArgumentError("the list has no element with this value", 1)


def _contains(value: Value, wanted: Value) -> Value:
    absent = every(_not(equal(item, wanted)) for item in items_of(value))
    return mark_if(has_sensitive(value) or has_sensitive(wanted), _not(absent))


def _not(truth: bool | Unknown) -> bool | Unknown:
    return truth if isinstance(truth, Unknown) else not truth


def _one(value: Value) -> Value:
    items = items_of(value)
    if len(items) > 1:
        raise ArgumentError(f"at most one element is expected, but there are {len(items)}", 0)
    return items[0] if items else None


def _alltrue(items: tuple[Value, ...]) -> Value:
    return mark_if(has_sensitive(items), every(_truth(item) for item in items))


def _anytrue(items: tuple[Value, ...]) -> Value:
    return mark_if(has_sensitive(items), _not(every(_not(_truth(item)) for item in items)))


def _truth(item: Value) -> bool | Unknown:
    inner, _ = unmark(item)
    return inner if isinstance(inner, Unknown) else inner is True


def _coalesce(*values: Value) -> Value:
    kind = unify([type_of(value) for value in values])
    if kind is None:
        raise ArgumentError("all arguments must have the same type")
    sensitive = False
    for value in values:
        inner, marked = unmark(value)
        sensitive = sensitive or marked
        if inner is not None and inner != "":
            return mark_if(sensitive, convert(inner, kind))
    raise ArgumentError("all arguments are null or empty")


def _coalescelist(*values: Value) -> Value:
    for index, value in enumerate(values):
        if value is not None:
            list_of(value, index)
    found = next((value for value in values if value), None)
    if found is not None:
        return found
    raise ArgumentError("all arguments are null or empty")


def _matchkeys(values: tuple[Value, ...], keys: tuple[Value, ...], wanted: tuple[Value, ...]) -> Value:
    if len(values) != len(keys):
        raise ArgumentError(f"there are {len(values)} values but {len(keys)} keys", 1)
    known = {identity(item) for item in wanted}
    return tuple(value for value, key in zip(values, keys, strict=True) if identity(key) in known)


_ANYLIST: Final = ListType(ANY)
_STRINGS: Final = ListType(STRING)
_L: Final = Parameter("list")
_M: Final = Parameter("map")

FUNCTIONS: Final = (
    Function(
        "coalesce",
        (),
        ANY,
        "The first argument that is neither null nor an empty string.",
        _coalesce,
        variadic=Parameter("values", allow_null=True),
        handling=Handling.MARKS,
    ),
    Function(
        "coalescelist",
        (),
        ANY,
        "The first list that is neither null nor empty.",
        _coalescelist,
        variadic=Parameter("lists", allow_null=True),
        handling=Handling.PARTS,
    ),
    passing_parts(
        "contains",
        (_L, Parameter("value", allow_null=True)),
        "Whether a list or set has an element with a value.",
        _contains,
        returns=BOOL,
    ),
    Function(
        "index",
        (_L, Parameter("value", allow_null=True)),
        NUMBER,
        "The index of the first element with a value.",
        _index,
    ),
    Function(
        "matchkeys",
        (Parameter("values", _ANYLIST), Parameter("keys", _ANYLIST), Parameter("wanted", _ANYLIST)),
        _ANYLIST,
        "The values whose key at the same index is among the wanted ones.",
        _matchkeys,
    ),
    passing_parts(
        "alltrue",
        (Parameter("list", ListType(BOOL)),),
        "Whether all elements are true; so for an empty list.",
        _alltrue,
        returns=BOOL,
    ),
    passing_parts(
        "anytrue",
        (Parameter("list", ListType(BOOL)),),
        "Whether any element is true.",
        _anytrue,
        returns=BOOL,
    ),
    passing_parts("one", (_L,), "The only element of a list, or null where it is empty.", _one),
    passing_parts(
        "length",
        (Parameter("value"),),
        "How many elements a collection has, or characters a string.",
        _length,
        returns=NUMBER,
    ),
)
