"""The pages that explain rules. Those of ours stand in `docs/rules`, and beside this file in an installed package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from ivrplan.rules.rule import Group, Rule

CASES: Final = "\n## Cases\n"
"""What begins the part of a page that is for tests."""


def page_of(rule: Rule) -> str:
    """What explains a rule, in Markdown, without the cases that test it.

    A limit of a vendor has no page of its own: what it is stands on its vendor's page, with the numbers.
    """
    if rule.group is Group.VENDOR:
        return _made(rule)
    return _read(f"{rule.id}.md").partition(CASES)[0].rstrip() + "\n"


def _read(name: str) -> str:
    packed = files("ivrplan.rules") / "pages" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "docs" / "rules" / name).read_text(encoding="utf-8")


def _made(rule: Rule) -> str:
    silence = "cannot be silenced" if rule.immune else "can be silenced with a reason"
    return "\n\n".join(
        (
            f"# {rule.id} {rule.name}",
            f"{rule.summary}. Group {rule.group}, {rule.severity}, {silence}.",
            "## Why it matters",
            rule.why,
            "## How to mend it",
            f"{rule.mend}\n",
        )
    )
