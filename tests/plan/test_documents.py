"""The three-way comparison: its table row by row, and the laws that hold for any documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.language.plain import Masked, leaves, mask, to_json
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan.documents import (
    ABSENT,
    FieldChange,
    changes,
    conceal,
    covers,
    holds,
    patch,
    target,
)

NO: Any = {}


def _one(value: Any) -> dict[str, Any]:
    return {} if value is ABSENT else {"x": value}


@pytest.mark.parametrize(
    ("desired", "sent", "prior", "live", "expected"),
    [
        # desired, as it was sent, and live as it was answered: the vendor's own way of writing it
        (5, 5, "5.0", "5.0", "5.0"),
        # desired as it was sent, but somebody changed it, or took it away
        (5, 5, 5, 7, 5),
        (5, 5, 5, ABSENT, 5),
        # desired otherwise
        (6, 5, 5, 5, 6),
        (6, 5, "5.0", "5.0", 6),
        # desired otherwise, and somebody has made it so already
        (6, 5, 5, 6, 6),
        # desired for the first time
        (6, ABSENT, ABSENT, ABSENT, 6),
        (6, ABSENT, 3, 3, 6),
        # not desired, but was sent: we take it away, whatever became of it
        (ABSENT, 5, 5, 5, ABSENT),
        (ABSENT, 5, 5, 7, ABSENT),
        (ABSENT, 5, 5, ABSENT, ABSENT),
        # neither desired nor sent, but answered: the vendor's default stays, a change of it is undone
        (ABSENT, ABSENT, 3, 3, 3),
        (ABSENT, ABSENT, 3, 4, 3),
        (ABSENT, ABSENT, 3, ABSENT, 3),
        # live only: somebody added it
        (ABSENT, ABSENT, ABSENT, 9, ABSENT),
        # a default that is a secret cannot be put back: the live one stays, or none
        (ABSENT, ABSENT, mask(Sensitive("s")), Sensitive("s"), Sensitive("s")),
        (ABSENT, ABSENT, mask(Sensitive("s")), Sensitive("t"), Sensitive("t")),
        (ABSENT, ABSENT, mask(Sensitive("s")), ABSENT, ABSENT),
        (ABSENT, ABSENT, {"a": mask(Sensitive("s")), "b": 1}, {"a": Sensitive("t"), "b": 2, "c": 3},
         {"a": Sensitive("t"), "b": 1}),
        (ABSENT, ABSENT, {"a": mask(Sensitive("s")), "b": 1}, ABSENT, {"b": 1}),
        (ABSENT, ABSENT, {"a": mask(Sensitive("s"))}, ABSENT, ABSENT),
        (ABSENT, ABSENT, {"a": 1}, ABSENT, {"a": 1}),
        (ABSENT, ABSENT, {}, ABSENT, {}),
        (ABSENT, ABSENT, {}, {"x": 1}, {}),
        (ABSENT, ABSENT, {"a": mask(Sensitive("s"))}, {"b": 2}, {}),
        # unknown is never settled
        (UNKNOWN, 5, 5, 5, UNKNOWN),
        # numbers and truth values are not mixed up
        (1, True, True, True, 1),
        (Decimal("8.0"), 8, 8, 8, 8),
        # secrets: sent and answered are masks
        (Sensitive("s"), mask(Sensitive("s")), mask(Sensitive("s")), Sensitive("s"), Sensitive("s")),
        (Sensitive("n"), mask(Sensitive("s")), mask(Sensitive("s")), Sensitive("s"), Sensitive("n")),
        (Sensitive("s"), mask(Sensitive("s")), mask(Sensitive("s")), "t", Sensitive("s")),
        # a part becomes a mapping, and a mapping a part
        ({"y": 1}, 5, 5, 5, {"y": 1}),
        (5, {"y": 1}, {"y": 1}, {"y": 1}, 5),
        # inside mappings every part counts by itself
        ({"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 4, "d": 5}, {"a": 1, "c": 3}),
    ],
)  # fmt: skip
def test_the_table(desired: Any, sent: Any, prior: Any, live: Any, expected: Any) -> None:
    found = target(_one(desired), sent=_one(sent), prior=_one(prior), live=_one(live))
    assert found == _one(expected)
    assert type(found.get("x")) is type(_one(expected).get("x"))


@pytest.mark.parametrize("missing", ["sent", "prior", "live"])
def test_without_one_of_them_the_desired_document_alone_counts(missing: str) -> None:
    known: dict[str, Any] = {"sent": {"x": 1, "y": 1}, "prior": {"x": 1, "z": 2}, "live": {"x": 1, "z": 3}}
    assert target({"x": 1}, **(known | {missing: None})) == {"x": 1}


scalars = st.one_of(st.integers(0, 3), st.sampled_from(["", "a", "b"]), st.booleans(), st.none())
names = st.sampled_from("abcd")
documents = st.recursive(
    st.dictionaries(names, scalars, max_size=3),
    lambda inner: st.dictionaries(names, st.one_of(scalars, inner), max_size=3),
    max_leaves=8,
)


def _answered(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a vendor makes of a document: a default in every mapping that has none."""
    filled = {name: _answered(part) if isinstance(part, Mapping) else part for name, part in sent.items()}
    return {"default": 3, **filled}


@given(documents)
def test_nothing_is_to_be_done_while_nobody_moves(desired: dict[str, Any]) -> None:
    live = _answered(desired)
    assert changes(live, target(desired, sent=desired, prior=live, live=live)) == ()


