"""Faults: which requests they strike, and what the vendor and the client then see. Networked kinds are in test_serve."""

import httpx
import pytest

from ivrplan.sandbox.problems import ConnectionDroppedError
from tests.sandbox.support import Api, Json, control, register


async def _arm(api: Api, match: Json, action: Json) -> None:
    await control(api.http, "POST", "/faults", {"match": match, "action": action})


async def test_a_status_is_answered_in_the_vendors_words(genesys: Api) -> None:
    await _arm(genesys, {}, {"status": 504})
    response = await genesys.get("/api/v2/flows")

    assert (response.status_code, response.json()["code"]) == (504, "gateway.timeout")


async def test_a_status_comes_with_headers_and_body(cxone: Api) -> None:
    await _arm(cxone, {}, {"status": 429, "headers": {"Retry-After": "7"}, "body": {"message": "Slow down"}})
    response = await cxone.get("/api/v2/flows")

    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert response.json() == {"message": "Slow down"}


async def test_a_status_is_answered_without_acting(cxone: Api) -> None:
    await _arm(cxone, {"method": "post"}, {"status": 503})
    await register(cxone)

    assert await control(cxone.http, "GET", "/flows/cxone") == {"flows": []}


@pytest.mark.parametrize("kind", ["status", "html"])
async def test_a_gateway_may_give_up_on_a_vendor_that_acts(cxone: Api, kind: str) -> None:
    await _arm(cxone, {"method": "post"}, {"kind": kind, "status": 504, "acts": True})
    response = await register(cxone)

    assert response.status_code == 504
    assert len((await control(cxone.http, "GET", "/flows/cxone"))["flows"]) == 1


@pytest.mark.parametrize(("body", "shown"), [(None, "<h1>Bad Gateway</h1>"), ("<p>down</p>", "<p>down</p>")])
async def test_a_page_is_answered_as_a_proxy_does(cxone: Api, body: str | None, shown: str) -> None:
    await _arm(cxone, {}, {"kind": "html", "body": body})
    response = await cxone.get("/api/v2/flows")

    assert response.status_code == 502
    assert response.headers["Content-Type"].startswith("text/html")
    assert shown in response.text


async def test_a_fault_strikes_from_its_nth_match_on_as_often_as_asked(cxone: Api) -> None:
    await _arm(cxone, {"nth": 2, "count": 2}, {"status": 500})
    statuses = [(await cxone.get("/api/v2/flows")).status_code for _ in range(4)]

    assert statuses == [200, 500, 500, 200]


async def test_a_fault_can_strike_for_ever(cxone: Api) -> None:
    await _arm(cxone, {"count": None}, {"status": 500})
    statuses = {(await cxone.get("/api/v2/flows")).status_code for _ in range(4)}

    assert statuses == {500}


@pytest.mark.parametrize(
    ("match", "struck"),
    [
        ({}, True),
        ({"vendor": "cxone"}, True),
        ({"vendor": "genesys"}, False),
        ({"method": "POST"}, False),
        ({"path": "^/api/v2/flows$"}, True),
        ({"path": "/cxone"}, False),
    ],
)
async def test_a_fault_strikes_what_it_matches(cxone: Api, match: Json, struck: bool) -> None:
    await _arm(cxone, match, {"status": 500})
    response = await cxone.get("/api/v2/flows")

    assert (response.status_code == 500) is struck


async def test_faults_take_turns(cxone: Api) -> None:
    await control(
        cxone.http,
        "POST",
        "/faults",
        [{"action": {"status": 500}}, {"match": {"nth": 2}, "action": {"status": 502}}],
    )
    statuses = [(await cxone.get("/api/v2/flows")).status_code for _ in range(3)]
    armed = (await control(cxone.http, "GET", "/faults"))["faults"]

    assert statuses == [500, 502, 200]
    assert [(fault["seen"], fault["struck"]) for fault in armed] == [(3, 1), (3, 1)]


async def test_faults_are_disarmed(cxone: Api) -> None:
    await _arm(cxone, {}, {"status": 500})
    await control(cxone.http, "DELETE", "/faults")
    response = await cxone.get("/api/v2/flows")

    assert response.status_code == 200


async def test_hanging_only_waits(cxone: Api) -> None:
    await _arm(cxone, {}, {"kind": "hang", "latency_ms": 1})
    response = await cxone.get("/api/v2/flows")
    (*_others, record) = (await control(cxone.http, "GET", "/requests"))["requests"]

    assert response.status_code == 200
    assert record["fault"] == "hang"


@pytest.mark.parametrize(("kind", "flows"), [("drop_before", 0), ("drop_after", 1), ("truncate", 1)])
async def test_in_process_a_dropped_connection_is_an_exception(cxone: Api, kind: str, flows: int) -> None:
    await _arm(cxone, {"method": "POST"}, {"kind": kind})
    with pytest.raises(ConnectionDroppedError):
        await register(cxone)
    stored = await control(cxone.http, "GET", "/flows/cxone")

    assert len(stored["flows"]) == flows


async def test_what_was_done_before_the_drop_is_answered_to_the_same_key(cxone: Api) -> None:
    await _arm(cxone, {"method": "POST"}, {"kind": "drop_after"})
    with pytest.raises(ConnectionDroppedError):
        await register(cxone)
    response = await register(cxone)
    stored = await control(cxone.http, "GET", "/flows/cxone")

    assert [flow["id"] for flow in stored["flows"]] == [response.json()["id"]]


async def test_a_dropped_request_is_recorded_without_status(cxone: Api) -> None:
    await _arm(cxone, {}, {"kind": "drop_before"})
    with pytest.raises(ConnectionDroppedError):
        await cxone.get("/api/v2/flows")
    (*_others, record) = (await control(cxone.http, "GET", "/requests"))["requests"]

    assert (record["status"], record["fault"]) == (None, "drop_before")


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ({"match": {"path": "("}}, "match.path"),
        ({"match": {"nth": 0}}, "match.nth"),
        ({"action": {"kind": "explode"}}, "action.kind"),
        ({"action": {"status": 99}}, "action.status"),
        ({"actions": {}}, "actions"),
        ({"match": {"vendor": "acme"}}, "There is no vendor acme; known are cxone, genesys."),
    ],
)
async def test_a_wrong_fault_is_refused(http: httpx.AsyncClient, fault: Json, place: str) -> None:
    response = await http.post("/_control/faults", json=fault)
    armed = await control(http, "GET", "/faults")

    assert (response.status_code, response.json()["error"].partition(":")[0]) == (400, place)
    assert armed == {"faults": []}


async def test_latency_is_a_setting_too(cxone: Api) -> None:
    await control(cxone.http, "PUT", "/settings", {"latency_ms": 1})
    response = await cxone.get("/api/v2/flows")

    assert response.status_code == 200
