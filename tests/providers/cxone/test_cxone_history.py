"""The history of a flow at CXone, in whatever order the vendor lists it, and what a rollback sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import respx

from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from tests.providers.cxone.test_cxone_releases import VERSIONS

KIND = CxoneIvrFlow()


def listed(id_: str, status: str, minute: int, **more: Any) -> Mapping[str, Any]:
    metadata = {
        "versionTag": f"tag-{id_}",
        "timestamp": f"2026-11-21T10:{minute:02}:00+00:00",
        "createdBy": "me",
    }
    return {"id": id_, "status": status, "metadata": {**metadata, **more.pop("metadata", {})}, **more}


async def test_the_newest_comes_first(api: CxoneApi, wire: respx.MockRouter) -> None:
    entities = [
        listed("b", "ACTIVE", 2, versionTags={"rollbackReference": "a"}),
        listed("a", "DEPRECATED", 1),
        listed("d", "PENDING", 4),
        listed("c", "DEPRECATED", 2, metadata={"rollbackPoint": "b"}),
    ]
    wire.get(VERSIONS).mock(return_value=httpx.Response(200, json={"entities": entities}))
    history = await KIND.history(api, "f1")
    assert [entry.id for entry in history.entries] == ["d", "c", "b", "a"]
    assert [entry.before for entry in history.entries] == [None, "b", "a", None]
    assert history.live == "b"
    pending, *others = history.entries
    assert "first time" in pending.hindrance
    assert not any(entry.hindrance for entry in others)
    assert (others[0].title, others[0].by) == ('"tag-c"', "me")


async def test_of_several_of_a_tag_one_that_can_be_taken_is_meant(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    same = {"versionTag": "one"}
    entities = [
        listed("a", "DEPRECATED", 1, metadata=same),
        listed("b", "DEPRECATED", 2, metadata=same),
        listed("c", "ACTIVE", 3, metadata=same),
        listed("d", "PENDING", 4, metadata=same),
    ]
    wire.get(VERSIONS).mock(return_value=httpx.Response(200, json={"entities": entities}))
    history = await KIND.history(api, "f1")
    found = {text: history.named(text) for text in ("one", "a", "d", "two")}
    assert {text: entry and entry.id for text, entry in found.items()} == {
        "one": "b",
        "a": "a",
        "d": "d",
        "two": None,
    }


@pytest.mark.parametrize("entities", [[], [{"id": "a", "status": "DEPRECATED"}]])
async def test_the_vendor_may_tell_little(api: CxoneApi, wire: respx.MockRouter, entities: list[Any]) -> None:
    wire.get(VERSIONS).mock(return_value=httpx.Response(200, json={"entities": entities}))
    history = await KIND.history(api, "f1")
    assert history.live is None
    assert [entry.at for entry in history.entries] == [""] * len(entities)
