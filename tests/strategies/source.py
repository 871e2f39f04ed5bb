"""Prints syntax trees as source that reads back as the same tree, in a layout that may be a wild one.

It knows nothing of the formatter: what both agree on was said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, assert_never

from ivrplan.language.lexer import is_identifier
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
    Label,
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
from tests.strategies.layout import Plain

ESCAPES: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}

PLAIN: Final = Plain()


def print_body(body: Body, layout: Plain = PLAIN) -> str:
    return "".join(_body(body, layout))


def print_expression(node: Expression, layout: Plain = PLAIN) -> str:
    """An expression by itself: line ends are blanks around it."""
    return Printer(layout, lines=True).expression(node)


def _body(body: Body, layout: Plain) -> Iterator[str]:
    printer = Printer(layout, lines=False)
    for name, attribute in body.attributes.items():
        yield f"{name}{printer.gap()}={printer.gap()}{printer.expression(attribute.expression)}{layout.line_end()}"
    for block in body.blocks:
        yield from _block(block, layout)


def _block(block: Block, layout: Plain) -> Iterator[str]:
    printer = Printer(layout, lines=False)
    labels = "".join(_label(label, printer) for label in block.labels)
    yield f"{block.type}{labels}{printer.blank()}{{"
    attributes = block.body.attributes
    if len(attributes) == 1 and not block.body.blocks and layout.choose("", "one line"):
        ((name, attribute),) = attributes.items()
        yield f"{printer.blank()}{name}{printer.gap()}={printer.gap()}{printer.expression(attribute.expression)}"
        yield printer.blank()
    elif attributes or block.body.blocks or layout.choose("several lines", ""):
        yield layout.line_end()
        yield from _body(block.body, layout)
    yield "}" + layout.line_end()


def _label(label: Label, printer: Printer) -> str:
    quoted = printer.text(label.value)
    bare = label.value if label.value and is_identifier(label.value) else quoted
    return printer.blank() + printer.layout.choose(quoted, bare)


class Printer:
    """Prints expressions.

    Args:
        layout: what stands between the tokens.
        lines: line ends are blanks here, as inside brackets.
    """

    def __init__(self, layout: Plain, *, lines: bool) -> None:
        self.layout = layout
        self.lines = lines

    def gap(self) -> str:
        return self.layout.gap(lines=self.lines)

    def blank(self) -> str:
        return self.layout.blank(lines=self.lines)

    def expression(self, node: Expression) -> str:  # noqa: C901, PLR0912 - one case for each kind of node
        match node:
            case Literal(value=str() as text):
                return self.text(text)
            case Literal(value=value):
                return print_value(value)
            case Template(parts=parts):
                return f'"{self.parts(parts)}"'
            case Variable(name=name):
                return name
            case SplatItem():
                return ""
            case GetAttr(target=target, name=name):
                return f"{self.expression(target)}{self.step(target)}.{self.gap()}{name}"
            case Index():
                return self.index(node)
            case Splat():
                return self.splat(node)
            case Call():
                return self.call(node)
            case Tuple(items=items):
                return f"[{self.inside.items(items, closer=True)}]"
            case Object(items=pairs):
                return self.object(pairs)
            case ForTuple(item=item, condition=condition):
                inside = self.inside
                return f"[{inside.clause(node)}{inside.padded(item)}{inside.condition(condition)}]"
            case ForObject():
                return self.for_object(node)
            case Conditional(condition=test, then=yes, otherwise=no):
                first, second = f"{self.gap()}?{self.gap()}", f"{self.gap()}:{self.gap()}"
                return f"{self.expression(test)}{first}{self.expression(yes)}{second}{self.expression(no)}"
            case Unary(operator=operator, operand=operand):
                return f"{operator}{self.gap()}{self.expression(operand)}"
            case Binary(operator=operator, left=left, right=right):
                return (
                    f"{self.expression(left)}{self.blank()}{operator}{self.blank()}{self.expression(right)}"
                )
            case Parenthesis(inner=inner):
                return f"({self.inside.padded(inner)})"
            case _:
                assert_never(node)

    @property
    def inside(self) -> Printer:
        """The printer between brackets."""
        return Printer(self.layout, lines=True)

    def padded(self, node: Expression) -> str:
        return f"{self.gap()}{self.expression(node)}{self.gap()}"

    def step(self, target: Expression) -> str:
        """What stands before a step: nothing before the first one of a splat, which follows its star."""
        return "" if isinstance(target, SplatItem) else self.gap()

    def index(self, node: Index) -> str:
        match node:
            case Index(target=Variable() | GetAttr() | Parenthesis(), key=Literal(value=int() as number)) if (
                not isinstance(number, bool)
            ):
                legacy = f".{self.gap()}{number}"
            case _:
                legacy = ""
        inner = f"[{self.inside.padded(node.key)}]"
        chosen = self.layout.choose(inner, legacy or inner)
        return f"{self.expression(node.target)}{self.step(node.target)}{chosen}"

    def splat(self, node: Splat) -> str:
        full = f"[{self.inside.gap()}*{self.inside.gap()}]"
        star = self.layout.choose(full, f".{self.gap()}*" if _only_attributes(node.each) else full)
        return f"{self.expression(node.target)}{self.gap()}{star}{self.expression(node.each)}"

    def call(self, node: Call) -> str:
        name = f"{self.gap()}::{self.gap()}".join(node.name.split("::"))
        inside = self.inside
        if node.expand:
            return f"{name}{self.gap()}({inside.items(node.arguments, closer=False)}...{inside.gap()})"
        return f"{name}{self.gap()}({inside.items(node.arguments, closer=True)})"

    def items(self, items: Sequence[Expression], *, closer: bool) -> str:
        """Items of a list or arguments. `closer`: a bracket follows, so a comma may end them."""
        printed = [f"{self.gap()}{self.item(item)}" for item in items]
        if not printed:
            return self.gap()
        return ",".join(printed) + (self.layout.choose("", ",") + self.gap() if closer else "")

    def item(self, node: Expression) -> str:
        """An item of a list: text of whole lines may be a heredoc, whose marker has its line for itself."""
        quoted = self.expression(node) + self.gap()
        if not isinstance(node, Literal) or not isinstance(node.value, str) or not node.value.endswith("\n"):
            return quoted
        text, marker = node.value, "E"
        while marker in text:
            marker += "O"
        escaped = text.replace("${", "$${").replace("%{", "%%{")
        return self.layout.choose(quoted, f"<<{marker}\n{escaped}{marker}\n")

    def object(self, pairs: Iterable[tuple[Expression, Expression]]) -> str:
        """Line ends separate the items of an object, so they are no blanks between a key and its value."""
        printer = Printer(self.layout, lines=False)
        layout = self.layout
        items = [printer.pair(number, pair) for number, pair in enumerate(pairs)]
        separators = [layout.choose(", ", ",", "\n", ",\n", " # c\n", "\n\n# c\n") for _ in items]
        if separators:
            separators[-1] = layout.choose("", " ", ",", "\n", ",\n", " # c\n")
        inner = "".join(item + separator for item, separator in zip(items, separators, strict=True))
        return "{" + layout.choose(" ", "", "\n", " # c\n") + inner + "}"

    def pair(self, number: int, pair: tuple[Expression, Expression]) -> str:
        key, value = pair
        printed = self.expression(key)
        if isinstance(key, Literal) and isinstance(key.value, str) and key.value and is_identifier(key.value):
            printed = self.layout.choose(printed, printed if key.value == "for" and not number else key.value)
        sign = self.layout.choose("=", ":")
        return f"{printed}{self.gap()}{sign}{self.gap()}{self.expression(value)}{self.gap()}"

    def for_object(self, node: ForObject) -> str:
        inside = self.inside
        made = f"{inside.padded(node.name)}=>{inside.padded(node.item)}{'...' if node.group else ''}"
        return f"{{{inside.clause(node)}{made}{inside.condition(node.condition)}}}"

    def clause(self, node: ForTuple | ForObject) -> str:
        return f"{self.gap()}{self.loop(node)}{self.gap()}:"

    def loop(self, node: ForTuple | ForObject | TemplateFor) -> str:
        names = node.value if node.key is None else f"{node.key}{self.gap()},{self.gap()}{node.value}"
        return f"for{self.blank()}{names}{self.blank()}in{self.blank()}{self.expression(node.collection)}"

    def condition(self, node: Expression | None) -> str:
        return "" if node is None else f"{self.blank()}if{self.blank()}{self.expression(node)}{self.gap()}"

    # Text

    def text(self, text: str) -> str:
        return f'"{self.escaped(text)}"'

    def parts(self, parts: Sequence[TemplatePart]) -> str:
        return "".join(map(self.part, parts))

    def part(self, part: TemplatePart) -> str:
        inside = self.inside
        match part:
            case str():
                return self.escaped(part)
            case TemplateIf(condition=test, then=yes, otherwise=no):
                head = inside.directive(f"if{inside.blank()}{inside.expression(test)}")
                otherwise = inside.directive("else") + self.parts(no) if no else ""
                return f"{head}{self.parts(yes)}{otherwise}{inside.directive('endif')}"
            case TemplateFor(body=body):
                return f"{inside.directive(inside.loop(part))}{self.parts(body)}{inside.directive('endfor')}"
            case _:
                return f"${{{inside.padded(part)}}}"

    def directive(self, words: str) -> str:
        return f"%{{{self.blank()}{words}{self.blank()}}}"

    def escaped(self, text: str) -> str:
        """Quoted text that stands for `text`. A mark at its end must not meet a sequence that follows: `$${` is an escape."""
        body, last = (text[:-1], text[-1]) if text.endswith(("$", "%")) else (text, "")
        pieces = [ESCAPES.get(character) or character for character in body]
        marked = "".join(pieces).replace("${", "$${").replace("%{", "%%{")
        letters = self.letters(marked) if len(marked) == len(body) else marked
        return letters + (f"\\u{ord(last):04x}" if last else "")

    def letters(self, text: str) -> str:
        """Text without escapes, with some."""
        return "".join(
            character if character in "${%" else self.layout.letter(character) for character in text
        )


def _only_attributes(each: Expression) -> bool:
    while isinstance(each, GetAttr):
        each = each.target
    return isinstance(each, SplatItem)


def print_value(value: str | int | Decimal | bool | None) -> str:
    """A literal but text, which has escapes."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Decimal():
            return format(value, "f")
        case int() | str():
            return str(value)
        case _:
            assert_never(value)
