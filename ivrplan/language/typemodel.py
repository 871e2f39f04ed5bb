"""Type constraints as values. `types.py` is what others use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never
from typing import Literal as Choice

from ivrplan.language.values import Value


@dataclass(frozen=True, slots=True)
class PrimitiveType:
    """`string`, `number` or `bool`."""

    name: Choice["string", "number", "bool"]


@dataclass(frozen=True, slots=True)
class AnyType:
    """`any`: every value as it is; inside `list(any)` and its like, one type for all elements."""


@dataclass(frozen=True, slots=True)
class ListType:
    """`list(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetType:
    """`set(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapType:
    """`map(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple([first, second])`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class AttributeType:
    """One attribute of an object type; an optional one that is left out gets the default (null if none is given)."""

    type: Type
    optional: bool = False
    default: Value = None


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`object({name = type})`."""

    attributes: Mapping[str, AttributeType]


Type: TypeAlias = PrimitiveType | AnyType | ListType | SetType | MapType | TupleType | ObjectType

STRING: Final = PrimitiveType("string")
NUMBER: Final = PrimitiveType("number")
BOOL: Final = PrimitiveType("bool")
ANY: Final = AnyType()


def format_type(kind: Type) -> str:
    """The constraint as it is written in a configuration."""
    match kind:
        case PrimitiveType():
            return kind.name
        case AnyType():
            return "any"
        case ListType():
            return f"list({format_type(kind.element)})"
        case SetType():
            return f"set({format_type(kind.element)})"
        case MapType():
            return f"map({format_type(kind.element)})"
        case TupleType():
            return f"tuple([{', '.join(map(format_type, kind.elements))}])"
        case ObjectType():
            inner = ", ".join(f"{name} = {_attribute(item)}" for name, item in kind.attributes.items())
            return f"object({{{inner}}})"
        case _:
            assert_never(kind)


def _attribute(item: AttributeType) -> str:
    return f"optional({format_type(item.type)})" if item.optional else format_type(item.type)


def describe(kind: Type) -> str:
    """The constraint in the words of a message: "a number", "a list of string"."""
    match kind:
        case PrimitiveType():
            return f"a {kind.name}"
        case AnyType():
            return "any value"
        case ListType():
            return _collection("list", kind.element)
        case SetType():
            return _collection("set", kind.element)
        case MapType():
            return _collection("map", kind.element)
        case TupleType():
            return f"a list of {len(kind.elements)} elements"
        case ObjectType():
            return "an object"
        case _:
            assert_never(kind)


def _collection(name: str, element: Type) -> str:
    return f"a {name}" if isinstance(element, AnyType) else f"a {name} of {format_type(element)}"
