"""Loads the cases of `tests/cases/language/values` and shows values as they are written there.

A case is an expression and, indented below it, `= ` and its value as JSON, or `! ` and a problem (range, summary,
detail, hint) a line. `(unknown)` stands for what is known after apply, `(sensitive ...)` is around what is sensitive.
Cases under `terraform/` were checked against Terraform 1.11.4: the same value, or an error there too. Those under
`ours/` differ on purpose, and each file says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ivrplan.diagnostics import Diagnostic, EvaluationError, IvrplanError
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.functions.contract import FunctionContext
from ivrplan.language.functions.jsontext import quoted
from ivrplan.language.functions.table import functions
from ivrplan.language.numeric import text
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Value

CASES = Path(__file__).parents[1] / "cases" / "language" / "values"

ROOTS: Mapping[str, Value] = {
    "var": {"secret": Sensitive("s3cret"), "secrets": Sensitive(("a", "b")), "names": ("ada", "bob")},
    "later": {"id": UNKNOWN},
}
CONTEXT = FunctionContext(
    Path("/configuration"),
    {"REGION": "emea", "API_TOKEN": "t0ken", "HOME": "/home/ada"},
)
SCOPE = Scope(ROOTS, functions(CONTEXT))


@dataclass(frozen=True)
class Case:
    name: str
    expression: str
    expected: tuple[str, ...]


def load() -> list[Case]:
    return [case for path in sorted(CASES.rglob("*.txt")) for case in read(path)]


def read(path: Path) -> list[Case]:
    lines = [line for line in path.read_text().split("\n") if line and not line.startswith("# ")]
    starts = [number for number, line in enumerate(lines) if not line.startswith("    ")]
    ends = [*starts[1:], len(lines)]
    return [
        Case(f"{path.stem}:{lines[start]}", lines[start], tuple(map(str.strip, lines[start + 1 : end])))
        for start, end in zip(starts, ends, strict=True)
    ]


def value_of(expression: str, scope: Scope = SCOPE) -> Value:
    source = SourceText.of_file("case", expression)
    parsed = parse_expression(source)
    if parsed.expression is None or parsed.diagnostics:
        raise EvaluationError(*parsed.diagnostics)
    return evaluate(parsed.expression, scope, source)


def outcome(expression: str) -> tuple[str, ...]:
    try:
        return (f"= {show(value_of(expression))}",)
    except IvrplanError as failure:
        return tuple(map(show_problem, failure.diagnostics))


def show_problem(problem: Diagnostic) -> str:
    assert problem.range is not None
    place = problem.range
    hint = f" [{problem.hint}]" if problem.hint else ""
    return f"! {place.column}-{place.end_column} {problem.summary}: {problem.detail}{hint}"


def show(value: Value) -> str:
    if value is UNKNOWN:
        return "(unknown)"
    if isinstance(value, Sensitive):
        return f"(sensitive {show(value.value)})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{quoted(name)}: {show(value[name])}' for name in sorted(value))}}}"
    if isinstance(value, SetValue):
        return f"set[{', '.join(map(show, value))}]"
    if isinstance(value, tuple):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    assert isinstance(value, int | Decimal)
    return text(value)
