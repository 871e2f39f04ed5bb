"""Prints syntax trees compactly, so that cases can state what they expect and trees can be compared as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from ivrplan.language.syntax import (
    Binary,
    Block,
    Body,
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


def show_body(body: Body) -> str:
    return "\n".join(body_lines(body))


def body_lines(body: Body) -> Iterator[str]:
    for name, attribute in body.attributes.items():
        yield f"{name} = {show(attribute.expression)}"
    for block in body.blocks:
        yield from block_lines(block)


def block_lines(block: Block) -> Iterator[str]:
    header = " ".join([block.type, *(json.dumps(label.value, ensure_ascii=False) for label in block.labels)])
    inner = ["  " + line for line in body_lines(block.body)]
    yield from [f"{header} {{", *inner, "}"] if inner else [f"{header} {{}}"]


def show(part: TemplatePart) -> str:  # noqa: C901, PLR0912 - one case for each kind of node
    match part:
        case str() | Literal():
            return literal(part if isinstance(part, str) else part.value)
        case Template(parts=parts, wrap=wrap):
            return call("wrap" if wrap else "template", *map(show, parts))
        case TemplateIf(condition=test, then=yes, otherwise=no):
            return call("%if", show(test), row(yes), row(no))
        case TemplateFor(key=key, value=value, collection=collection, body=parts):
            return call("%for", names(key, value), show(collection), row(parts))
        case Variable(name=name):
            return name
        case GetAttr(target=target, name=name):
            return call(".", show(target), name)
        case Index(target=target, key=key):
            return call("index", show(target), show(key))
        case SplatItem():
            return "@"
        case Splat(target=target, each=each):
            return call("splat", show(target), show(each))
        case Call(name=name, arguments=arguments, expand=expand):
            return call(f"{name}()", *map(show, arguments), *(["..."] if expand else []))
        case Tuple(items=items):
            return row(items)
        case Object(items=pairs):
            return "{" + ", ".join(f"{show(key)}: {show(value)}" for key, value in pairs) + "}"
        case ForTuple(key=key, value=value, collection=collection, item=item, condition=test):
            return call("for", names(key, value), show(collection), show(item), *condition(test))
        case ForObject(
            key=key, value=value, collection=collection, name=new, item=item, condition=test, group=group
        ):
            pair = f"{show(new)} => {show(item)}" + ("..." if group else "")
            return call("for", names(key, value), show(collection), pair, *condition(test))
        case Conditional(condition=test, then=yes, otherwise=no):
            return call("?", show(test), show(yes), show(no))
        case Unary(operator=operator, operand=operand):
            return call(operator, show(operand))
        case Binary(operator=operator, left=left, right=right):
            return call(operator, show(left), show(right))
        case Parenthesis(inner=inner):
            return call("paren", show(inner))
        case _:
            assert_never(part)


def literal(value: str | int | Decimal | bool | None) -> str:
    if isinstance(value, Decimal):
        return f"{value}"
    return json.dumps(value, ensure_ascii=False)


def call(name: str, *parts: str) -> str:
    return f"({' '.join([name, *parts])})"


def row(parts: tuple[TemplatePart, ...] | tuple[Expression, ...]) -> str:
    return "[" + ", ".join(map(show, parts)) + "]"


def names(key: str | None, value: str) -> str:
    return value if key is None else f"{key},{value}"


def condition(test: Expression | None) -> list[str]:
    return [] if test is None else ["if", show(test)]
