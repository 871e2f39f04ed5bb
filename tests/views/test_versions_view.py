"""Versions for people and programs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivrplan.providers.versions import History, VersionEntry
from ivrplan.views.palette import Palette
from ivrplan.views.versions import versions_json, versions_text
from ivrplan.workflow.versions import Versions

NEW = VersionEntry("v2", "two", '"two"', "ACTIVE", "2026-11-21T10:02:00", "ann", "v1")
OLD = VersionEntry("v1", "one", '"one"', "DEPRECATED", "2026-11-21T10:01:00", "", None)
FOUND = Versions(
    address='x.main["uk"]',
    type="x",
    provider="x.emea",
    id="f1",
    title="Vendor X",
    history=History((NEW, OLD), "v2"),
    earlier="v1",
    rolled_back=False,
    warnings=("Locked by Ann: the vendor refuses new versions.",),
    sources={},
)


def text(found: Versions) -> str:
    return versions_text(found, Palette(colour=False))


def test_a_table_says_what_callers_get_and_how_to_go_back() -> None:
    assert text(FOUND) == (
        '# x.main["uk"]  [id=f1]\n'
        "# Locked by Ann: the vendor refuses new versions.\n"
        "\n"
        "VERSION  STATUS      MADE                 BY   ID\n"
        "two      ACTIVE      2026-11-21T10:02:00  ann  v2  live\n"
        "one      DEPRECATED  2026-11-21T10:01:00  -    v1  rollback takes this one\n"
        "\n"
        "To go back: ivrplan rollback 'x.main[\"uk\"]'"
    )


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (replace(FOUND, rolled_back=True), "To go further back: ivrplan rollback 'x.main[\"uk\"]' --to one"),
        (replace(FOUND, earlier=None), "No version before the live one is known."),
        (replace(FOUND, earlier=None, history=History((OLD,), None)), "Callers get none of them."),
        (replace(FOUND, history=History((), None)), "Vendor X has no versions of it."),
    ],
)
def test_the_last_line_says_what_can_be_done(found: Versions, line: str) -> None:
    assert line in text(found).splitlines()[-1]


def test_a_rollback_is_marked() -> None:
    shown = text(replace(FOUND, rolled_back=True))
    assert "live, by a rollback" in shown
    assert "the one before" in shown


def test_names_of_a_vendor_play_no_tricks() -> None:
    evil = replace(OLD, name="on\x1b[2Je\n", by="a\tb")
    shown = text(replace(FOUND, history=History((NEW, evil), "v2"), rolled_back=True))
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == len(text(FOUND).splitlines())


def test_programs_read_the_same() -> None:
    document = versions_json(FOUND)
    assert document["versions"] == [
        {
            "id": "v2",
            "name": "two",
            "status": "ACTIVE",
            "made_at": "2026-11-21T10:02:00",
            "made_by": "ann",
            "previous": "v1",
            "hindrance": None,
        },
        {
            "id": "v1",
            "name": "one",
            "status": "DEPRECATED",
            "made_at": "2026-11-21T10:01:00",
            "made_by": None,
            "previous": None,
            "hindrance": None,
        },
    ]
    assert (document["live"], document["rollback"], document["rolled_back"]) == ("v2", "v1", False)
