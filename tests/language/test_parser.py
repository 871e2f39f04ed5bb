"""The parser's answers in full, and how it bears extremes."""

import pytest

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.language.height import MAX_HEIGHT
from ivrplan.language.lexer import MAX_DEPTH, MAX_PROBLEMS
from ivrplan.language.parser import parse, parse_expression, parse_template
from ivrplan.language.source import Origin, SourceText
from ivrplan.language.syntax import Expression, Literal, Template
from tests.language.tree import show


def problems_in(text: str) -> tuple[Diagnostic, ...]:
    return parse(SourceText.of_file("main.ivr.hcl", text)).diagnostics


def expression_of(text: str) -> Expression:
    parsed = parse_expression(SourceText.of_file("console", text))
    assert parsed.expression is not None, parsed.diagnostics
    return parsed.expression


def test_a_problem_says_what_where_and_how_to_mend_it() -> None:
    assert problems_in('name "Main menu"\n') == (
        Diagnostic(
            Severity.ERROR,
            "Missing opening brace",
            'The block "name" needs an opening brace here.',
            "Write name = value to set an attribute.",
            SourceRange("main.ivr.hcl", 1, 17, 1, 18),
        ),
    )


def test_a_redefined_attribute_points_at_the_first() -> None:
    (problem,) = problems_in("a {\n  name = 1\n  name = 2\n}\n")

    assert problem.detail == 'The attribute "name" is set already on line 2. Each can be set once in a block.'
    assert problem.range == SourceRange("main.ivr.hcl", 3, 3, 3, 7)
    assert problem.related == ((SourceRange("main.ivr.hcl", 2, 3, 2, 7), "first set here"),)


def test_an_open_bracket_is_pointed_at() -> None:
    (problem,) = problems_in("a = [1,\n  2 3]\n")

    assert problem.range == SourceRange("main.ivr.hcl", 2, 5, 2, 6)
    assert problem.related == ((SourceRange("main.ivr.hcl", 1, 5, 1, 6), "opened here"),)


def test_the_brace_that_is_missing_is_told_from_the_indentation() -> None:
    guessed, plain = (
        problems_in("a {\n  b {\n    c = 1\n  d {\n  }\n}\n"),
        problems_in("a {\n  b {\n"),
    )

    assert guessed[0].range == SourceRange("main.ivr.hcl", 2, 5, 2, 6)
    assert "indentation" in guessed[0].detail
    assert "end of the text" in plain[0].detail


def test_problems_are_placed_where_the_text_was_written() -> None:
    text = "a = 1\nb = ?\n"
    source = SourceText(text, (Origin(0, "main.ivr.hcl", 1, 1), Origin(6, "part.ivr.hcl", 7, 3)))

    (problem,) = parse(source).diagnostics

    assert problem.range == SourceRange("part.ivr.hcl", 7, 7, 7, 8)


def test_nodes_know_where_they_stand() -> None:
    text = 'flow "main" two { # x\n  entry = "a" \n}\n'

    (block,) = parse(SourceText.of_file("file", text)).body.blocks

    assert text[block.start : block.header_end] == 'flow "main" two'
    assert [text[label.start : label.end] for label in block.labels] == ['"main"', "two"]
    assert text[block.body.start : block.body.end] == text[block.body.start : block.end] == text[16:-1]
    entry = block.body.attributes["entry"]
    assert text[entry.start : entry.name_end] == "entry"
    assert text[entry.start : entry.end] == 'entry = "a"'


def test_a_file_needs_no_line_end_at_its_end() -> None:
    for text in ("a = 1", "a {}", "a {\n}", "a = <<EOT\nx\nEOT", "a = 1 # x", "a = 1 /* x */"):
        assert problems_in(text) == ()


def test_an_interpolation_alone_is_wrapped() -> None:
    assert isinstance(alone := expression_of('"${a}"'), Template)
    assert alone.wrap
    assert isinstance(more := expression_of('"${a} "'), Template)
    assert not more.wrap


