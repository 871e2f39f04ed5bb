"""Rate limits, on a clock that stands still so that nothing depends on how fast the tests run."""

from typing import Any

import pytest

from tests.sandbox.support import Api, control


async def _limit(api: Api, **settings: Any) -> None:
    await control(api.http, "POST", "/clock", {"frozen": True})
    await control(api.http, "PUT", "/settings", settings)


async def test_cxone_refuses_what_exceeds_the_burst(cxone: Api) -> None:
    await _limit(cxone, rate_burst=2, rate_per_second=1)
    responses = [await cxone.get("/api/v2/flows") for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert responses[2].headers["Retry-After"] == "1"
    assert responses[2].json()["message"] == "Too many requests. Retry after 1 seconds."


async def test_genesys_refuses_in_its_own_words(genesys: Api) -> None:
    await _limit(genesys, rate_burst=1, rate_per_second=1)
    await genesys.get("/api/v2/flows")
    response = await genesys.get("/api/v2/flows")

    assert (response.status_code, response.json()["code"]) == (429, "too.many.requests")


@pytest.mark.parametrize(("per_second", "wait"), [(0.1, "10"), (0.75, "2"), (100, "1")])
async def test_retry_after_is_the_time_until_the_next_token(cxone: Api, per_second: float, wait: str) -> None:
    await _limit(cxone, rate_burst=1, rate_per_second=per_second)
    await cxone.get("/api/v2/flows")
    response = await cxone.get("/api/v2/flows")

    assert response.headers["Retry-After"] == wait


async def test_time_brings_new_tokens(cxone: Api) -> None:
    await _limit(cxone, rate_burst=2, rate_per_second=1)
    for _ in range(2):
        await cxone.get("/api/v2/flows")
    await control(cxone.http, "POST", "/clock", {"advance": 1})
    statuses = [(await cxone.get("/api/v2/flows")).status_code for _ in range(2)]

    assert statuses == [200, 429]


async def test_on_a_frozen_clock_a_refusal_counts_as_the_wait_it_asks_for(cxone: Api) -> None:
    await _limit(cxone, rate_burst=1, rate_per_second=0.5)
    statuses = [(await cxone.get("/api/v2/flows")).status_code for _ in range(5)]

    assert statuses == [200, 429, 200, 429, 200]


async def test_vendors_have_limits_of_their_own(cxone: Api, genesys: Api) -> None:
    await _limit(cxone, rate_burst=1, rate_per_second=1)
    responses = [await cxone.get("/api/v2/flows"), await genesys.get("/api/v2/flows")]

    assert [response.status_code for response in responses] == [200, 200]


async def test_the_control_plane_has_no_limit(cxone: Api) -> None:
    await _limit(cxone, rate_burst=1, rate_per_second=1)
    answers = [await control(cxone.http, "GET", "/settings") for _ in range(5)]

    assert len(answers) == 5
