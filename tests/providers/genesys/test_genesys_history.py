"""The history of a flow at Genesys Cloud: every page of it, who made what when, and what cannot be published."""

from __future__ import annotations

import pytest

from ivrplan.providers.contract import Action, Live
from ivrplan.providers.genesys.api import VersionReply
from ivrplan.providers.genesys.history import _entries
from tests.providers.genesys.standin import Vendor, flow_of_texts, target_of


async def created(vendor: Vendor) -> Live:
    done = await vendor.apply(Action.CREATE, target_of(flow_of_texts("Welcome.")))
    return await vendor.read(next(iter(done.values())).id)


async def test_a_long_history_is_read_page_by_page(vendor: Vendor) -> None:
    await vendor.settings(page_size_max=100, validation_polls=0, publish_polls=0)
    live = await created(vendor)
    first = next(key for key, node in live.document["nodes"].items() if node["type"] == "play")
    for number in range(2, 104):
        await vendor.edit(live.id, nodes={first: {"settings": {"prompt": f"Number {number}."}}})
    history = await vendor.type.history(vendor.client, live.id)
    assert [entry.name for entry in history.entries] == [str(number) for number in range(103, 0, -1)]
    assert history.live == "1.0"
    assert {entry.by for entry in history.entries} == {"A person", "sandbox"}
    assert all(entry.at for entry in history.entries)


async def test_a_flow_that_is_gone_has_no_history(vendor: Vendor) -> None:
    live = await created(vendor)
    await vendor.apply(Action.DELETE, {}, live)
    history = await vendor.type.history(vendor.client, live.id)
    assert (history.entries, history.live) == ((), None)


def reply(number: int, verdict: str | None, **more: object) -> VersionReply:
    validation = None if verdict is None else {"status": verdict}
    body = {"id": f"{number}.0", "versionNumber": number, "validation": validation, **more}
    return VersionReply.model_validate(body)


def test_what_the_vendor_would_not_publish_is_nothing_to_go_back_to() -> None:
    newest_first = [
        reply(5, "passed"),
        reply(4, "in_progress"),
        reply(3, "failed"),
        reply(2, None),
        reply(1, "passed"),
    ]
    entries = _entries(newest_first)
    assert [entry.before for entry in entries] == ["2.0", "2.0", "2.0", "1.0", None]
    assert [bool(entry.hindrance) for entry in entries] == [False, True, True, False, False]
    assert "failed" in entries[2].hindrance


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (1795255200000, "2026-11-21T10:00:00+00:00"),
        ("2026-11-21T10:00:00.000Z", "2026-11-21T10:00:00.000Z"),
        (None, ""),
    ],
)
def test_a_date_is_told_in_either_form(date: object, shown: str) -> None:
    (entry,) = _entries([reply(1, "passed", dateCreated=date, createdByClient={"id": "c1"})])
    assert (entry.at, entry.by) == (shown, "c1")
