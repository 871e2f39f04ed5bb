"""Layout means nothing: a tree that is written in any legal way reads back as itself, and has the same value."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.diagnostics import IvrplanError
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.functions.table import FUNCTIONS, functions
from ivrplan.language.parser import parse, parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Body, Expression
from ivrplan.language.values import UNKNOWN, Sensitive, Value
from tests.language.tree import show, show_body
from tests.language.values import CONTEXT
from tests.language.values import show as show_value
from tests.strategies.effort import examples
from tests.strategies.layout import Plain, layouts
from tests.strategies.source import print_body, print_expression
from tests.strategies.syntax import bodies, expressions, expressions_of

ROOTS: Mapping[str, Value] = {
    "a": 1,
    "b": "x",
    "c": (1, "y", None),
    "d": {"a": {"b": (True,)}, "b": 2},
    "e": UNKNOWN,
    "f": Sensitive("secret"),
    "g": False,
}
SCOPE = Scope(ROOTS, functions(CONTEXT))
OUTSIDE = {name for name in FUNCTIONS if name.startswith("file")}

known = expressions_of(st.sampled_from(sorted(ROOTS)), st.sampled_from(sorted(FUNCTIONS.keys() - OUTSIDE)))


@given(expressions, layouts)
def test_an_expression_reads_back_from_any_layout(tree: Expression, layout: Plain) -> None:
    text = print_expression(tree, layout)
    parsed = parse_expression(SourceText.of_file("wild", text))

    assert parsed.diagnostics == (), text
    assert parsed.expression is not None
    assert show(parsed.expression) == show(tree), text


@settings(max_examples=examples(60))
@given(bodies, layouts)
def test_a_file_reads_back_from_any_layout(tree: Body, layout: Plain) -> None:
    text = print_body(tree, layout)
    parsed = parse(SourceText.of_file("wild", text))

    assert parsed.diagnostics == (), text
    assert show_body(parsed.body) == show_body(tree), text


@settings(max_examples=examples(120))
@given(known, layouts)
def test_layout_changes_no_value(tree: Expression, layout: Plain) -> None:
    assert outcome(print_expression(tree, layout)) == outcome(print_expression(tree))


def outcome(text: str) -> str | list[tuple[str, str]]:
    """The value, or what is wrong; what is quoted from the source is left out."""
    source = SourceText.of_file("known", text)
    parsed = parse_expression(source)
    assert parsed.expression is not None, parsed.diagnostics
    try:
        return show_value(evaluate(parsed.expression, SCOPE, source))
    except IvrplanError as failure:
        return [
            (problem.summary, problem.hint if "[*]" not in problem.hint else "")
            for problem in failure.diagnostics
        ]