@given(documents, documents)
def test_a_vendor_default_that_we_never_asked_for_stays_until_its_mapping_goes(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    live = _answered(old)
    assert target(new, sent=old, prior=live, live=live)["default"] == 3


@given(documents, documents, documents)
def test_what_somebody_did_is_undone(
    desired: dict[str, Any], prior_more: dict[str, Any], live: dict[str, Any]
) -> None:
    """Whatever is live: the target is what it would have been had nobody touched it."""
    prior = _answered(desired)
    untouched = target(desired, sent=desired, prior=prior, live=prior)
    assert changes(target(desired, sent=desired, prior=prior, live=live), untouched) == ()


@given(documents, documents, documents)
def test_after_the_target_is_there_nothing_is_left_to_do(
    old: dict[str, Any], new: dict[str, Any], live: dict[str, Any]
) -> None:
    """The vendor adds its defaults to what we send; the next plan with that as its prior is empty."""
    aimed = target(new, sent=old, prior=_answered(old), live=live)
    answered = _answered(aimed)
    assert changes(answered, target(new, sent=new, prior=answered, live=answered)) == ()


@given(documents, documents, documents)
def test_all_that_is_desired_is_in_the_target(
    old: dict[str, Any], new: dict[str, Any], live: dict[str, Any]
) -> None:
    assert covers(target(new, sent=old, prior=_answered(old), live=live), new)


@given(documents, documents)
def test_patching_with_what_differs_makes_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    differences = changes(before, after)
    assert changes(patch(before, differences), after) == ()
    back = [FieldChange(change.path, change.after, change.before) for change in differences]
    assert changes(patch(after, back), before) == ()


@given(documents)
def test_a_document_does_not_differ_from_itself_and_covers_itself(document: dict[str, Any]) -> None:
    assert changes(document, document) == ()
    assert covers(document, document)
    assert covers(_answered(document), document)


def test_what_differs_comes_in_the_order_of_after_with_what_is_removed_last() -> None:
    before = {"gone": 1, "a": 1, "m": {"x": 1, "y": 2}, "same": 0}
    after = {"m": {"y": 3, "z": {"new": 1}}, "a": 2, "same": 0}
    assert changes(before, after) == (
        FieldChange(("m", "y"), 2, 3),
        FieldChange(("m", "z"), ABSENT, {"new": 1}),
        FieldChange(("m", "x"), 1, ABSENT),
        FieldChange(("a",), 1, 2),
        FieldChange(("gone",), 1, ABSENT),
    )


def test_taking_away_what_is_not_there_leaves_no_trace() -> None:
    assert patch({"a": 1}, [FieldChange(("m", "x"), 1, ABSENT)]) == {"a": 1}


def test_patch_leaves_its_document_alone() -> None:
    document = {"m": {"x": 1}}
    patch(document, [FieldChange(("m", "x"), 1, 2)])
    assert document == {"m": {"x": 1}}


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ((), True),
        (("m",), True),
        (("m", "x"), True),
        (("m", "y"), False),
        (("m", "x", "z"), False),
        (("n",), False),
    ],
)
def test_whether_a_part_is_there(path: tuple[str, ...], there: bool) -> None:
    assert holds({"m": {"x": 1}}, path) is there


@pytest.mark.parametrize(
    ("live", "wanted", "covered"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 2}, {"a": 1}, False),
        ({}, {"a": 1}, False),
        ({"a": {"x": 1}}, {"a": {}}, True),
        ({"a": 1}, {"a": {}}, False),
        ({"a": Sensitive("s")}, {"a": mask(Sensitive("s"))}, True),
        ({"a": "t"}, {"a": mask(Sensitive("s"))}, False),
    ],
)
def test_covering(live: Any, wanted: Any, covered: bool) -> None:
    assert covers(live, wanted) is covered


def test_secrets_are_hidden_by_their_value_wherever_they_stand() -> None:
    live = {"key": "s3cret", "copy": {"deep": ("x", "s3cret")}, "other": "plain"}
    assert conceal(live, {"key": Sensitive("s3cret")}) == {
        "key": Sensitive("s3cret"),
        "copy": {"deep": ("x", Sensitive("s3cret"))},
        "other": "plain",
    }


def test_secrets_are_hidden_by_their_place_whatever_stands_there_now() -> None:
    known = {"key": mask(Sensitive("old")), "headers": Sensitive({"a": "x"}), "list": ("n", Sensitive("l"))}
    live = {"key": "somebody's", "headers": {"a": "y"}, "list": ("n", "m"), "other": "plain"}
    assert conceal(live, None, known) == {
        "key": Sensitive("somebody's"),
        "headers": Sensitive({"a": "y"}),
        "list": ("n", Sensitive("m")),
        "other": "plain",
    }


def test_an_old_and_a_new_secret_of_one_place_are_both_known() -> None:
    live = {"a": "old", "b": "new"}
    assert conceal(live, {"key": Sensitive("new")}, {"key": mask(Sensitive("old"))}) == {
        "a": Sensitive("old"),
        "b": Sensitive("new"),
    }


@pytest.mark.parametrize("secret", [True, False, "", None])
def test_what_many_parts_hold_gives_no_secret_away(secret: Any) -> None:
    assert conceal({"key": secret, "x": secret}, {"key": Sensitive(secret)})["x"] is secret


def test_without_secrets_the_document_itself_is_given_back() -> None:
    live = {"a": 1}
    assert conceal(live, {"a": 1}, None) is live


@given(documents, documents, st.text(min_size=6, alphabet="xyz"))
def test_no_secret_is_ever_in_clear_in_what_is_kept(
    known: dict[str, Any], live: dict[str, Any], secret: str
) -> None:
    live = {**live, "moved": {"to": secret}, "key": secret}
    kept = mask(conceal(live, {**known, "key": Sensitive(secret)}))
    assert secret not in json.dumps(to_json(kept))
    assert any(isinstance(leaf, Masked) for _, leaf in leaves(kept))
