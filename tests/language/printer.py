"""Prints syntax trees as source that reads back as the same tree."""

from __future__ import annotations

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

ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}


def print_body(body: Body) -> str:
    return "".join(f"{line}\n" for line in body_lines(body))


def body_lines(body: Body) -> Iterator[str]:
    for name, attribute in body.attributes.items():
        yield f"{name} = {print_expression(attribute.expression)}"
    for block in body.blocks:
        yield from block_lines(block)


def block_lines(block: Block) -> Iterator[str]:
    labels = [f' "{escape(label.value)}"' for label in block.labels]
    yield f"{block.type}{''.join(labels)} {{"
    yield from ("  " + line for line in body_lines(block.body))
    yield "}"


def print_expression(node: Expression) -> str:  # noqa: C901, PLR0912 - one case for each kind of node
    match node:
        case Literal(value=value):
            return print_value(value)
        case Template(parts=parts):
            return f'"{print_parts(parts)}"'
        case Variable(name=name):
            return name
        case SplatItem():
            return ""
        case GetAttr(target=target, name=name):
            return f"{print_expression(target)}.{name}"
        case Index(target=target, key=key):
            return f"{print_expression(target)}[{print_expression(key)}]"
        case Splat(target=target, each=each):
            return f"{print_expression(target)}[*]{print_expression(each)}"
        case Call(name=name, arguments=arguments, expand=expand):
            return f"{name}({', '.join(map(print_expression, arguments))}{'...' if expand else ''})"
        case Tuple(items=items):
            return f"[{', '.join(map(print_expression, items))}]"
        case Object(items=pairs):
            return f"{{ {', '.join(map(print_pair, pairs))} }}"
        case ForTuple(item=item, condition=condition):
            return f"[{print_for(node)} : {print_expression(item)}{print_condition(condition)}]"
        case ForObject(name=name, item=item, condition=condition, group=group):
            made = f"{print_expression(name)} => {print_expression(item)}{'...' if group else ''}"
            return f"{{{print_for(node)} : {made}{print_condition(condition)}}}"
        case Conditional(condition=test, then=yes, otherwise=no):
            return f"{print_expression(test)} ? {print_expression(yes)} : {print_expression(no)}"
        case Unary(operator=operator, operand=operand):
            return f"{operator}{print_expression(operand)}"
        case Binary(operator=operator, left=left, right=right):
            return f"{print_expression(left)} {operator} {print_expression(right)}"
        case Parenthesis(inner=inner):
            return f"({print_expression(inner)})"
        case _:
            assert_never(node)


def print_value(value: str | int | Decimal | bool | None) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'"{escape(value)}"'
        case Decimal():
            return format(value, "f")
        case int():
            return str(value)
        case _:
            assert_never(value)


def print_pair(pair: tuple[Expression, Expression]) -> str:
    return " = ".join(map(print_expression, pair))


def print_for(node: ForTuple | ForObject | TemplateFor) -> str:
    names = node.value if node.key is None else f"{node.key}, {node.value}"
    return f"for {names} in {print_expression(node.collection)}"


def print_condition(condition: Expression | None) -> str:
    return "" if condition is None else f" if {print_expression(condition)}"


def print_parts(parts: tuple[TemplatePart, ...]) -> str:
    return "".join(map(print_part, parts))


def print_part(part: TemplatePart) -> str:
    match part:
        case str():
            return escape(part)
        case TemplateIf(condition=test, then=yes, otherwise=no):
            otherwise = f"%{{ else }}{print_parts(no)}" if no else ""
            return f"%{{ if {print_expression(test)} }}{print_parts(yes)}{otherwise}%{{ endif }}"
        case TemplateFor(body=body):
            return f"%{{ {print_for(part)} }}{print_parts(body)}%{{ endfor }}"
        case _:
            return f"${{{print_expression(part)}}}"


def escape(text: str) -> str:
    """Quoted text that stands for `text`. A mark at its end must not meet a sequence that follows: `$${` is an escape."""
    escaped = "".join(ESCAPES.get(character, character) for character in text)
    escaped = escaped.replace("${", "$${").replace("%{", "%%{")
    return escaped[:-1] + f"\\u{ord(escaped[-1]):04x}" if escaped.endswith(("$", "%")) else escaped
