"""The expressions that are put to Terraform and to ivrplan, and when their answers are the same.

They are the cases of `tests/cases/language/values` and of `tests/cases/hcl`, so that what those expect is Terraform's
word, and those of the folder `expressions` here, which expect nothing by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from ivrplan.diagnostics import EvaluationError
from ivrplan.language.evaluate import Scope, evaluate, references
from ivrplan.language.functions.table import functions
from ivrplan.language.numeric import rounded
from ivrplan.language.parser import parse, parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.values import SetValue, Value, contains_sensitive, reveal
from tests.conformance.terraform.oracle import Answer
from tests.language import hcl, values

HERE: Final = Path(__file__).parent
ROOTS: Final[Mapping[str, Value]] = {**hcl.ROOTS, **values.ROOTS, "later": hcl.ROOTS["later"]}
SCOPE: Final = Scope(ROOTS, functions(values.CONTEXT))
COMPARED_DIGITS: Final = 150
"""Terraform's 512 bits hold 154 decimal digits; the last ones of a rounded quotient are not the same in both bases."""


@dataclass(frozen=True, slots=True)
class Question:
    """An expression, where it comes from, and how it is written for Terraform."""

    origin: str
    expression: str
    portable: str


def questions() -> list[Question]:
    """Every expression once."""
    found = {
        expression: Question(origin, expression, portable(expression))
        for origin, expression in _expressions()
    }
    return list(found.values())


def _expressions() -> Iterator[tuple[str, str]]:
    for case in values.load():
        yield case.name, case.expression
    for hcl_case in hcl.load():
        if hcl_case.kind == "expression":
            yield hcl_case.name, hcl_case.source
        if hcl_case.kind == "config":
            yield from ((hcl_case.name, text) for text in _attributes(hcl_case.source))
    for path in sorted((HERE / "expressions").glob("*.txt")):
        yield from ((path.stem, text) for text in lines(path))


def _attributes(text: str) -> Iterator[str]:
    body = parse(SourceText.of_file("case", text)).body
    for attribute in body.attributes.values():
        yield text[attribute.expression.start : attribute.expression.end]


def lines(path: Path) -> list[str]:
    """The expressions of a file, one a line."""
    return [line for line in path.read_text("utf-8").split("\n") if line and not line.startswith("# ")]


def portable(expression: str) -> str:
    """The expression for Terraform: our names are locals there."""
    parsed = parse_expression(SourceText.of_file("question", expression))
    if parsed.expression is None:
        return re.sub(r"(?<![\w.\"])(?=(?:var|later)\.)", "local.", expression)
    pieces, last = [], 0
    for reference in references(parsed.expression):
        if reference.root in ROOTS:
            pieces += [expression[last : reference.start], "local."]
            last = reference.start
    return "".join([*pieces, expression[last:]])


def observe(expression: str) -> Answer:
    """Our answer."""
    source = SourceText.of_file("question", expression)
    parsed = parse_expression(source)
    if parsed.expression is None or parsed.diagnostics:
        return Answer(parsed.diagnostics[0].summary)
    try:
        value = evaluate(parsed.expression, SCOPE, source)
    except EvaluationError as failure:
        return Answer(failure.diagnostics[0].summary)
    return Answer("", reveal(value), contains_sensitive(value))


def difference(ours: Answer, theirs: Answer) -> str:
    """In what two answers differ; empty when they are the same, or mistakes both."""
    if ours.problem and theirs.problem:
        return ""
    if ours.problem or theirs.problem:
        return f"ours: {_told(ours)}; Terraform's: {_told(theirs)}"
    if not same(ours.value, theirs.value):
        return f"ours: {_told(ours)}; Terraform's: {_told(theirs)}"
    return (
        ""
        if ours.sensitive == theirs.sensitive
        else f"sensitive: {ours.sensitive}; Terraform's: {theirs.sensitive}"
    )


def _told(answer: Answer) -> str:
    return f"a mistake ({answer.problem})" if answer.problem else repr(answer.value)


def same(ours: Value, theirs: Value) -> bool:
    """Whether two values are the same, of the same kinds, in every digit that counts."""
    match (ours, theirs):
        case (bool(), _) | (_, bool()):
            return ours is theirs
        case (int() | Decimal(), int() | Decimal()):
            return _significant(ours) == _significant(theirs)
        case (tuple() as first, tuple() as second):
            return len(first) == len(second) and all(map(same, first, second))
        case (SetValue() as first, SetValue() as second):
            return same(first.items, second.items)
        case (Mapping(), Mapping()):
            return ours.keys() == theirs.keys() and all(same(ours[name], theirs[name]) for name in ours)
        case _:
            return type(ours) is type(theirs) and ours == theirs


def _significant(number: int | Decimal) -> int | Decimal:
    return number if isinstance(number, int) else rounded(number, COMPARED_DIGITS)


@cache
def intended() -> Mapping[str, str]:
    """The expressions that are meant to differ, each with the heading of the reason."""
    reasons: dict[str, str] = {}
    reason = ""
    for line in (HERE / "differences.txt").read_text("utf-8").split("\n"):
        if line.startswith("# "):
            reason = line.removeprefix("# ")
        elif line:
            reasons[line] = reason
    return reasons
