"""The parser's front door, and bodies: attributes and blocks.

    lexer.py         text -> tokens, pulled one at a time
    parser.py        bodies, attributes, blocks
    expressions.py   operators, operands, calls, steps
    constructors.py  lists, objects, for expressions
    templates.py     quoted text, heredocs, interpolations; with directives.py and flush.py
    literals.py      what numbers and escapes stand for
    recovery.py      where to read on after a mistake

A mistake spoils the attribute or the block header that it stands in, and nothing else: it is reported, and reading goes
on with the next item.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from ivrplan.diagnostics import Diagnostic, error
from ivrplan.language.expressions import parse_expression as read_expression
from ivrplan.language.height import check_height
from ivrplan.language.lexer import ENDS_LINES, MAX_DEPTH, MAX_PROBLEMS, SPANS_LINES, Cursor, UnparsableError
from ivrplan.language.literals import unescape_quoted
from ivrplan.language.recovery import find_next_item, find_unclosed
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Body, Expression, Label, Literal
from ivrplan.language.templates import parse_bare, parse_quoted


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says.

    Attributes:
        body: everything that could be read.
        diagnostics: what could not; empty for a well-formed file.
    """

    body: Body
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ParsedExpression:
    """What a text says that is one expression or one template.

    Attributes:
        expression: the expression, unless it could not be read.
        diagnostics: what is wrong with it; empty for a well-formed one.
    """

    expression: Expression | None
    diagnostics: tuple[Diagnostic, ...]


def parse(source: SourceText) -> Parsed:
    """Read a file. Never raises for what stands in it."""
    cursor = Cursor(source)
    cursor.advance()
    body = _read_body(cursor, "end", 0)
    if cursor.unclosed >= 0:
        _report_unclosed(cursor, body)
    return Parsed(body, tuple(cursor.problems))


def _report_unclosed(cursor: Cursor, body: Body) -> None:
    opener = find_unclosed(body, cursor.unclosed)
    reason = (
        "before the end of the text"
        if opener == cursor.unclosed
        else "where the indentation lets expect it; the braces after it close the wrong blocks"
    )
    cursor.report(
        "Missing closing brace",
        f"The brace that opens here is not closed {reason}.",
        hint='Add the missing "}".',
        start=opener,
        end=opener + 1,
    )


def parse_expression(source: SourceText) -> ParsedExpression:
    """Read a text that is one expression, such as a line of the console. Newlines are blanks in it."""
    cursor = Cursor(source)
    cursor.match = SPANS_LINES
    try:
        cursor.advance()
        expression = read_expression(cursor)
        check_height(cursor, expression)
        if cursor.kind != "end":
            cursor.fail("Extra characters after expression", "The expression ends before this.")
    except UnparsableError as failure:
        return ParsedExpression(None, (*cursor.problems, failure.diagnostic))
    return ParsedExpression(expression, tuple(cursor.problems))


def parse_template(source: SourceText) -> ParsedExpression:
    """Read a text that is one template without quotes around it, as `templatefile` gets it."""
    cursor = Cursor(source)
    try:
        template = parse_bare(cursor, read_expression)
        check_height(cursor, template)
    except UnparsableError as failure:
        return ParsedExpression(None, (*cursor.problems, failure.diagnostic))
    return ParsedExpression(template, tuple(cursor.problems))


# Bodies


def _read_body(cursor: Cursor, closer: str, start: int) -> Body:
    """Read items up to `closer`, which stays the current token; or to the end of the text."""
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    depth = cursor.depth
    while cursor.kind not in (closer, "end"):
        if cursor.kind == "newline":
            cursor.advance()
            continue
        item = cursor.start
        try:
            _read_item(cursor, attributes, blocks)
            item = cursor.start
            _expect_line_end(cursor)
        except UnparsableError as failure:
            _recover(cursor, failure, item, depth)
    return Body(start, cursor.end, attributes, tuple(blocks), cursor.source)


