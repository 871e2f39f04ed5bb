"""What holds for every source: trees read back, ranges are true, and nothing is ever raised.

`IVRPLAN_FUZZ_EXAMPLES` sets how many examples each property tries.
"""

import os
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivrplan.diagnostics import Diagnostic, SourceRange
from ivrplan.language.parser import parse, parse_expression, parse_template
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import (
    Body,
    Expression,
    Object,
    Splat,
    TemplateFor,
    TemplateIf,
    TemplatePart,
    children,
)
from tests.language.cases import load
from tests.language.tree import show, show_body
from tests.strategies.source import print_body, print_expression
from tests.strategies.syntax import bodies, expressions

bounded = settings(
    max_examples=int(os.environ.get("IVRPLAN_FUZZ_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

SAMPLES = tuple(case.source for case in load())

# Pieces that mean something to the lexer, so that random text gets deep into the parser.
PIECES = (
    *'{}[]()"\\$%~=,.:?!+-*/<>&|#; \t\n\r',
    "${",
    "%{",
    "~}",
    '"${',
    '}"',
    "<<E\n",
    "<<-E\n",
    "\nE\n",
    "//",
    "/*",
    "*/",
)
WORDS = (
    "a",
    "b1",
    "for",
    "in",
    "if",
    "else",
    "endif",
    "endfor",
    "true",
    "null",
    "0",
    "1.5",
    "1e9",
    "é",
    "\ufeff",
    "\0",
    "⟩",
)

soups = st.lists(st.one_of(st.sampled_from(PIECES + WORDS), st.characters()), max_size=60).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A sample with some stretches deleted, inserted, swapped or taken from elsewhere."""
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start, middle, end = sorted(draw(st.integers(0, len(text))) for _ in range(3))
        inserted = draw(st.sampled_from(("", *PIECES, *WORDS)))
        text = text[:start] + text[middle:end] + inserted + text[start:middle] + text[end:]
        cut = draw(st.integers(0, len(text)))
        text = text[:cut] + text[cut + draw(st.integers(0, 3)) :]
    return text


@bounded
@given(expressions)
def test_printed_expressions_read_back(tree: Expression) -> None:
    parsed = parse_expression(SourceText.of_file("printed", print_expression(tree)))

    assert parsed.diagnostics == ()
    assert parsed.expression is not None
    assert show(parsed.expression) == show(tree)


@bounded
@given(bodies)
def test_printed_files_read_back(tree: Body) -> None:
    parsed = parse(SourceText.of_file("printed", print_body(tree)))

    assert parsed.diagnostics == ()
    assert show_body(parsed.body) == show_body(tree)


@bounded
@given(expressions)
def test_what_a_node_spans_reads_as_that_node(tree: Expression) -> None:
    text = print_expression(tree)
    parsed = parse_expression(SourceText.of_file("printed", text))

    assert parsed.expression is not None
    for node in spanned(parsed.expression):
        alone = parse_expression(SourceText.of_file("part", text[node.start : node.end]))
        assert alone.expression is not None
        assert show(alone.expression) == show(node)


def spanned(part: TemplatePart) -> Iterator[Expression]:
    """The expressions below a part, but for those inside splats (they have no beginning) and bare-word keys."""
    match part:
        case str():
            return
        case TemplateIf() | TemplateFor():
            below = children(part)
        case Splat(target=target):
            yield part
            below = (target,)
        case Object(items=items):
            yield part
            below = tuple(value for _, value in items)
        case _:
            yield part
            below = children(part)
    for child in below:
        yield from spanned(child)


@bounded
@given(st.one_of(mutated(), soups))
def test_no_file_makes_the_parser_raise(text: str) -> None:
    parsed = parse(SourceText.of_file("file", text))

    check_ranges(text, parsed.diagnostics)
    check_body(text, parsed.body)


@bounded
@given(st.one_of(mutated(), soups))
def test_no_expression_makes_the_parser_raise(text: str) -> None:
    parsed = parse_expression(SourceText.of_file("expression", text))

    check_ranges(text, parsed.diagnostics)
    assert (parsed.expression is None) <= bool(parsed.diagnostics)


@bounded
@given(st.one_of(mutated(), soups))
def test_no_template_makes_the_parser_raise(text: str) -> None:
    parsed = parse_template(SourceText.of_file("template", text))

    check_ranges(text, parsed.diagnostics)
    assert (parsed.expression is None) <= bool(parsed.diagnostics)


@bounded
@given(mutated(), st.integers(1, 30))
def test_a_prefix_makes_no_difference_to_what_is_before_it(text: str, count: int) -> None:
    """Mistakes stay where they are: attributes in front of anything are read all the same."""
    before = "".join(f"first_{number} = {number}\n" for number in range(count))

    parsed = parse(SourceText.of_file("file", before + text.removeprefix("\ufeff")))

    read = [
        attribute.expression
        for name, attribute in parsed.body.attributes.items()
        if name.startswith("first_")
    ]
    assert [show(expression) for expression in read] == [str(number) for number in range(count)]


def check_ranges(text: str, problems: tuple[Diagnostic, ...]) -> None:
    lines = text.split("\n")
    for problem in problems:
        assert problem.range is not None
        for place in (problem.range, *(related for related, _ in problem.related)):
            check_range(lines, place)


def check_range(lines: list[str], place: SourceRange) -> None:
    assert 1 <= place.line <= place.end_line <= len(lines)
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert 1 < place.end_column <= len(lines[place.end_line - 1]) + 2
    assert (place.line, place.column) < (place.end_line, place.end_column)


def check_body(text: str, body: Body) -> None:
    assert 0 <= body.start <= body.end <= len(text)
    for attribute in body.attributes.values():
        assert text[attribute.start : attribute.name_end] == attribute.name
        assert attribute.name_end < attribute.expression.start < attribute.end == attribute.expression.end
    for block in body.blocks:
        assert text.startswith(block.type, block.start)
        assert block.start < block.header_end <= block.body.start < block.end == block.body.end
        check_body(text, block.body)
