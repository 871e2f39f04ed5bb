from __future__ import annotations

import pytest

from ivrplan.config.blocks.versions import satisfies


@pytest.mark.parametrize(
    ("version", "constraint", "holds"),
    [
        ("1.2.3", "1.2.3", True),
        ("1.2.3", "= 1.2.4", False),
        ("1.2.0", "1.2", True),
        ("1.2.3", "!= 1.2.3", False),
        ("1.2.3", "> 1.2", True),
        ("1.2.3", ">= 1.2.3, < 2", True),
        ("2.0.0", ">= 1.2.3, < 2", False),
        ("1.9.0", "~> 1.2", True),
        ("2.0.0", "~> 1.2", False),
        ("1.2.9", "~> 1.2.3", True),
        ("1.3.0", "~> 1.2.3", False),
        ("1.9.0", "~> 1", True),
        ("2.0.0", "~> 1", False),
        ("10.0.0", "> 9", True),
        ("1.2.3-dev+5", "<= 1.2.3", True),
        ("1.2.3", "<1.2.3", False),
    ],
)
def test_constraints_hold_as_in_terraform(version: str, constraint: str, holds: bool) -> None:
    assert satisfies(version, constraint) is holds


@pytest.mark.parametrize("constraint", ["", "newest", ">> 1", "1.2.3.4", ">= 1,", "~> "])
def test_what_is_no_constraint_is_refused(constraint: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        satisfies("1.0.0", constraint)
