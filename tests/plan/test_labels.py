"""Names as labels: identifiers in every case, the same for the same, and never one twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.address import Address, parse_address
from ivrplan.language.lexer import is_identifier
from ivrplan.plan.labels import Labels, identifier


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Main menu", "main_menu"),
        ("  Sales -- EMEA (v2) ", "sales_emea_v2"),
        ("Grüße", "grüße"),
        ("日本", "日本"),
        ("ﬁne", "fine"),
        ("24/7", "flow_24_7"),
        ("null", "flow_null"),
        ("{{ x }}", "x"),
        ("🎉", "flow"),
        ("", "flow"),
        ("../..", "flow"),
        ("x" * 60, "x" * 40),
        ("x" * 39 + " y", "x" * 39),
    ],
)
def test_names_become_identifiers(name: str, label: str) -> None:
    assert identifier(name, "flow") == label


@given(st.text())
def test_every_label_can_stand_in_an_address(name: str) -> None:
    label = identifier(name, "flow")
    assert is_identifier(label)
    assert parse_address(f"x.{label}") == Address("x", label)
    assert identifier(name, "flow") == label
    assert identifier(label, "flow") == label


@given(st.lists(st.sampled_from(("a", "a_2", "a_3", "b")), max_size=12))
def test_no_label_is_given_twice(wanted: list[str]) -> None:
    labels = Labels({"b"})
    given = [labels.free(one) for one in wanted]
    assert len({*given, "b"}) == len(given) + 1
    assert all(label.startswith(one) for label, one in zip(given, wanted, strict=True))
