"""Loads and runs the cases of `tests/cases/hcl`: the language as HCL's specification of its native syntax lays it down.

A file is a section of that specification. A case begins with the productions that it covers, by their names there:

    === NumericLit, decimal: what the case shows
    --- expression        or: config, template, references
    the source
    --- value
    its value, as tests/language/values.py writes it; of a config, its attributes and blocks
    --- problems
    line:column-line:column Summary, a line each
    --- differs
    why this is not as the specification has it

Sections that say nothing are left out. Characters that editors hide are written by their code, such as ⟦FEFF⟧.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivrplan.diagnostics import Diagnostic, EvaluationError
from ivrplan.language.evaluate import Scope, evaluate, references
from ivrplan.language.functions.table import functions
from ivrplan.language.parser import parse, parse_expression, parse_template
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Body
from ivrplan.language.values import UNKNOWN, Value
from tests.language.cases import CODE, texts
from tests.language.values import CONTEXT, show

FOLDER = Path(__file__).parents[1] / "cases" / "hcl"

ROOTS: Mapping[str, Value] = {
    "greeting": "hello",
    "zähler": 3,
    "var": {"names": ("ada", "bob")},
    "later": dict.fromkeys(("id", "n", "flag", "list", "object"), UNKNOWN),
}
SCOPE = Scope(ROOTS, functions(CONTEXT))


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    productions: tuple[str, ...]
    kind: str
    source: str
    expected: Mapping[str, str]
    """What is expected, by the name of the section; `differs` is among it."""


@dataclass(slots=True)
class Observed:
    """What a case comes to."""

    value: str = ""
    problems: list[Diagnostic] = field(default_factory=list)

    def lines(self) -> str:
        return "\n".join(map(line, self.problems))


def load() -> list[Case]:
    return [read(path.stem, text) for path in sorted(FOLDER.glob("*.cases")) for text in texts(path)]


def read(stem: str, text: str) -> Case:
    title, kind, source, *sections = re.split(r"^--- (\w+)\n", text, flags=re.MULTILINE)
    productions, _, _ = title.partition(":")
    source = CODE.sub(lambda found: chr(int(found[1], 16)), source)
    expected = {name: part.strip("\n") for name, part in zip(sections[::2], sections[1::2], strict=True)}
    return Case(
        f"{stem}: {title.strip()}",
        tuple(productions.split(", ")),
        kind,
        source if kind == "config" else source.removesuffix("\n"),
        expected,
    )


def observe(case: Case) -> Observed:
    source = SourceText.of_file("case", case.source)
    match case.kind:
        case "config":
            return _of_file(source)
        case "template" | "expression" | "references":
            return _of_expression(source, case.kind)
        case _:
            raise AssertionError(case.kind)


def _of_file(source: SourceText) -> Observed:
    parsed = parse(source)
    observed = Observed(problems=list(parsed.diagnostics))
    observed.value = show(_body(parsed.body, observed))
    return observed


def _body(body: Body, observed: Observed) -> Value:
    """A body as a value: attributes by name, blocks by type with empty braces, a list each."""
    result: dict[str, Value] = {}
    for name, attribute in body.attributes.items():
        try:
            result[name] = evaluate(attribute.expression, SCOPE, body.source)
        except EvaluationError as failure:
            observed.problems += failure.diagnostics
    blocks: dict[str, list[Value]] = {}
    for block in body.blocks:
        labels = tuple(label.value for label in block.labels)
        blocks.setdefault(f"{block.type} {{}}", []).append((*labels, _body(block.body, observed)))
    return {**result, **{name: tuple(values) for name, values in blocks.items()}}


def _of_expression(source: SourceText, kind: str) -> Observed:
    parsed = parse_template(source) if kind == "template" else parse_expression(source)
    if parsed.expression is None or parsed.diagnostics:
        return Observed(problems=list(parsed.diagnostics))
    if kind == "references":
        found = references(parsed.expression)
        return Observed(", ".join(source.text[reference.start : reference.end] for reference in found))
    try:
        return Observed(show(evaluate(parsed.expression, SCOPE, source)))
    except EvaluationError as failure:
        return Observed(problems=list(failure.diagnostics))


def line(problem: Diagnostic) -> str:
    place = problem.range
    assert place is not None
    return f"{place.line}:{place.column}-{place.end_line}:{place.end_column} {problem.summary}"
