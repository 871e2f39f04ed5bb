"""The console's answers as text and as JSON."""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.flow.value import FlowValue
from ivrplan.language import numeric
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.functions.contract import FunctionContext
from ivrplan.language.functions.table import functions
from ivrplan.language.marks import set_of
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Value
from ivrplan.views.answers import answer_json, answer_text, type_text, value_text
from ivrplan.views.palette import Palette
from ivrplan.views.rows import Style
from ivrplan.views.text import json_text
from ivrplan.workflow.console import TypeOf, ValueOf
from tests.views.samples import BASE, SECRET

TEXTS = st.text(max_size=8).map(lambda text: unicodedata.normalize("NFC", text))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS.map(numeric.normal), TEXTS)
VALUES: st.SearchStrategy[Value] = st.recursive(
    PLAIN | st.lists(TEXTS, max_size=3).map(set_of),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
STYLE = Style(Palette(), 80)
FLOW = FlowValue(BASE, "module.hours.main")


def lines(*parts: str) -> str:
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (-3, "-3"),
        (Decimal("0.10"), "0.1"),
        (Decimal("1.2345678901234567890123456789012345678901"), "1.2345678901234567890123456789012345678901"),
        (10**40, "1" + "0" * 40),
        ("", '""'),
        ('a "q" \\ ${b} \t', '"a \\"q\\" \\\\ $${b} \\t"'),
        (UNKNOWN, "(known after apply)"),
        (Sensitive("x"), "(sensitive value)"),
        ((), "[]"),
        ({}, "{}"),
        (SetValue(()), "toset([])"),
        ((1, "a"), lines("[", "  1,", '  "a",', "]")),
        (SetValue(("a",)), lines("toset([", '  "a",', "])")),
        (
            {"a": 1, "b c": {"d": ((), {})}},
            lines(
                "{", '  "a" = 1', '  "b c" = {', '    "d" = [', "      [],", "      {},", "    ]", "  }", "}"
            ),
        ),
        ("a\n\n  ${b}", lines("<<EOT", "a", "", "  $${b}", "EOT")),
        ("a\n", lines("<<EOT", "a", "", "EOT")),
        ("a\n EOT \nb", lines("<<EOT_", "a", " EOT ", "b", "EOT_")),
        (
            {"a": "x\ny", "b": ("x\n\ny",)},
            lines(
                "{",
                '  "a" = <<-EOT',
                "  x",
                "  y",
                "  EOT",
                '  "b" = [',
                "    <<-EOT",
                "    x",
                "",
                "    y",
                "    EOT,",
                "  ]",
                "}",
            ),
        ),
        ((FLOW,), lines("[", "  module.hours.flow.main (3 nodes: 1 menu, 1 queue, 1 disconnect),", "]")),
    ],
)
def test_values_read_as_in_terraforms_console(value: Value, text: str) -> None:
    assert value_text(value) == text


def test_a_flow_is_told_node_by_node() -> None:
    assert answer_text(ValueOf(FLOW), STYLE) == lines(
        "# module.hours.flow.main",
        "flow {",
        '    entry = "menu"',
        '    menu "menu" {',
        '        say     = "Press 1 for sales."',
        "        timeout = 5",
        '        on "1"                  -> "sales"',
        '        on "timeout", "invalid" -> "bye"',
        "    }",
        '    queue "sales" { queue = "Sales" }',
        '    disconnect "bye" { say = "Goodbye." }',
        "}",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "string"),
        (1, "number"),
        (None, "any"),
        (UNKNOWN, "any"),
        (Sensitive(True), "bool"),
        (Sensitive({"key": 1}), "(sensitive value)"),
        ((Sensitive(("a",)),), lines("tuple([", "    (sensitive value),", "])")),
        (FLOW, "flow"),
        ((), "tuple([])"),
        ({}, "object({})"),
        (SetValue(("a",)), "set(string)"),
        (
            ({"a": 1, "b c": ({"d": Sensitive("x")},)}, ()),
            lines(
                "tuple([",
                "    object({",
                "        a: number,",
                '        "b c": tuple([',
                "            object({",
                "                d: string,",
                "            }),",
                "        ]),",
                "    }),",
                "    tuple([]),",
                "])",
            ),
        ),
    ],
)
def test_types_read_as_in_terraforms_console(value: Value, text: str) -> None:
    assert type_text(value) == text
    assert answer_text(TypeOf(value), STYLE) == text


@pytest.mark.parametrize(
    ("value", "plain", "unknown", "sensitive"),
    [
        ({"a": (1, Decimal("0.5")), "b": None}, {"a": [1, 0.5], "b": None}, {}, {}),
        (SetValue(("a",)), ["a"], [False], [False]),
        (UNKNOWN, None, True, False),
        (Sensitive("x"), None, False, True),
        (
            {"a": UNKNOWN, "b": Sensitive("x"), "c": (1, UNKNOWN)},
            {"b": None, "c": [1, None]},
            {"a": True, "c": [False, True]},
            {"b": True},
        ),
    ],
)
def test_programs_get_the_value_and_its_marks(value: Value, plain: Any, unknown: Any, sensitive: Any) -> None:
    document = answer_json(ValueOf(value))
    assert document == {
        "format_version": "1.0",
        "value": plain,
        "unknown": unknown,
        "sensitive": sensitive,
    }


def test_programs_get_a_flow_and_a_type() -> None:
    assert answer_json(ValueOf((FLOW,)))["value"] == [BASE.to_masked_json()]
    assert answer_json(TypeOf({"a": (1, FLOW)}))["type_of"] == "object({a = tuple([number, flow])})"


def test_no_secret_is_shown() -> None:
    hidden: dict[str, Value] = {
        "a": Sensitive(SECRET),
        "b": (Sensitive({SECRET: SECRET}), Sensitive((SECRET,))),
    }
    for answer in (ValueOf(hidden), TypeOf(hidden)):
        assert SECRET not in answer_text(answer, STYLE)
        assert SECRET not in json_text(answer_json(answer))


@given(VALUES)
def test_what_is_printed_can_be_typed_again(value: Value) -> None:
    """Except text of several lines: a heredoc ends with a line end, which Terraform's console adds as well."""
    text = value_text(value)
    if "<<" in text:
        return
    source = SourceText.of_file("", text)
    parsed = parse_expression(source)
    assert parsed.expression is not None, parsed.diagnostics
    assert evaluate(parsed.expression, Scope({}, functions(FunctionContext(Path()))), source) == value


@given(VALUES)
def test_every_value_has_a_json_form(value: Value) -> None:
    assert json.loads(json_text(answer_json(ValueOf(value))))["format_version"] == "1.0"
