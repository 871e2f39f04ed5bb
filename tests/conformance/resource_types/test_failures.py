"""Vendors that refuse, hurry or talk nonsense."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.diagnostics import (
    AuthenticationError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RejectedError,
    UnavailableError,
)
from ivrplan.providers.contract import Action
from tests.conformance.resource_types.stage import Stage, covers, last

ANYTHING_BUT_TOKENS = {"path": "^(?!.*token)", "count": None}
SECRET = "not-the-right-secret"


async def test_wrong_credentials_are_named_but_not_shown(stage: Stage) -> None:
    settings = stage.settings(client_secret=SECRET)
    async with stage.provider.connect(settings) as client:
        with pytest.raises(AuthenticationError) as caught:
            await stage.type.read(client, "any")
    text = repr(caught.value.diagnostics)
    assert SECRET not in text
    assert "client_secret" in text
    assert stage.provider.title in text


async def test_a_missing_scope_is_named_for_reads(stage: Stage) -> None:
    await stage.behave(withheld_scopes=[stage.sample.reading])
    with pytest.raises(PermissionDeniedError) as caught:
        await stage.type.read(stage.client, "any")
    assert caught.value.answer.scopes == (stage.sample.reading,)
    assert stage.sample.reading in caught.value.diagnostics[0].hint


async def test_a_missing_scope_is_named_for_writes(stage: Stage) -> None:
    await stage.behave(withheld_scopes=[stage.sample.writing])
    with pytest.raises(PermissionDeniedError) as caught:
        await stage.apply(stage.work(Action.CREATE, stage.desired()))
    assert stage.sample.writing in caught.value.diagnostics[0].hint
    assert caught.value.diagnostics[0].address == stage.address
    assert await stage.truth() == {}


async def test_a_burst_of_429_is_waited_out(stage: Stage) -> None:
    for method in ("GET", "POST", "PUT"):
        match = {"method": method, "path": ANYTHING_BUT_TOKENS["path"], "count": 3}
        await stage.fault(match, kind="status", status=429, headers={"Retry-After": "7"})
    done = await stage.apply(stage.work(Action.CREATE, stage.desired()))
    assert covers((await stage.read(last(done).id)).document, stage.desired())
    assert len(await stage.truth()) == 1
    assert sum(stage.time.slept) >= 7 * 3


async def test_an_expired_token_is_renewed(stage: Stage) -> None:
    live = await stage.created()
    (await stage.control.post("/_control/clock", json={"advance": 4000})).raise_for_status()
    assert await stage.read(live.id) == live


@pytest.mark.parametrize("status", [200, 403, 500])
async def test_an_html_page_is_not_believed(stage: Stage, status: int) -> None:
    live = await stage.created()
    await stage.fault(ANYTHING_BUT_TOKENS, kind="html", status=status)
    expected: dict[int, type[ProviderError]] = {
        200: ProtocolError,
        403: PermissionDeniedError,
        500: UnavailableError,
    }
    with pytest.raises(expected[status]) as caught:
        await stage.type.read(stage.client, live.id)
    assert "Bad Gateway" in caught.value.diagnostics[0].detail


@pytest.mark.parametrize(
    "body", [[], "text", {"entities": 5}, {"id": 3}], ids=["list", "text", "page", "number"]
)
async def test_a_document_of_another_shape_is_not_believed(stage: Stage, body: Any) -> None:
    live = await stage.created()
    await stage.fault(ANYTHING_BUT_TOKENS, kind="status", status=200, body=body)
    with pytest.raises(ProtocolError) as caught:
        await stage.type.read(stage.client, live.id)
    assert "unexpected shape" in caught.value.diagnostics[0].detail


async def test_a_page_that_calls_itself_json_is_not_believed(stage: Stage) -> None:
    live = await stage.created()
    headers = {"content-type": "application/json"}
    await stage.fault(ANYTHING_BUT_TOKENS, kind="html", status=200, headers=headers)
    with pytest.raises(ProtocolError):
        await stage.type.read(stage.client, live.id)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_refused_payload_is_not_sent_again(stage: Stage, status: int) -> None:
    await stage.fault({"method": "POST", "path": ANYTHING_BUT_TOKENS["path"], "count": None}, status=status)
    with pytest.raises(RejectedError) as caught:
        await stage.apply(stage.work(Action.CREATE, stage.desired()))
    assert len(await stage.writes()) == 1
    assert stage.time.slept == []
    problem = caught.value.diagnostics[0]
    assert (problem.address, caught.value.answer.status) == (stage.address, status)
    assert caught.value.answer.correlation_id
    assert "was asked to answer this." in problem.detail


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_vendor_that_fails_for_a_while_is_waited_for(stage: Stage, status: int) -> None:
    live = await stage.created()
    await stage.fault({"path": ANYTHING_BUT_TOKENS["path"], "count": 2}, kind="status", status=status)
    assert await stage.read(live.id) == live


async def test_a_vendor_that_does_not_work_is_given_up(stage: Stage) -> None:
    live = await stage.created()
    await stage.fault(ANYTHING_BUT_TOKENS, kind="status", status=503)
    with pytest.raises(UnavailableError) as caught:
        await stage.type.read(stage.client, live.id)
    assert "tried" in caught.value.diagnostics[0].detail
