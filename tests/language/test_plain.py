"""Values as JSON and back, masks, and what counts as the same."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.language.plain import Masked, from_json, leaves, mask, same, to_json, to_plain
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=None),
    st.text(),
    st.just(UNKNOWN),
)
NAMES = st.one_of(st.text(), st.sampled_from(["$masked", "$unknown", "$number", "$map"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner).map(tuple), st.dictionaries(NAMES, inner)),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_down_comes_back_equal(value: Any) -> None:
    assert same(from_json(json.loads(json.dumps(to_json(value)))), value)


def test_numbers_that_json_readers_would_round_stay_exact() -> None:
    third = Decimal(1) / Decimal(3)

    assert to_json(third) == {"$number": str(third)}
    assert from_json(to_json(third)) == third
    assert to_plain(third) == float(third)


def test_a_mapping_that_looks_like_a_mark_stays_a_mapping() -> None:
    lookalike = {"$unknown": True}

    assert from_json(to_json(lookalike)) == lookalike


def test_a_mask_survives_being_written_down_and_still_knows_its_secret() -> None:
    masked = from_json(to_json(mask({"token": Sensitive("s3cret")})))

    assert isinstance(masked["token"], Masked)
    assert same(masked, {"token": "s3cret"})
    assert not same(masked, {"token": "other"})
    assert "s3cret" not in json.dumps(to_json(masked))


@pytest.mark.parametrize("function", [to_json, to_plain])
def test_a_secret_in_clear_is_never_written(function: Any) -> None:
    with pytest.raises(TypeError, match="Sensitive"):
        function({"token": Sensitive("s3cret")})


def test_nothing_marked_goes_to_others() -> None:
    for value in (UNKNOWN, mask(Sensitive("x"))):
        with pytest.raises(TypeError):
            to_plain([value])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (8, Decimal("8.0"), True),
        (1, True, False),
        (0, False, False),
        ("1", 1, False),
        ((1, 2), [1, 2], True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        (UNKNOWN, UNKNOWN, True),
        (UNKNOWN, "x", False),
        (Sensitive("x"), "x", True),
        (Sensitive("x"), Sensitive("y"), False),
        (mask(Sensitive("x"), "00"), mask(Sensitive("x"), "00"), True),
        (mask(Sensitive("x")), Sensitive("x"), True),
    ],
)
def test_what_is_the_same(left: Any, right: Any, *, expected: bool) -> None:
    assert same(left, right) is expected
    assert same(right, left) is expected


def test_masks_of_one_secret_differ_by_their_salt() -> None:
    assert mask(Sensitive("x")).digest != mask(Sensitive("x")).digest


def test_an_unknown_secret_is_just_unknown() -> None:
    assert mask(Sensitive(UNKNOWN)) is UNKNOWN


def test_sets_are_written_as_lists() -> None:
    assert to_json(SetValue(("a", "b"))) == ["a", "b"]


def test_leaves_of_a_document_with_their_paths() -> None:
    assert list(leaves({"a": {"b": 1}, "c": {}})) == [(("a", "b"), 1), (("c",), {})]