def _read_item(cursor: Cursor, attributes: dict[str, Attribute], blocks: list[Block]) -> None:
    if cursor.kind != "name":
        _fail_no_item(cursor)
    start, name_end, name = cursor.start, cursor.end, cursor.token()
    cursor.advance()
    match cursor.kind:
        case "=":
            _add_attribute(cursor, attributes, _read_attribute(cursor, start, name_end, name))
        case "{" | "string" | "quote" | "name":
            blocks.append(_read_block(cursor, start, name_end, name))
        case _:
            _fail_neither(cursor, name)


def _fail_no_item(cursor: Cursor) -> NoReturn:
    match cursor.kind:
        case "}":
            cursor.fail(
                "Unexpected closing brace",
                "No block is open that this brace could close.",
                hint="Remove it, or add the opening brace that belongs to it.",
            )
        case "string" | "quote":
            cursor.fail(
                "Invalid name",
                "The names of attributes and the types of blocks are written without quotes.",
                hint="Remove the quotes; only keys of objects and labels of blocks may have them.",
            )
        case _:
            cursor.fail(
                "Attribute or block expected",
                "Here an attribute (name = value) or a block (type { }) must begin.",
            )


def _fail_neither(cursor: Cursor, name: str) -> NoReturn:
    match cursor.kind:
        case ":" | "=>" | "==":
            cursor.fail(
                "Missing equals sign",
                f'The attribute "{name}" is set with "=", not with "{cursor.kind}".',
                hint=f"Write {name} = value.",
            )
        case "newline" | "end" | "}":
            cursor.fail(
                "Attribute or block expected",
                f'The name "{name}" alone says nothing.',
                hint=f"Write {name} = value for an attribute, {name} {{ }} for a block.",
            )
        case _:
            cursor.fail(
                "Missing equals sign",
                f'After the name "{name}" an equals sign is expected for an attribute, or a brace for a block.',
                hint=f"Write {name} = value, or {name} {{ }}.",
            )


def _expect_line_end(cursor: Cursor) -> None:
    match cursor.kind:
        case "newline" | "end":
            return
        case ",":
            cursor.fail(
                "Unexpected comma",
                "Attributes and blocks are separated by line ends, not by commas.",
                hint="Remove the comma and write each of them on a line of its own.",
            )
        case _:
            cursor.fail(
                "Missing line end",
                "An attribute or a block must be followed by the end of its line.",
                hint="Write what follows on a line of its own.",
            )


def _recover(cursor: Cursor, failure: UnparsableError, item: int, depth: int) -> None:
    """Report the problem and read on with the next item of the body, which is `depth` levels deep."""
    cursor.keep(failure.diagnostic)
    cursor.match = ENDS_LINES
    if len(cursor.problems) >= MAX_PROBLEMS:
        cursor.jump(len(cursor.text))
        return
    failed = item if cursor.kind == "end" else cursor.start
    if cursor.depth > MAX_DEPTH:
        failed = len(cursor.text)  # what nests too deeply is skipped as a whole
    found = find_next_item(cursor.source, item, failed)
    cursor.depth = depth
    # Nobody else steps over a closing brace that closes nothing.
    cursor.jump(found + 1 if not depth and cursor.text.startswith("}", found) else found)


# Attributes


def _read_attribute(cursor: Cursor, start: int, name_end: int, name: str) -> Attribute:
    cursor.advance()
    cursor.links = 0
    expression = read_expression(cursor)
    if cursor.links:
        check_height(cursor, expression)
    return Attribute(start, expression.end, name_end, name, expression)


def _add_attribute(cursor: Cursor, attributes: dict[str, Attribute], attribute: Attribute) -> None:
    first = attributes.setdefault(attribute.name, attribute)
    if first is attribute:
        return
    place = cursor.range(first.start, first.name_end)
    problem = error(
        "Attribute redefined",
        f'The attribute "{attribute.name}" is set already on line {place.line}. Each can be set once in a block.',
        hint="Remove one of them.",
        range=cursor.range(attribute.start, attribute.name_end),
    )
    cursor.keep(replace(problem, related=((place, "first set here"),)))


