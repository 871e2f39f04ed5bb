"""The settings of rules: what they take, and that people can read of each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ivrplan.rules.thresholds import THRESHOLDS, WORDS, Threshold

PAGE = (Path(__file__).parents[2] / "docs" / "lint.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("threshold", THRESHOLDS.values(), ids=lambda each: each.name)
def test_every_setting_is_explained_and_takes_its_own_default(threshold: Threshold) -> None:
    """A row is wrong or missing: docs/lint.md says of each setting what its class says."""
    assert threshold.type in WORDS, "say in ivrplan/rules/thresholds.py how a value of this type is read"
    written = Decimal(str(threshold.default)) if threshold.type is float else threshold.default
    assert threshold.read(written) == threshold.default
    assert threshold.doc.endswith("."), f"the docstring of RuleSettings needs a sentence on {threshold.name}"
    assert row(threshold) in PAGE.splitlines()


def row(threshold: Threshold) -> str:
    return f"| `{threshold.name}` | {threshold.shown} | {threshold.doc} |"


def threshold(kind: Any, least: int = 0) -> Threshold:
    return Threshold("it", "It is.", kind, None, least)


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (int, 3, 3),
        (int, 0, None),
        (int, Decimal("2.5"), None),
        (int, True, None),
        (int, "3", None),
        (float, Decimal("2.5"), 2.5),
        (float, 2, 2.0),
        (float, -1, None),
        (float, True, None),
        (bool, False, False),
        (bool, 1, None),
        (str, "x", "x"),
        (str, " ", None),
        (tuple[str, ...], ("a", "b"), ("a", "b")),
        (tuple[str, ...], (), ()),
        (tuple[str, ...], ("a", 1), None),
        (tuple[str, ...], "a", None),
    ],
)
def test_a_value_fits_or_not(kind: Any, value: object, read: object) -> None:
    found = threshold(kind, 1 if kind is int else 0).read(value)
    assert found == read
    assert type(found) is type(read)
