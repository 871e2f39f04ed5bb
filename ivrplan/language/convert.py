"""Values to types: conversion, the type that a value has, and the one type that several have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, assert_never

from ivrplan.diagnostics import EvaluationError, did_you_mean, error
from ivrplan.language import numeric
from ivrplan.language.marks import mark, set_of
from ivrplan.language.typemodel import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    AnyType,
    AttributeType,
    ListType,
    MapType,
    ObjectType,
    PrimitiveType,
    SetType,
    TupleType,
    Type,
    describe,
)
from ivrplan.language.values import UNKNOWN, Capsule, Sensitive, SetValue, Unknown, Value

Path: TypeAlias = tuple[str, ...]


def convert(value: Value, kind: Type) -> Value:
    """The value as one of type `kind`.

    Null and unknown suit every type; a sensitive value stays sensitive and no message quotes it.

    Raises:
        EvaluationError: it does not suit. Each problem is a diagnostic whose detail says where inside the value
            ("element 2: a number is required"); the diagnostics have no source range, which the caller knows.
    """
    problems: list[str] = []
    result = _convert(value, kind, (), problems)
    if problems:
        raise EvaluationError(*(error("Unsuitable value", f"{problem}.") for problem in problems))
    return result


def to_text(value: Value) -> str | None:
    """A string, number or bool as text; None for every other value.

    Raises:
        numeric.NumberError: a number has more than a thousand digits.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return numeric.text(value)
    return None


