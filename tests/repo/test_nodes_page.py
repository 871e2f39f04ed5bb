"""The page about nodes says all there is, and its example is valid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.request import LoadRequest
from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import NAMED
from ivrplan.workflow.validate import validate
from tests.repo.pages import ROOT, fences

FILE: Final = ROOT / "docs" / "reference" / "nodes.md"
PAGE: Final = FILE.read_text(encoding="utf-8")
(EXAMPLE,) = fences(FILE, "hcl")


def attributes(kind: str) -> tuple[set[str], set[str]]:
    """What the page says a kind has, and what it says is required."""
    (row,) = (
        line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` | ") and line.count("|") == 4
    )
    cell = row.split("|")[3]
    return set(re.findall(r"`(\w+)`", cell)), set(re.findall(r"\*\*`(\w+)`\*\*", cell))


@pytest.mark.parametrize(("kind", "model"), KINDS.items(), ids=KINDS)
def test_every_kind_stands_there_with_its_attributes(kind: str, model: type[AnyNode]) -> None:
    listed, required = attributes(kind)
    derived = {"outcome"} if kind == "exit" else set()

    assert listed == set(fields_of(model))
    assert required == {name for name in listed - derived if model.model_fields[name].is_required()}


@pytest.mark.parametrize(("kind", "model"), KINDS.items(), ids=KINDS)
def test_every_kind_stands_where_it_belongs(kind: str, model: type[AnyNode]) -> None:
    section = "## Nodes that end the call" if model.terminal else "## Nodes that go on"

    assert f"\n| `{kind}` | " in PAGE.partition(section)[2].partition("\n## ")[0]


def test_every_outcome_stands_there() -> None:
    assert [outcome for outcome in NAMED if f"`{outcome}`" not in PAGE] == []


def test_every_kind_is_in_the_example_and_the_example_is_valid(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text(EXAMPLE.text, encoding="utf-8")

    assert [kind for kind in KINDS if not re.search(rf'^  {kind} "', EXAMPLE.text, re.MULTILINE)] == []
    assert [found.detail for found in validate(LoadRequest(tmp_path)).diagnostics] == []
