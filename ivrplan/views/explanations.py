"""Rules explained, for people and programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ivrplan.rules.rule import Rule
from ivrplan.views.palette import Palette
from ivrplan.workflow.explain import Explanation

FORMAT_VERSION: Final = "1.0"

_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def explanation_text(explanation: Explanation, palette: Palette) -> str:
    """A page as a terminal shows it: headings stand out, code is indented, links are their texts."""
    return "\n".join(_lines(explanation.page, palette)).rstrip()


def _lines(page: str, palette: Palette) -> Iterator[str]:
    code = False
    for line in page.splitlines():
        if line.startswith("```"):
            code = not code
        elif code:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield palette.bold(line.lstrip("# "))
        else:
            yield _LINK.sub(r"\1", line).replace("`", "")


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """One rule with its page."""
    return {
        "format_version": FORMAT_VERSION,
        **_rule(explanation.rule),
        "why": explanation.rule.why,
        "mend": explanation.rule.mend,
        "page": explanation.page,
    }


def rules_text(rules: Iterable[Rule], palette: Palette) -> str:
    """A line for each rule."""
    rows = [(rule.id, rule.name, rule.severity.value, rule.group.value, rule.summary) for rule in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(
            (
                palette.bold(row[0]),
                *(text.ljust(width) for text, width in zip(row[1:4], widths[1:], strict=True)),
                row[4],
            )
        )
        for row in rows
    )


def rules_json(rules: Iterable[Rule]) -> dict[str, Any]:
    """All rules."""
    return {"format_version": FORMAT_VERSION, "rules": [_rule(rule) for rule in rules]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "group": rule.group.value,
        "severity": rule.severity.value,
        "hard": rule.hard,
        "profiles": sorted(rule.profiles),
        "summary": rule.summary,
    }
