"""Type constraints: what a `type` argument says, and values brought to it.

The classes live in `typemodel.py`, conversion in `convert.py`; this module reads constraints and is what other
packages import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from ivrplan.diagnostics import EvaluationError, Problems, did_you_mean, error
from ivrplan.language import numeric
from ivrplan.language.convert import convert, type_of, unify
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import (
    Call,
    Expression,
    Literal,
    Object,
    Parenthesis,
    Tuple,
    Unary,
    Variable,
)
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
    format_type,
)
from ivrplan.language.values import Value

__all__ = [
    "ANY",
    "BOOL",
    "NUMBER",
    "STRING",
    "AnyType",
    "AttributeType",
    "ListType",
    "MapType",
    "ObjectType",
    "PrimitiveType",
    "SetType",
    "TupleType",
    "Type",
    "convert",
    "format_type",
    "parse_type",
    "type_of",
    "unify",
]

_SIMPLE: Final[Mapping[str, Type]] = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": ANY}
_COLLECTIONS: Final[Mapping[str, type[ListType | SetType | MapType]]] = {
    "list": ListType,
    "set": SetType,
    "map": MapType,
}
_WORDS: Final = (*_SIMPLE, *_COLLECTIONS, "object", "tuple")
_SUMMARY: Final = "Invalid type constraint"


def parse_type(expression: Expression, source: SourceText) -> Type:
    """The constraint that an expression such as `list(string)` writes.

    Raises:
        EvaluationError: it writes none; all problems in it are collected, each with its range.
    """
    reader = _Reader(source)
    kind = reader.type(expression)
    reader.problems.raise_if_failed(EvaluationError)
    return kind


class _Reader:
    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems = Problems()

    def refuse(self, node: Expression, detail: str, hint: str = "") -> Type:
        place = self.source.range(node.start, node.end)
        self.problems.add(error(_SUMMARY, detail, hint=hint, range=place))
        return ANY

    def type(self, node: Expression) -> Type:
        match node:
            case Parenthesis():
                return self.type(node.inner)
            case Variable():
                return self.word(node)
            case Call():
                return self.call(node)
            case Literal(value=str()):
                return self.refuse(
                    node, f'"{node.value}" is a text, not a type.', "Write the type without quotes."
                )
            case _:
                return self.refuse(node, "A type is a word such as string, or a form such as list(string).")

    def word(self, node: Variable) -> Type:
        if node.name in _SIMPLE:
            return _SIMPLE[node.name]
        if node.name in _COLLECTIONS:
            hint = f"Write {node.name}(string), or {node.name}(any) for elements of any one type."
            return self.refuse(node, f"The type {node.name} needs the type of its elements.", hint)
        if node.name in {"object", "tuple"}:
            form = "object({ name = string })" if node.name == "object" else "tuple([string, number])"
            return self.refuse(node, f"The type {node.name} needs the types of its parts.", f"Write {form}.")
        return self.refuse(node, f'There is no type "{node.name}".', did_you_mean(node.name, _WORDS))

    def call(self, node: Call) -> Type:
        if node.name == "optional":
            hint = "Use it on an attribute inside object({...})."
            return self.refuse(node, "Only an attribute of an object can be optional.", hint)
        if node.name in _SIMPLE:
            return self.refuse(node, f"The type {node.name} takes no parts.", f"Write {node.name}.")
        if node.name not in _WORDS:
            return self.refuse(node, f'There is no type "{node.name}".', did_you_mean(node.name, _WORDS))
        if len(node.arguments) != 1 or node.expand:
            return self.refuse(node, f"The type {node.name} takes exactly one argument.")
        argument = node.arguments[0]
        if node.name in _COLLECTIONS:
            return _COLLECTIONS[node.name](self.type(argument))
        return self.object(argument) if node.name == "object" else self.tuple(argument)

    def tuple(self, node: Expression) -> Type:
        if not isinstance(node, Tuple):
            return self.refuse(
                node, "A tuple type lists its element types.", "Write tuple([string, number])."
            )
        return TupleType(tuple(self.type(item) for item in node.items))

    def object(self, node: Expression) -> Type:
        if not isinstance(node, Object):
            return self.refuse(
                node, "An object type names its attributes.", "Write object({ name = string })."
            )
        attributes: dict[str, AttributeType] = {}
        for key, item in node.items:
            if isinstance(key, Literal) and isinstance(key.value, str):
                attributes[key.value] = self.attribute(item)
            else:
                self.refuse(key, "The name of an attribute in an object type is a plain word.")
        return ObjectType(attributes)

    def attribute(self, node: Expression) -> AttributeType:
        if not (isinstance(node, Call) and node.name == "optional"):
            return AttributeType(self.type(node))
        if not node.arguments or len(node.arguments) > 2 or node.expand:
            self.refuse(node, "optional takes a type and, if wanted, a default value.")
            return AttributeType(ANY, optional=True)
        kind = self.type(node.arguments[0])
        return AttributeType(kind, optional=True, default=self.default(kind, node.arguments[1:]))

    def default(self, kind: Type, nodes: Sequence[Expression]) -> Value:
        if not nodes:
            return None
        try:
            return convert(self.constant(nodes[0]), kind)
        except EvaluationError as failure:
            for problem in failure.diagnostics:
                self.refuse(nodes[0], f"The default does not suit its type: {problem.detail}")
            return None

    def constant(self, node: Expression) -> Value:
        match node:
            case Literal():
                return node.value
            case Parenthesis():
                return self.constant(node.inner)
            case Tuple():
                return tuple(self.constant(item) for item in node.items)
            case Object():
                return {str(self.constant(key)): self.constant(item) for key, item in node.items}
            case Unary(operator="-", operand=Literal(value=int() | Decimal() as number)):
                return numeric.negate(number)
            case _:
                self.refuse(node, "The default of an optional attribute is a constant value.")
                return None
