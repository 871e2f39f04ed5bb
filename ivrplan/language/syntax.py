"""What the parser makes: the syntax tree of HCL's native syntax.

Nodes are slotted and carry offsets into their `SourceText`; `source.range(node.start, node.end)` says where they were
written. The expression classes form the closed union `Expression`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as Choice
from typing import TypeAlias, TypeVar, assert_never, dataclass_transform

from ivrplan.language.source import SourceText

_Node = TypeVar("_Node")


# Not frozen: creating a frozen dataclass costs three times as much, and parsing creates one node for every few
# characters. Nobody changes a node after the parser made it.
@dataclass_transform(eq_default=False)
def _node(node: type[_Node]) -> type[_Node]:
    return dataclass(slots=True, eq=False)(node)


@_node
class Literal:
    """A number, true, false or null, or a quoted string without interpolation."""

    start: int
    end: int
    value: str | int | Decimal | bool | None


@_node
class Template:
    """A quoted string or heredoc with interpolations or directives.

    Strip markers (`~`) and heredoc indentation are already worked into the literal parts. A template that consists of
    one interpolation only keeps that value's type (`TemplateWrap` in HCL's own words): `wrap` is then true.
    """

    start: int
    end: int
    parts: tuple[TemplatePart, ...]
    wrap: bool = False


@_node
class TemplateIf:
    """`%{ if condition }then%{ else }otherwise%{ endif }` inside a template."""

    start: int
    end: int
    condition: Expression
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]


@_node
class TemplateFor:
    """`%{ for key, value in collection }body%{ endfor }` inside a template."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expression
    body: tuple[TemplatePart, ...]


@_node
class Variable:
    """A bare name: the root of a reference."""

    start: int
    end: int
    name: str


@_node
class GetAttr:
    """`target.name`; legacy `target.0` is an `Index` with a literal key."""

    start: int
    end: int
    target: Expression
    name: str


@_node
class Index:
    """`target[key]`."""

    start: int
    end: int
    target: Expression
    key: Expression


@_node
class SplatItem:
    """Stands for the current element inside a splat's `each`."""

    start: int
    end: int


@_node
class Splat:
    """`target[*].rest` (full) or `target.*.rest` (attribute-only): `each` is evaluated for every element."""

    start: int
    end: int
    target: Expression
    each: Expression


@_node
class Call:
    """`name(arguments...)`; `expand` when the last argument is followed by `...`. A name may be `ns::name`."""

    start: int
    end: int
    name: str
    arguments: tuple[Expression, ...]
    expand: bool


@_node
class Tuple:
    """`[a, b]`."""

    start: int
    end: int
    items: tuple[Expression, ...]


@_node
class Object:
    """`{ key = value }`. A bare-word key is a `Literal`; `(expr)` is a `Parenthesis`; other expressions as they are."""

    start: int
    end: int
    items: tuple[tuple[Expression, Expression], ...]


@_node
class ForTuple:
    """`[for key, value in collection : item if condition]`."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expression
    item: Expression
    condition: Expression | None


@_node
class ForObject:
    """`{for key, value in collection : name => item... if condition}`; `group` when `...` is there."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expression
    name: Expression
    item: Expression
    condition: Expression | None
    group: bool


@_node
class Conditional:
    """`condition ? then : otherwise`."""

    start: int
    end: int
    condition: Expression
    then: Expression
    otherwise: Expression


@_node
class Unary:
    """`-operand` or `!operand`."""

    start: int
    end: int
    operator: Choice["-", "!"]
    operand: Expression


BinaryOperator: TypeAlias = Choice["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]


@_node
class Binary:
    """`left operator right`."""

    start: int
    end: int
    operator: BinaryOperator
    left: Expression
    right: Expression


@_node
class Parenthesis:
    """`(inner)`."""

    start: int
    end: int
    inner: Expression


Expression: TypeAlias = (
    Literal
    | Template
    | Variable
    | GetAttr
    | Index
    | Splat
    | SplatItem
    | Call
    | Tuple
    | Object
    | ForTuple
    | ForObject
    | Conditional
    | Unary
    | Binary
    | Parenthesis
)

TemplatePart: TypeAlias = str | Expression | TemplateIf | TemplateFor


@_node
class Attribute:
    """`name = expression`. `start` and `end` span the whole definition, `name_end` ends its name."""

    start: int
    end: int
    name_end: int
    name: str
    expression: Expression


@_node
class Label:
    """A block's label: quoted or a bare word. Interpolation is refused by the parser."""

    start: int
    end: int
    value: str


@_node
class Block:
    """`type "label" ... { body }`. `start`..`header_end` spans the type and the labels."""

    start: int
    end: int
    header_end: int
    type: str
    labels: tuple[Label, ...]
    body: Body


@_node
class Body:
    """Attributes by name and blocks in order, of one file or of one block."""

    start: int
    end: int
    attributes: Mapping[str, Attribute]
    blocks: tuple[Block, ...]
    source: SourceText


def children(part: TemplatePart) -> tuple[TemplatePart, ...]:  # noqa: C901, PLR0912 - one case for each kind of node
    """What stands directly below an expression or a part of a template, in the order of the source."""
    match part:
        case str() | Literal() | Variable() | SplatItem():
            return ()
        case Template(parts=parts):
            return parts
        case TemplateIf(condition=condition, then=then, otherwise=otherwise):
            return (condition, *then, *otherwise)
        case TemplateFor(collection=collection, body=body):
            return (collection, *body)
        case GetAttr(target=target):
            return (target,)
        case Index(target=target, key=key):
            return (target, key)
        case Splat(target=target, each=each):
            return (target, each)
        case Call(arguments=arguments):
            return arguments
        case Tuple(items=items):
            return items
        case Object(items=pairs):
            return tuple(side for pair in pairs for side in pair)
        case ForTuple(collection=collection, item=item, condition=condition):
            return _present(collection, item, condition)
        case ForObject(collection=collection, name=name, item=item, condition=condition):
            return _present(collection, name, item, condition)
        case Conditional(condition=test, then=yes, otherwise=no):
            return (test, yes, no)
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Parenthesis(inner=inner):
            return (inner,)
        case _:
            assert_never(part)


def _present(*parts: Expression | None) -> tuple[Expression, ...]:
    return tuple(part for part in parts if part is not None)