# Blocks


def _read_block(cursor: Cursor, start: int, type_end: int, type_name: str) -> Block:
    header_end, labels = type_end, []
    while cursor.kind in {"string", "quote", "name"}:
        labels.append(_read_label(cursor))
        header_end = labels[-1].end
    _expect_opening_brace(cursor, type_name, labels)
    opener = cursor.start
    cursor.deepen()
    cursor.advance()
    if cursor.kind in {"newline", "}", "end"}:
        body = _read_body(cursor, "}", opener)
    else:
        body = _read_line(cursor, opener)
    cursor.depth -= 1
    if cursor.kind == "end":
        cursor.unclosed = max(cursor.unclosed, opener)
    else:
        cursor.advance()
    return Block(start, body.end, header_end, type_name, tuple(labels), body)


def _expect_opening_brace(cursor: Cursor, type_name: str, labels: list[Label]) -> None:
    if cursor.kind == "{":
        return
    if cursor.kind == "newline" and cursor.text.startswith("{", cursor.end):
        cursor.report(
            "Misplaced opening brace",
            "The opening brace of a block must stand on the same line as its type and labels.",
            start=cursor.end,
            end=cursor.end + 1,
        )
        cursor.advance()
        return
    if cursor.kind == "=":
        cursor.fail(
            "Invalid block",
            "Blocks are not assigned: after the labels of a block its opening brace is expected.",
            hint='Remove the "=".',
        )
    hint = f"Write {type_name} = value to set an attribute." if len(labels) == 1 else ""
    cursor.fail("Missing opening brace", f'The block "{type_name}" needs an opening brace here.', hint=hint)


def _read_label(cursor: Cursor) -> Label:
    start, end, text = cursor.start, cursor.end, cursor.token()
    match cursor.kind:
        case "name":
            value = text
        case "string":
            value = unescape_quoted(cursor, text[1:-1], start + 1)
        case _:
            return _read_template_label(cursor)
    cursor.advance()
    return Label(start, end, value)


def _read_template_label(cursor: Cursor) -> Label:
    """Labels name things before anything has a value, so nothing can be interpolated; `$${` stands for `${` as elsewhere."""
    label = parse_quoted(cursor, read_expression)
    if isinstance(label, Literal) and isinstance(label.value, str):
        return Label(label.start, label.end, label.value)
    cursor.report(
        "Invalid label",
        "Labels are fixed text: nothing can be interpolated in them.",
        hint="Double the dollar or percent sign to keep it as text: $${ or %%{.",
        start=label.start,
        end=label.end,
    )
    return Label(label.start, label.end, cursor.text[label.start + 1 : label.end - 1])


def _read_line(cursor: Cursor, opener: int) -> Body:
    """Read the attributes of a block on one line, separated by commas, up to its closing brace."""
    attributes: dict[str, Attribute] = {}
    while True:
        start, name_end, name = cursor.start, cursor.end, cursor.token()
        if cursor.kind != "name":
            cursor.fail(
                "Attribute expected", "In a block on one line an attribute (name = value) must stand here."
            )
        cursor.advance()
        if cursor.kind != "=":
            _fail_line_block(cursor, name)
        _add_attribute(cursor, attributes, _read_attribute(cursor, start, name_end, name))
        if cursor.kind != ",":
            break
        cursor.advance()
    if cursor.kind not in {"}", "end"}:
        cursor.fail(
            "Unclosed block",
            "A block whose first attribute stands on the line of its opening brace must be closed on that line.",
            hint="Put each attribute, and the closing brace, on a line of its own.",
        )
    return Body(opener, cursor.end, attributes, (), cursor.source)


def _fail_line_block(cursor: Cursor, name: str) -> NoReturn:
    if cursor.kind in {"{", "string", "quote", "name"}:
        cursor.fail(
            "Misplaced block",
            f'A block on one line can hold attributes only, not the block "{name}".',
            hint="Put the inner block on lines of its own.",
        )
    _fail_neither(cursor, name)
