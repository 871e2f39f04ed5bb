"""Scopes, lazy values, references and ranges: what cases cannot say."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping

import pytest

from ivrplan.diagnostics import ConfigurationError, EvaluationError, SourceRange, error
from ivrplan.language import evaluate as module
from ivrplan.language.evaluate import Reference, Scope, evaluate, references
from ivrplan.language.functions.table import functions
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import Origin, SourceText
from ivrplan.language.syntax import Expression, Parenthesis
from ivrplan.language.values import UNKNOWN, Value
from tests.language.values import CONTEXT, value_of


class Lazy(Mapping[str, Value]):
    """Remembers what was asked of it; refuses one name."""

    def __init__(self, **values: Value) -> None:
        self.values_by_name = values
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Value:
        if name == "refused":
            raise ConfigurationError(error("Cycle", "It refers to itself."))
        self.asked.append(name)
        return self.values_by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values_by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)


def expression_of(text: str) -> Expression:
    parsed = parse_expression(SourceText.of_file("case", text))
    assert parsed.expression is not None
    return parsed.expression


def test_every_kind_of_expression_has_a_handler() -> None:
    assert set(module._HANDLERS) == set(typing.get_args(Expression))


def test_a_lazy_mapping_is_asked_for_what_is_written_only() -> None:
    local = Lazy(a={"b": 1}, c=2, d=3)
    scope = Scope({"local": local}, functions(CONTEXT))

    assert value_of('local.a.b + local["c"]', scope) == 3
    assert local.asked == ["a", "c"]


def test_a_lazy_mapping_is_read_whole_where_the_whole_is_written() -> None:
    local = Lazy(b=1, a=2)

    assert value_of("[for name, value in local : value]", Scope({"local": local})) == (2, 1)
    assert sorted(local.asked) == ["a", "b"]


@pytest.mark.parametrize(
    "form", ["local.refused", "true ? 1 : local.refused", "try(local.refused, 1)", "can(local.refused)"]
)
def test_what_a_lazy_mapping_refuses_is_passed_through(form: str) -> None:
    scope = Scope({"local": Lazy(refused=1)}, functions(CONTEXT))

    with pytest.raises(ConfigurationError, match="It refers to itself"):
        value_of(form, scope)


def test_a_child_scope_hides_and_keeps() -> None:
    scope = Scope({"a": 1, "b": 2}).child({"b": 3, "each": {"key": "x"}})

    assert value_of("[a, b, each.key]", scope) == (1, 3, "x")


def test_an_unknown_mistake_does_not_hide_another() -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of("{a = 1 + true, b = [null.c, missing], d = -[]}")

    assert [problem.summary for problem in caught.value.diagnostics] == [
        "Invalid operand",
        "Attribute of null",
        "Unknown name",
        "Invalid operand",
    ]


def test_one_mistake_in_a_loop_is_one_message() -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of("[for x in [1, 2, 3] : missing]")

    assert len(caught.value.diagnostics) == 1


def test_ranges_are_those_of_the_source() -> None:
    text = "1 + missing"
    source = SourceText(text, (Origin(0, "flows/main.ivr.hcl", 12, 7),))
    expression = parse_expression(source).expression
    assert expression is not None

    with pytest.raises(EvaluationError) as caught:
        evaluate(expression, Scope({}), source)

    assert caught.value.diagnostics[0].range == SourceRange("flows/main.ivr.hcl", 12, 11, 12, 18)


def test_a_tree_that_is_too_deep_is_reported() -> None:
    node: Expression = expression_of("a")
    for _ in range(20_000):
        node = Parenthesis(0, 1, node)

    with pytest.raises(EvaluationError, match="too many levels"):
        evaluate(node, Scope({"a": 1}), SourceText.of_file("case", "a"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", []),
        ("var.a", [("var", ("a",))]),
        ("a.b[0].c", [("a", ("b", 0, "c"))]),
        ('a["x y"].c', [("a", ("x y", "c"))]),
        ("a[b.c].d", [("a", (None, "d")), ("b", ("c",))]),
        ("a[true]", [("a", (None,))]),
        ("a.0.b", [("a", (0, "b"))]),
        ("a.b[*].c[d]", [("a", ("b",)), ("d", ())]),
        ("f(a, b...)", [("a", ()), ("b", ())]),
        ("(a.b).c", [("a", ("b",))]),
        ("[for x in a.b : x.c + y]", [("a", ("b",)), ("y", ())]),
        ("[for k, v in k : k == v]", [("k", ())]),
        ("{for k, v in a : k => v if v != z.q}", [("a", ()), ("z", ("q",))]),
        ('"${a.b}-%{ for x in c }${x}${d}%{ endfor }"', [("a", ("b",)), ("c", ()), ("d", ())]),
        ('"%{ if a }${b}%{ else }${c}%{ endif }"', [("a", ()), ("b", ()), ("c", ())]),
        ("a ? b : -c + !d", [("a", ()), ("b", ()), ("c", ()), ("d", ())]),
        ("{a = b, (c) = d}", [("b", ()), ("c", ()), ("d", ())]),
    ],
)
def test_references(text: str, found: list[tuple[str, tuple[str | int | None, ...]]]) -> None:
    assert [(item.root, item.steps) for item in references(expression_of(text))] == found


def test_a_reference_knows_where_it_stands() -> None:
    assert references(expression_of("1 + var.a[0]")) == (Reference("var", ("a", 0), 4, 12),)


def test_unknown_parts_leave_the_others_known() -> None:
    scope = Scope({"later": UNKNOWN}, functions(CONTEXT))

    assert value_of("{a = later, b = [1, later.x]}", scope) == {"a": UNKNOWN, "b": (1, UNKNOWN)}