def to_number(value: Value) -> numeric.Number | None:
    """A number, or a string that writes one, as a number; None for every other value.

    Raises:
        numeric.NumberError: a string writes a number of more than a thousand digits.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    return numeric.parse(value) if isinstance(value, str) else None


_TRUTHS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}


def to_bool(value: Value) -> bool | None:
    """A bool, or a string that writes one ("true", "1", "false", "0"), as a bool; None for every other value."""
    if isinstance(value, bool):
        return value
    return _TRUTHS.get(value) if isinstance(value, str) else None


def _convert(value: Value, kind: Type, path: Path, problems: list[str]) -> Value:
    if value is None or value is UNKNOWN:
        return value
    if isinstance(value, Sensitive):
        return mark(_secret(value.value, kind, path, problems))
    match kind:
        case AnyType():
            return value
        case PrimitiveType():
            return _primitive(value, kind, path, problems)
        case ListType() | SetType():
            return _sequence(value, kind, path, problems)
        case MapType():
            return _map(value, kind, path, problems)
        case ObjectType():
            return _object(value, kind, path, problems)
        case TupleType():
            return _tuple(value, kind, path, problems)
        case _:
            assert_never(kind)


def _secret(value: Value, kind: Type, path: Path, problems: list[str]) -> Value:
    """A sensitive value converted. What is wrong inside it is not said: names and lengths are secrets too."""
    inside: list[str] = []
    result = _convert(value, kind, (), inside)
    return _refuse(path, f"{describe(kind)} is required", problems) if inside else result


def _refuse(path: Path, problem: str, problems: list[str]) -> Value:
    problems.append(": ".join((*path, problem)))
    return UNKNOWN


def _primitive(value: Value, kind: PrimitiveType, path: Path, problems: list[str]) -> Value:
    result: Value
    try:
        match kind.name:
            case "string":
                result = to_text(value)
            case "number":
                result = to_number(value)
            case "bool":
                result = to_bool(value)
    except numeric.NumberError as failure:
        return _refuse(path, str(failure).rstrip("."), problems)
    return _refuse(path, f"{describe(kind)} is required", problems) if result is None else result


def _sequence(value: Value, kind: ListType | SetType, path: Path, problems: list[str]) -> Value:
    if not isinstance(value, tuple | SetValue):
        return _refuse(path, f"{describe(kind)} is required", problems)
    items = tuple(value)
    element = _element_type(kind.element, items, path, problems)
    converted = tuple(
        _convert(item, element, (*path, f"element {index}"), problems) for index, item in enumerate(items)
    )
    return converted if isinstance(kind, ListType) else set_of(converted)


def _map(value: Value, kind: MapType, path: Path, problems: list[str]) -> Value:
    if not isinstance(value, Mapping):
        return _refuse(path, f"{describe(kind)} is required", problems)
    items = dict(value)
    element = _element_type(kind.element, tuple(items.values()), path, problems)
    return {
        name: _convert(item, element, (*path, f'element "{name}"'), problems) for name, item in items.items()
    }


def _element_type(element: Type, items: Sequence[Value], path: Path, problems: list[str]) -> Type:
    if not isinstance(element, AnyType):
        return element
    common = unify([type_of(item) for item in items])
    if common is None:
        _refuse(path, "all elements must have the same type", problems)
        return ANY
    return common


def _object(value: Value, kind: ObjectType, path: Path, problems: list[str]) -> Value:
    if not isinstance(value, Mapping):
        return _refuse(path, "an object is required", problems)
    result: dict[str, Value] = {}
    for name, attribute in kind.attributes.items():
        if name in value:
            given = value[name]
            chosen = attribute.default if given is None and attribute.optional else given
            result[name] = _convert(chosen, attribute.type, (*path, f'attribute "{name}"'), problems)
        elif attribute.optional:
            result[name] = _convert(
                attribute.default, attribute.type, (*path, f'attribute "{name}"'), problems
            )
        else:
            _refuse(path, _missing(name, value, kind), problems)
    return result


def _missing(name: str, value: Mapping[str, Value], kind: ObjectType) -> str:
    near = did_you_mean(name, [given for given in value if given not in kind.attributes])
    written = near.removeprefix("Did you mean ").removesuffix("?")
    return f'attribute "{name}" is required' + (f" (there is {written})" if near else "")


def _tuple(value: Value, kind: TupleType, path: Path, problems: list[str]) -> Value:
    if not isinstance(value, tuple):
        return _refuse(path, f"{describe(kind)} is required", problems)
    if len(value) != len(kind.elements):
        return _refuse(path, f"{describe(kind)} is required, but there are {len(value)}", problems)
    return tuple(
        _convert(item, element, (*path, f"element {index}"), problems)
        for index, (item, element) in enumerate(zip(value, kind.elements, strict=True))
    )


def type_of(value: Value) -> Type:
    """The type that a value has by itself; `any` for null, unknown and what is only passed on."""
    match value:
        case Sensitive():
            return type_of(value.value)
        case None | Unknown() | Capsule():
            return ANY
        case str():
            return STRING
        case bool():
            return BOOL
        case int() | Decimal():
            return NUMBER
        case tuple():
            return TupleType(tuple(type_of(item) for item in value))
        case SetValue():
            return SetType(unify([type_of(item) for item in value]) or ANY)
        case Mapping():
            return ObjectType({name: AttributeType(type_of(value[name])) for name in value})
        case _:
            assert_never(value)


def unify(kinds: Sequence[Type]) -> Type | None:
    """The one type that values of all these types can be converted to; None when there is none."""
    known = [kind for kind in kinds if not isinstance(kind, AnyType)]
    if not known:
        return ANY
    if all(kind == known[0] for kind in known[1:]):
        return known[0]
    if all(isinstance(kind, PrimitiveType) for kind in known):
        return STRING if STRING in known else None
    if all(isinstance(kind, ObjectType | MapType) for kind in known):
        return _unify_mappings(known)
    if all(isinstance(kind, TupleType | ListType | SetType) for kind in known):
        return _unify_sequences(known)
    return None


def _unify_mappings(kinds: Sequence[Type]) -> Type | None:
    objects = [kind for kind in kinds if isinstance(kind, ObjectType)]
    names = objects[0].attributes.keys() if objects else ()
    if len(objects) == len(kinds) and all(kind.attributes.keys() == names for kind in objects):
        common = {name: unify([kind.attributes[name].type for kind in objects]) for name in names}
        whole = {name: AttributeType(kind) for name, kind in common.items() if kind is not None}
        return ObjectType(whole) if len(whole) == len(common) else None
    element = unify([inner for kind in kinds for inner in _elements(kind)])
    return None if element is None else MapType(element)


def _unify_sequences(kinds: Sequence[Type]) -> Type | None:
    tuples = [kind for kind in kinds if isinstance(kind, TupleType)]
    if len(tuples) == len(kinds) and len({len(kind.elements) for kind in tuples}) == 1:
        columns = zip(*(kind.elements for kind in tuples), strict=True)
        common = [unify(column) for column in columns]
        whole = [kind for kind in common if kind is not None]
        return TupleType(tuple(whole)) if len(whole) == len(common) else None
    element = unify([inner for kind in kinds for inner in _elements(kind)])
    if element is None:
        return None
    sets = any(isinstance(kind, SetType) for kind in kinds)
    lists = any(isinstance(kind, ListType) for kind in kinds)
    return SetType(element) if sets and not lists else ListType(element)


def _elements(kind: Type) -> Sequence[Type]:
    match kind:
        case TupleType():
            return kind.elements
        case ObjectType():
            return [attribute.type for attribute in kind.attributes.values()]
        case ListType() | SetType() | MapType():
            return (kind.element,)
        case PrimitiveType() | AnyType():
            return ()
        case _:
            assert_never(kind)
