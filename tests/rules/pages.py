"""Reads the pages under `docs/rules/`: their facts, their sections, and the cases that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ivrplan.config.blocks import flowblock
from ivrplan.config.blocks.suppressions import ALLOW
from ivrplan.diagnostics import Problems
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import DEFAULT
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block, Expression, Literal, Object, Tuple
from ivrplan.rules.rule import Group, Hit, Rule, Subject
from ivrplan.rules.run import check_flow, check_silences
from ivrplan.rules.table import BY_KEY, RULES

FOLDER: Final = Path(__file__).parents[2] / "docs" / "rules"

SECTIONS: Final = ("What it finds", "Why it matters", "Example", "How to mend it", "Cases")

_CASE: Final = re.compile(r"^### (?P<title>.+)\n(?P<body>(?:(?!^### ).*\n?)*)", re.MULTILINE)
_FENCE: Final = re.compile(r"^```(?P<tag>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """One case of a page: a flow, and what the rule says about it (`place: message`)."""

    rule: str
    title: str
    text: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.title}"


def page(rule: str) -> str:
    return (FOLDER / f"{rule}.md").read_text(encoding="utf-8")


def sections(text: str) -> Mapping[str, str]:
    """Section title -> text, in the page's order."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fences(text: str, tag: str) -> list[str]:
    return [found["text"] for found in _FENCE.finditer(text) if found["tag"] == tag]


def cases(rule: str) -> Iterator[Case]:
    for found in _CASE.finditer(sections(page(rule))["Cases"]):
        (flow,) = fences(found["body"], "hcl")
        (findings,) = fences(found["body"], "findings")
        yield Case(rule, found["title"], flow, tuple(findings.splitlines()))


TODAY: Final = date(2026, 6, 1)
"""The day on which pages are read."""


def hits(rule: Rule, text: str) -> list[Hit]:
    """What a rule says about the flow of a page. One about suppressions speaks after all others."""
    flow = read_flow(text)
    if rule.group is not Group.UPKEEP:
        return list(rule.check(Subject(CallGraph(flow))))
    written = flowblock.read_flow(_block(text), Problems()).silences
    silences = [each.silence for each in written]
    report = check_flow(flow, RULES, silences=silences, today=TODAY)
    about = check_silences(flow, silences, [report], rules=[rule], known=BY_KEY, today=TODAY)
    return [finding.hit for finding in about.findings]


def said(hit: Hit) -> str:
    """A hit as pages show it: `place: message | path`."""
    place = hit.node or "flow"
    place += f"[{hit.outcome}]" if hit.outcome is not None else ""
    place += f".{hit.attribute}" if hit.attribute is not None else ""
    path = f" | {hit.path}" if hit.path.steps else ""
    return f"{place}: {hit.message}{path}"


def read_flow(text: str) -> Flow:
    """A `flow` block whose attributes are all literal."""
    block = _block(text)
    fields = {name: _value(attribute.expression) for name, attribute in block.body.attributes.items()}
    nodes = tuple(_node(inner) for inner in block.body.blocks if inner.type != ALLOW)
    return Flow.model_validate({"name": block.labels[0].value, "nodes": nodes, **fields})


def _block(text: str) -> Block:
    parsed = parse(SourceText.of_file("page", text))
    assert not parsed.diagnostics, parsed.diagnostics
    (block,) = parsed.body.blocks
    assert block.type == "flow"
    return block


def _node(block: Block) -> AnyNode:
    fields = {name: _value(attribute.expression) for name, attribute in block.body.attributes.items()}
    edges = dict(fields.pop("on", {}))
    if "next" in fields:
        edges[DEFAULT] = fields.pop("next")
    return KINDS[block.type].model_validate({"name": block.labels[0].value, "edges": edges, **fields})


def _value(expression: Expression) -> Any:
    match expression:
        case Literal():
            assert isinstance(expression.value, str | int | Decimal | bool)
            return expression.value
        case Tuple():
            return [_value(item) for item in expression.items]
        case Object():
            return {str(_value(name)): _value(value) for name, value in expression.items}
        case _:
            raise AssertionError(f"pages use literal values only, not {expression}")
