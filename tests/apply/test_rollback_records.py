"""What the state tells of a resource after a rollback, and where the next one leads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ivrplan.apply.rollback import is_rolled_back, rollback_point, rolled_back
from ivrplan.language.plain import Masked, mask
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Live
from ivrplan.state.document import ResourceRecord, RollbackPoint
from ivrplan.state.encoding import record_from_json, record_to_json
from ivrplan.state.journal import ChangeBegan, decode, encode

NEW, OLD = ({"tag": tag, "content": tag * 3} for tag in ("two", "one"))
RECORD = ResourceRecord(
    address="x.a",
    type="x",
    provider="x",
    id="1",
    version="7",
    document={"name": "A", "release": NEW},
    sent={"name": "A", "release": NEW},
    published="v2",
    rollback=RollbackPoint("v2", "v1"),
)
BEGAN = ChangeBegan(
    address="x.a",
    type="x",
    provider="x",
    action="rollback",
    id="1",
    version="7",
    target={"name": "A", "release": OLD},
    published="v2",
    rollback={"to": "v1", "name": '"one"', "over": "v2", "next": "v0"},
)


def live(published: str | None, release: Any = None, version: str = "7") -> Live:
    document = {"name": "Edited" if version != "7" else "A"}
    return Live("1", version, document if release is None else {**document, "release": release}, published)


@pytest.mark.parametrize(
    ("seen", "happened"),
    [
        (live("v1"), True),  # the version itself is published again
        (live("v3", OLD), True),  # its content is, as another version
        (live("v2", NEW), False),
        (
            live("v2", OLD),
            False,
        ),  # two versions of the same content: callers still get the one that was to go
        (live("v3", NEW), False),  # somebody else was faster
        (live("v3"), False),
        (live(None), False),
    ],
)
def test_whether_it_happened_is_told_by_what_callers_get(seen: Live, *, happened: bool) -> None:
    assert is_rolled_back(BEGAN, seen) is happened


def test_the_earlier_release_counts_as_asked_for_from_then_on() -> None:
    record = rolled_back(BEGAN, RECORD, live("v3", OLD))
    assert record.document == record.sent == {"name": "A", "release": OLD}
    assert (record.version, record.published) == ("7", "v3")
    assert record.rollback == RollbackPoint("v3", "v0", rolled_back=True)
    assert record.rolled_back_to("v3")
    assert not record.rolled_back_to("v4")
    assert not RECORD.rolled_back_to("v2")


def test_what_somebody_saved_meanwhile_is_not_taken_for_ours() -> None:
    record = rolled_back(BEGAN, RECORD, live("v3", OLD, version="8"))
    assert record.version == "7"
    assert record.document["name"] == "A"


def test_a_secret_of_the_release_stays_a_mask() -> None:
    hidden = {**NEW, "content": Sensitive("digest")}
    before = replace(RECORD, sent=mask({"name": "A", "release": hidden}))
    record = rolled_back(BEGAN, before, live("v3", OLD))
    assert isinstance(record.document["release"]["content"], Masked)
    assert "oneoneone" not in str(record_to_json(record))


@pytest.mark.parametrize(
    ("planned", "published", "point"),
    [
        ("v2", "v3", RollbackPoint("v3", "v2")),
        ("v2", "v2", RollbackPoint("v2", "v1")),  # nothing was published: what was known is kept
        (None, "v2", RollbackPoint("v2", "v1")),
        (None, None, RollbackPoint("v2", "v1")),
    ],
)
def test_after_another_change_a_rollback_leads_to_what_callers_got_before(
    planned: str | None, published: str | None, point: RollbackPoint
) -> None:
    began = replace(BEGAN, action="update", published=planned, rollback=None)
    assert rollback_point(began, published, RECORD) == point


def test_a_first_version_has_none_before_it() -> None:
    began = replace(BEGAN, action="create", published=None, rollback=None)
    assert rollback_point(began, "v1", None) is None


@pytest.mark.parametrize(
    "point", [None, RollbackPoint("v2", None, rolled_back=True), RollbackPoint("v2", "v1")]
)
def test_a_record_comes_back_as_it_was_written(point: RollbackPoint | None) -> None:
    record = replace(RECORD, rollback=point)
    written = record_to_json(record)
    assert record_from_json(written) == record
    assert ("rollback" in written) == (point is not None)


def test_the_journal_keeps_where_a_rollback_leads() -> None:
    assert decode(encode(BEGAN)) == BEGAN
