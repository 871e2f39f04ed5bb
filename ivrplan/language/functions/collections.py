"""Lists, maps and objects: looking things up, taking apart, putting together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ivrplan.language import numeric
from ivrplan.language.convert import convert, type_of, unify
from ivrplan.language.equality import equal, every, identity
from ivrplan.language.functions.contract import ArgumentError, Function, Handling, Parameter
from ivrplan.language.functions.graphemes import graphemes
from ivrplan.language.marks import has_sensitive, mark_if, unmark
from ivrplan.language.typemodel import ANY, BOOL, NUMBER, STRING, ListType, MapType
from ivrplan.language.values import UNKNOWN, SetValue, Unknown, Value

_LIST: Final = "a list or set is required"
_MAP: Final = "a map or object is required"


def items_of(value: Value, index: int | None = 0) -> tuple[Value, ...]:
    """The elements of a list or set argument.

    Raises:
        ArgumentError: it is neither.
    """
    if not isinstance(value, tuple | SetValue):
        raise ArgumentError(_LIST, index)
    return tuple(value)


def list_of(value: Value, index: int | None = 0) -> tuple[Value, ...]:
    """The elements of a list argument; a set is refused, because its order means nothing.

    Raises:
        ArgumentError: it is no list.
    """
    if not isinstance(value, tuple):
        raise ArgumentError("a list is required", index, "To use a set, turn it into a list with tolist.")
    return value


def mapping_of(value: Value, index: int | None = 0) -> Mapping[str, Value]:
    """A map or object argument.

    Raises:
        ArgumentError: it is neither.
    """
    if not isinstance(value, Mapping):
        raise ArgumentError(_MAP, index)
    return value


def whole(value: numeric.Number, index: int) -> int:
    """A number argument that must be whole.

    Raises:
        ArgumentError: it has a fraction.
    """
    number = numeric.normal(value)
    if not isinstance(number, int):
        raise ArgumentError("a whole number is required", index)
    return number


def _length(value: Value) -> int:
    if isinstance(value, str):
        return len(graphemes(value))
    if isinstance(value, tuple | SetValue | Mapping):
        return len(value)
    raise ArgumentError("a list, set, map, object or string is required", 0)


def _element(value: Value, index: numeric.Number) -> Value:
    items = list_of(value)
    if not items:
        raise ArgumentError("an empty list has no elements", 0)
    return items[whole(index, 1) % len(items)]


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
    items = items_of(values, 1)
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


def _concat(*values: Value) -> Value:
    return tuple(item for index, value in enumerate(values) for item in list_of(value, index))


def _flatten(value: Value) -> Value:
    flat, sensitive = _flat(items_of(value))
    if any(item is _OPEN for item in flat):
        return mark_if(sensitive, UNKNOWN)
    return mark_if(sensitive, tuple(flat))


_OPEN: Final[Any] = object()


def _flat(items: Sequence[Value]) -> tuple[list[Value], bool]:
    result: list[Value] = []
    sensitive = False
    for item in items:
        inner, marked = unmark(item)
        if inner is UNKNOWN:
            result.append(_OPEN)
        elif isinstance(inner, tuple | SetValue):
            deeper, deep_marked = _flat(tuple(inner))
            result.extend(deeper)
            sensitive = sensitive or deep_marked or marked
            continue
        else:
            result.append(item)
    return result, sensitive


def _distinct(items: tuple[Value, ...]) -> Value:
    first: dict[object, Value] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return tuple(first.values())


def _compact(items: Sequence[Value]) -> Value:
    return tuple(item for item in items if item not in {None, ""})


def _chunklist(items: tuple[Value, ...], size: numeric.Number) -> Value:
    length = whole(size, 1)
    if length < 0:
        raise ArgumentError("the size must not be negative", 1)
    if not length:
        return (items,)
    return tuple(items[start : start + length] for start in range(0, len(items), length))


def _reverse(value: Value) -> Value:
    return items_of(value)[::-1]


def _slice(value: Value, start: numeric.Number, end: numeric.Number) -> Value:
    items = list_of(value)
    first, last = whole(start, 1), whole(end, 2)
    if first < 0 or first > len(items):
        raise ArgumentError(f"the start must be from 0 to {len(items)}, the length of the list", 1)
    if last < first or last > len(items):
        raise ArgumentError(
            f"the end must be from {first}, the start, to {len(items)}, the length of the list", 2
        )
    return items[first:last]


def _sort(items: Sequence[Value]) -> Value:
    if any(item is None for item in items):
        raise ArgumentError("a list without null is required", 0)
    return tuple(sorted(str(item) for item in items))


def _one(value: Value) -> Value:
    items = items_of(value)
    if len(items) > 1:
        raise ArgumentError(f"at most one element is expected, but there are {len(items)}", 0)
    return items[0] if items else None


def _sum(value: Value) -> numeric.Number:
    items = convert(tuple(items_of(value)), ListType(NUMBER))
    assert isinstance(items, tuple)
    if not items or None in items:
        raise ArgumentError("a list of at least one number, without null, is required", 0)
    total: numeric.Number = 0
    for item in items:
        assert isinstance(item, int | Decimal)
        total = numeric.add(total, item)
    return total


def _range(*limits: numeric.Number) -> Value:
    start, end = (0, limits[0]) if len(limits) == 1 else limits[:2]
    step = limits[2] if len(limits) > 2 else (1 if end >= start else -1)
    if not step or (end > start and step < 0) or (end < start and step > 0):
        raise ArgumentError("the step must lead from the start towards the end", 2)
    result: list[Value] = []
    current = start
    while (current < end) if step > 0 else (current > end):
        if len(result) == 1024:
            raise ArgumentError("a range of more than 1024 numbers is refused")
        result.append(current)
        current = numeric.add(current, step)
    return tuple(result)


def _alltrue(items: Sequence[Value]) -> Value:
    return every(_truth(item) for item in items)


def _anytrue(items: Sequence[Value]) -> Value:
    return _not(every(_not(_truth(item)) for item in items))


def _truth(item: Value) -> bool | Unknown:
    return item if isinstance(item, Unknown) else item is True


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
        if value is not None and items_of(value, index):
            return value
    raise ArgumentError("all arguments are null or empty")


def _matchkeys(values: tuple[Value, ...], keys: tuple[Value, ...], wanted: tuple[Value, ...]) -> Value:
    if len(values) != len(keys):
        raise ArgumentError(f"there are {len(values)} values but {len(keys)} keys", 1)
    known = {identity(item) for item in wanted}
    return tuple(value for value, key in zip(values, keys, strict=True) if identity(key) in known)


_ANYLIST: Final = ListType(ANY)
_STRINGS: Final = ListType(STRING)


def _parts(
    name: str, parameters: tuple[Parameter, ...], description: str, run: Any, returns: Any = ANY
) -> Function:
    return Function(name, parameters, returns, description, run, handling=Handling.PARTS)


_L: Final = Parameter("list")
_M: Final = Parameter("map")

FUNCTIONS: Final = (
    _parts(
        "length",
        (Parameter("value"),),
        "How many elements a collection has, or characters a string.",
        _length,
        NUMBER,
    ),
    _parts(
        "element",
        (_L, Parameter("index", NUMBER)),
        "The element at an index, which wraps around at the ends.",
        _element,
    ),
    Function(
        "index",
        (_L, Parameter("value", allow_null=True)),
        NUMBER,
        "The index of the first element with a value.",
        _index,
    ),
    _parts(
        "contains",
        (_L, Parameter("value", allow_null=True)),
        "Whether a list or set has an element with a value.",
        _contains,
        BOOL,
    ),
    _parts("keys", (_M,), "The keys of a map in the order of the alphabet.", _keys, _STRINGS),
    _parts("values", (_M,), "The values of a map in the order of its keys.", _values),
    _parts(
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
    _parts(
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
    Function(
        "concat",
        (),
        ANY,
        "One list with the elements of all, in order.",
        _concat,
        variadic=Parameter("lists"),
        handling=Handling.PARTS,
    ),
    _parts("flatten", (_L,), "The list with each list in it replaced by its elements.", _flatten),
    Function(
        "distinct", (Parameter("list", _ANYLIST),), _ANYLIST, "The list without repeated elements.", _distinct
    ),
    Function(
        "compact",
        (Parameter("list", _STRINGS),),
        _STRINGS,
        "The list without null and empty strings.",
        _compact,
    ),
    _parts(
        "chunklist",
        (Parameter("list", _ANYLIST), Parameter("size", NUMBER)),
        "The list cut into lists of a size.",
        _chunklist,
        ListType(_ANYLIST),
    ),
    _parts("reverse", (_L,), "The list from the end to the beginning.", _reverse),
    _parts(
        "slice",
        (_L, Parameter("start", NUMBER), Parameter("end", NUMBER)),
        "The elements from the start index up to, not including, the end index.",
        _slice,
    ),
    Function(
        "sort",
        (Parameter("list", _STRINGS),),
        _STRINGS,
        "The strings in the order of their characters.",
        _sort,
    ),
    _parts("one", (_L,), "The only element of a list, or null where it is empty.", _one),
    Function("sum", (_L,), NUMBER, "The sum of the numbers in a list or set.", _sum),
    Function(
        "range",
        (
            Parameter("start_or_end", NUMBER),
            Parameter("end", NUMBER, optional=True),
            Parameter("step", NUMBER, optional=True),
        ),
        ListType(NUMBER),
        "The numbers from a start (or 0) up to, not including, an end.",
        _range,
    ),
    _parts(
        "alltrue",
        (Parameter("list", ListType(BOOL)),),
        "Whether all elements are true; so for an empty list.",
        _alltrue,
        BOOL,
    ),
    _parts("anytrue", (Parameter("list", ListType(BOOL)),), "Whether any element is true.", _anytrue, BOOL),
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
    Function(
        "matchkeys",
        (Parameter("values", _ANYLIST), Parameter("keys", _ANYLIST), Parameter("wanted", _ANYLIST)),
        _ANYLIST,
        "The values whose key at the same index is among the wanted ones.",
        _matchkeys,
    ),
)
