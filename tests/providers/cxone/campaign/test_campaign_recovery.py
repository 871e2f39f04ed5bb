"""After a crash: what came of a change of a campaign flow is found out without a write."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from ivrplan.diagnostics import UnavailableError
from ivrplan.providers.contract import Result, StepKind
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.campaign.flows import CxoneCampaignFlow
from tests.providers.cxone.campaign.scripted import (
    ANOTHER,
    ORDERED,
    create,
    delete,
    flow,
    job,
    ok,
    page,
    update,
)
from tests.providers.cxone.vendor import step
from tests.providers.http.fakes import FakeTime

KIND = CxoneCampaignFlow()
CREATE, AWAIT = StepKind.CREATE_JOB, StepKind.AWAIT_JOB
DELETE = StepKind.DELETE


async def test_a_created_flow_is_found_by_name_and_content(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows").mock(return_value=page({"id": "f1", "name": "Reminder", "version": 1}))
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    found = await KIND.find(api, step(CREATE), create(), {})
    assert found == Result("f1", "1")
    assert await KIND.run(api, step(AWAIT), create(), {CREATE: found}) == found
    assert await KIND.find(api, step(AWAIT), create(), {CREATE: found}) == found


async def test_another_flow_of_the_name_is_not_taken(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows").mock(return_value=page({"id": "f1", "name": "Reminder", "version": 1}))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(description="Somebody else's.")))
    assert await KIND.find(api, step(CREATE), create(), {}) is None


async def test_a_create_that_may_be_under_way_is_waited_for(
    api: CxoneApi, wire: respx.MockRouter, time: FakeTime
) -> None:
    listed = page({"id": "f1", "name": "Reminder", "version": 1})
    wire.get("/api/flows").mock(side_effect=[page(), page(), listed])
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    assert await KIND.find(api, step(CREATE), create(), {}) == Result("f1", "1")
    assert time.slept == [0.5, 0.75]


async def test_a_create_that_was_never_ordered_is_not_waited_for_long(
    api: CxoneApi, wire: respx.MockRouter, time: FakeTime
) -> None:
    wire.get("/api/flows").mock(return_value=page())
    assert await KIND.find(api, step(CREATE), create(), {}) is None
    assert 5 < sum(time.slept) < 20


@pytest.mark.parametrize("kind", [CREATE, AWAIT])
async def test_a_journaled_job_is_asked(api: CxoneApi, wire: respx.MockRouter, kind: StepKind) -> None:
    wire.get("/api/jobs/j1").mock(side_effect=[job("running"), job("completed", flow_id="f1")])
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    assert await KIND.find(api, step(kind), create(), ORDERED) == Result("f1", "1")


async def test_a_journaled_job_that_failed_made_nothing(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("failed"))
    assert await KIND.find(api, step(AWAIT), create(), ORDERED) is None


async def test_a_journaled_job_that_is_not_over_is_not_guessed_about(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("running"))
    with pytest.raises(UnavailableError):
        await KIND.find(api, step(AWAIT), create(), ORDERED)


async def test_a_job_that_the_vendor_forgot_is_looked_for_by_name(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.get("/api/jobs/j1").mock(return_value=httpx.Response(404))
    wire.get("/api/flows").mock(return_value=page({"id": "f1", "name": "Reminder", "version": 1}))
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    assert await KIND.find(api, step(AWAIT), create(), ORDERED) == Result("f1", "1")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (ok(flow(8)), Result("f1", "8")),
        (ok(flow(7)), None),
        (ok(flow(8, description="Another.")), None),
        (httpx.Response(404), None),
    ],
    ids=["done", "not done", "done by another", "gone"],
)
async def test_an_update_is_found_by_its_content(
    api: CxoneApi, wire: respx.MockRouter, answer: httpx.Response, found: Result | None
) -> None:
    wire.get("/api/flows/f1").mock(return_value=answer)
    assert await KIND.find(api, step(CREATE), update(7), {}) == found


@pytest.mark.parametrize(("answer", "found"), [(ok(flow(7)), None), (httpx.Response(404), Result("f1"))])
async def test_a_delete_is_found_by_the_absence(
    api: CxoneApi, wire: respx.MockRouter, answer: httpx.Response, found: Result | None
) -> None:
    wire.get("/api/flows/f1").mock(return_value=answer)
    assert await KIND.find(api, step(DELETE), delete(7), {}) == found


@pytest.mark.parametrize("kind", [CREATE, AWAIT])
@pytest.mark.parametrize(
    ("answer", "version", "found"),
    [
        (job("completed", flow_id="f1"), 8, Result("f1", "8")),
        (job("failed"), 7, None),
        (job("failed"), 8, Result("f1", "8")),
        (httpx.Response(404), 8, Result("f1", "8")),
        (httpx.Response(404), 7, None),
    ],
    ids=["done", "refused", "done by another job", "done and forgotten", "forgotten"],
)
async def test_the_journaled_job_of_an_update_is_asked(
    api: CxoneApi, wire: respx.MockRouter, kind: StepKind, answer: httpx.Response, version: int, found: Any
) -> None:
    wire.get("/api/jobs/j1").mock(return_value=answer)
    wire.get("/api/flows/f1").mock(return_value=ok(flow(version)))
    ordered = {CREATE: Result("f1", data={"job": "j1"})}
    work = update(7, ANOTHER) if version == 7 else update(7)
    assert await KIND.find(api, step(kind), work, ordered) == found