def test_text_without_sequences_is_a_literal() -> None:
    for text in ('"a"', '"a\\n"', '"$${a}"', "<<EOT\na\nEOT"):
        assert isinstance(expression_of(text), Literal)


def test_a_bare_template_is_text_with_sequences() -> None:
    parsed = parse_template(SourceText.of_file("greeting.tmpl", 'Dear "${name}",\n'))

    assert parsed.diagnostics == ()
    assert parsed.expression is not None
    assert show(parsed.expression) == '(template "Dear \\"" name "\\",\\n")'


DEEP = {
    "parentheses": ("(", "1", ")"),
    "lists": ("[", "1", "]"),
    "objects": ("{ a = ", "1", "}"),
    "calls": ("f(", "1", ")"),
    "indexes": ("a[", "1", "]"),
    "for expressions": ("[for a in ", "b", " : a]"),
    "interpolations": ('"${', "a", '}"'),
    "directives": ('"%{ if a }${', '""', '}%{ endif }"'),
    "signs": ("!", "a", ""),
    "conditionals": ("a ? ", "b", " : c"),
    "splats": ("", "a", "[*]"),
    "heredocs": ("<<E\n${", "a", "}\nE\n"),
    "everything": ('f([{ a = (!"${', "1", '}") }])'),
}


@pytest.mark.parametrize("shape", DEEP)
@pytest.mark.parametrize("closed", [True, False])
def test_what_nests_too_deeply_is_refused(shape: str, closed: bool) -> None:
    opening, inner, closing = DEEP[shape]
    text = opening * 10_000 + inner + closing * 10_000 * (closed or not opening)

    assert "Nested too deeply" in {problem.summary for problem in problems_in(f"a = {text}\nb = 1\n")}
    assert parse_expression(SourceText.of_file("deep", text)).expression is None


@pytest.mark.parametrize("closing", ["}\n", ""])
def test_blocks_that_nest_too_deeply_are_refused(closing: str) -> None:
    problems = problems_in("a {\n" * 10_000 + closing * 10_000)

    assert problems[0].summary == "Nested too deeply"
    assert problems[0].range == SourceRange("main.ivr.hcl", MAX_DEPTH + 1, 3, MAX_DEPTH + 1, 4)
    assert len(problems) <= 2


def test_deep_is_allowed_as_far_as_it_goes() -> None:
    depth = MAX_DEPTH // 2
    text = "a {\n" * depth + f"b = {'(' * (depth - 1)}1{')' * (depth - 1)}\n" + "}\n" * depth

    assert problems_in(text) == ()


@pytest.mark.parametrize("link", [" + 1", " && a", ".b", "[0]", " ? b : c"])
def test_chains_are_bounded_by_the_height_of_their_tree(link: str) -> None:
    assert problems_in(f"a = b{link * (MAX_HEIGHT - 2)}\n") == ()

    (problem,) = problems_in(f"a = b{link * 10_000}\n")

    assert problem.summary == "Expression too long"


def test_many_short_chains_are_no_long_chain() -> None:
    items = "a.b.c + d.e.f ? 1 : 2, " * 1000

    assert problems_in(f"a = [{items}]\n") == ()


def test_reading_stops_after_many_problems() -> None:
    assert len(problems_in("a b\n" * 1000)) == MAX_PROBLEMS
    assert len(problems_in('a = "' + "\\x" * 1000 + '"\n')) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "<<E\n" * 50_000,
        "a = <<E\n" + "${<<E\n" * 50_000,
        "/* " * 100_000,
        "a = [" + "/* " * 100_000,
        "a = " + '"${' * 50_000,
        "a = (\n" * 50_000,
        "a = " + "(" * 50_000 + "]" * 50_000,
        "a = [1 " + '"${' * 50_000,
        "é" * 200_000,
        "a = " + "1" * 200_000,
        "a = 1 <<E" + "\n<<F" * 50_000,
        "{" * 100_000,
        "}\n" * 100_000,
        'a = "' + "$" * 200_000,
        "\n \n" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    """Quadratic work on any of these would run into the time limit of the test run."""
    assert len(problems_in(text)) <= MAX_PROBLEMS
