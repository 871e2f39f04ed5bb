"""What an expression refers to, found without evaluating it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple, TypeAlias, assert_never

from ivrplan.language.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Literal,
    Object,
    Parenthesis,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
    Tuple,
    Unary,
    Variable,
)


class Same(Enum):
    """The step `[each.key]` or `[count.index]`: it leads to the instance that has the key of the one that refers."""

    SAME = "same"


SAME: Final = Same.SAME

Step: TypeAlias = str | int | Same | None


class Reference(NamedTuple):
    """A name and the way from it into its value, as far as it is written down.

    Attributes:
        root: the name.
        steps: attribute names and literal indexes; SAME for the key of the instance that refers; None for an index
            that must be computed.
        start: where it begins, an offset into the source text.
        end: where it ends.
    """

    root: str
    steps: tuple[Step, ...]
    start: int
    end: int


_Bound: TypeAlias = frozenset[str]


def references(expression: Expression) -> tuple[Reference, ...]:
    """All references in an expression, in the order they are written; names that a `for` binds are none."""
    return tuple(sorted(_walk(expression, frozenset()), key=lambda item: (item.start, item.end)))


def _walk(node: Expression, bound: _Bound) -> Iterator[Reference]:
    match node:
        case Literal() | SplatItem():
            return
        case Variable() | GetAttr() | Index():
            yield from _reference(node, bound)
        case Template():
            yield from _walk_parts(node.parts, bound)
        case ForTuple() | ForObject():
            yield from _walk_for(node, bound)
        case _:
            for child in _children(node):
                yield from _walk(child, bound)


def _reference(node: Expression, bound: _Bound) -> Iterator[Reference]:
    steps: list[Step] = []
    current = node
    while isinstance(current, GetAttr | Index):
        if isinstance(current, GetAttr):
            steps.append(current.name)
        else:
            steps.append(_literal_step(current.key, bound))
            yield from _walk(current.key, bound)
        current = current.target
    if not isinstance(current, Variable):
        yield from _walk(current, bound)
    elif current.name not in bound:
        yield Reference(current.name, tuple(reversed(steps)), node.start, node.end)


def _literal_step(key: Expression, bound: _Bound) -> Step:
    match key:
        case Literal(value=str() | int() as value) if not isinstance(value, bool):
            return value
        case (
            GetAttr(target=Variable(name="each" as word), name="key")
            | GetAttr(target=Variable(name="count" as word), name="index")
        ) if word not in bound:
            return SAME
        case _:
            return None


def _walk_for(node: ForTuple | ForObject, bound: _Bound) -> Iterator[Reference]:
    yield from _walk(node.collection, bound)
    inner = bound | {node.value} | ({node.key} if node.key is not None else frozenset())
    if isinstance(node, ForObject):
        yield from _walk(node.name, inner)
    yield from _walk(node.item, inner)
    if node.condition is not None:
        yield from _walk(node.condition, inner)


def _walk_parts(parts: tuple[TemplatePart, ...], bound: _Bound) -> Iterator[Reference]:
    for part in parts:
        match part:
            case str():
                continue
            case TemplateIf():
                yield from _walk(part.condition, bound)
                yield from _walk_parts(part.then, bound)
                yield from _walk_parts(part.otherwise, bound)
            case TemplateFor():
                yield from _walk(part.collection, bound)
                key = {part.key} if part.key is not None else frozenset()
                yield from _walk_parts(part.body, bound | {part.value} | key)
            case _:
                yield from _walk(part, bound)


def _has_value(key: Expression) -> bool:
    """Whether a key of an object is evaluated: a bare `a.b` is a name, and has no value."""
    return not isinstance(key, GetAttr | Index)


_Inner: TypeAlias = Splat | Call | Tuple | Object | Conditional | Unary | Binary | Parenthesis


def _children(node: _Inner) -> tuple[Expression, ...]:
    match node:
        case Splat():
            return (node.target, node.each)
        case Call():
            return node.arguments
        case Tuple():
            return node.items
        case Object():
            return tuple(part for item in node.items for part in item if part is item[1] or _has_value(part))
        case Conditional():
            return (node.condition, node.then, node.otherwise)
        case Unary():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Parenthesis():
            return (node.inner,)
        case _:
            assert_never(node)
