"""The language against HCL's specification of its native syntax (hashicorp/hcl, hclsyntax/spec.md), production by production."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest

from tests.language.hcl import FOLDER, Case, load, observe

CASES = load()

PRODUCTIONS: Final = {
    "Lexical Elements": "Identifier ID_Start ID_Continue Newline NumericLit decimal expmark",
    "Structural Elements": "ConfigFile Body Attribute Block OneLineBlock",
    "Expressions": "Expression ExprTerm LiteralValue",
    "Collection Values": "CollectionValue tuple object objectelem",
    "Template Expressions": "TemplateExpr quotedTemplate heredocTemplate StringLit",
    "Variables and Functions": "VariableExpr FunctionCall Arguments",
    "For Expressions": "ForExpr forTupleExpr forObjectExpr forIntro forCond",
    "Index and Attribute Access": "Index LegacyIndex GetAttr",
    "Splat Operators": "Splat attrSplat fullSplat",
    "Operations": "Operation unaryOp binaryOp binaryOperator compareOperator arithmeticOperator logicOperator",
    "Conditional Operator": "Conditional",
    "Templates": "Template TemplateLiteral TemplateInterpolation TemplateDirective TemplateIf TemplateFor",
}
"""The productions of the specification by its headings."""

PROSE: Final = (
    "Source Code Representation",
    "Comments and Whitespace",
    "Keywords",
    "Operators and Delimiters",
    "Strip Markers",
    "Template Interpolation Unwrapping",
    "Static Traversal",
    "Unknown Values",
    "Null",
    "Recovery",
)
"""What the specification says in words only. Its other static analyses are interfaces for Go programs."""

SYMBOLS: Final = (
    *(
        [
            "+",
            "-",
            "*",
            "/",
            "%",
            "&&",
            "||",
            "!",
            "==",
            "!=",
            "<",
            ">",
            "<=",
            ">=",
            ":",
            "?",
            "=",
            "=>",
            ".",
            ",",
            "...",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "${",
            "%{",
        ]
    ),
    *(["#", "//", "/*", "*/", "<<", "<<-", "~}", "${~", "%{~", "$${", "%%{"]),
    *([r"\n", r"\r", r"\t", r"\"", r"\\", r"\u", r"\U"]),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    observed = observe(case)

    assert observed.lines() == case.expected.get("problems", "")
    assert observed.value == case.expected.get("value", "")


def test_every_production_has_a_case() -> None:
    wanted = {name for names in PRODUCTIONS.values() for name in names.split()} | set(PROSE)
    covered = Counter(name for case in CASES for name in case.productions)

    assert wanted - covered.keys() == set()
    assert covered.keys() - wanted == set(), "a case names a production that the specification has not"


def test_every_production_that_can_be_broken_has_a_case_of_a_mistake() -> None:
    broken = {case.productions[0] for case in CASES if "problems" in case.expected}

    assert {name for names in PRODUCTIONS.values() for name in names.split()} - broken == UNBREAKABLE


UNBREAKABLE: Final = {
    *("CollectionValue", "ConfigFile", "ForExpr", "LiteralValue", "Template", "TemplateExpr"),
    *("Operation", "binaryOperator", "Body", "TemplateLiteral", "decimal", "expmark", "ID_Continue"),
}
"""What is only a choice between others, or anything at all: a mistake in it is one in a part of it."""


def test_every_symbol_stands_in_a_case() -> None:
    sources = "\n".join(case.source for case in CASES)

    assert [symbol for symbol in SYMBOLS if symbol not in sources] == []


def test_sections_are_in_the_specifications_order_and_none_is_empty() -> None:
    files = sorted(FOLDER.glob("*.cases"))

    assert [int(path.stem.partition("-")[0]) for path in files] == list(range(1, len(files) + 1))
    assert all(any(case.name.startswith(path.stem) for case in CASES) for path in files)


def test_no_case_stands_twice_and_every_case_expects_something() -> None:
    assert len({(case.kind, case.source) for case in CASES}) == len(CASES) >= 400
    assert all(case.expected.keys() & {"value", "problems"} for case in CASES)
