"""The collections of webhooks: strict about what is registered, silent about secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.sandbox.support import Api, control

URL = "https://ci.example.com/hook"


@dataclass(frozen=True)
class Collection:
    vendor: str
    path: str
    body: dict[str, Any]
    changed: dict[str, Any]
    url: str
    keyed: bool
    secret: bool


COLLECTIONS = (
    Collection(
        "cxone",
        "/api/v2/webhooks",
        {"name": "Drift", "event": "FLOW_VERSION_PUBLISHED", "url": URL, "active": True},
        {"active": False},
        "url",
        keyed=True,
        secret=False,
    ),
    Collection(
        "cxone",
        "/api/events/subscriptions",
        {"url": URL, "event_types": ["flow.created"], "secret": "t0psecret"},
        {"event_types": ["flow.deleted"]},
        "url",
        keyed=True,
        secret=True,
    ),
    Collection(
        "genesys",
        "/api/v2/platform/webhooks",
        {
            "name": "Drift",
            "description": "",
            "type": "web",
            "endpointUrl": URL,
            "events": ["flow.version.published"],
            "secret": "t0psecret",
        },
        {"description": "Other"},
        "endpointUrl",
        keyed=False,
        secret=True,
    ),
)


@pytest.fixture(params=COLLECTIONS, ids=lambda one: str(one.path))
def of(request: pytest.FixtureRequest) -> Collection:
    found: Collection = request.param
    return found


@pytest.fixture
def api(of: Collection, cxone: Api, genesys: Api) -> Api:
    return cxone if of.vendor == "cxone" else genesys


def visible(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "secret"}


async def stored(api: Api, of: Collection) -> list[Any]:
    found: list[Any] = (await control(api.http, "GET", f"/hooks/{of.vendor}"))["hooks"]
    return found


async def test_a_webhook_lives_and_dies(api: Api, of: Collection) -> None:
    made = await api.call("POST", of.path, of.body)
    assert made.status_code == 201
    shown = made.json()
    assert shown.items() >= visible(of.body).items()
    assert "secret" not in shown
    one = f"{of.path}/{shown['id']}"
    assert (await api.get(one)).json() == shown
    listed = (await api.get(of.path)).json()
    assert (listed["entities"], listed["pageCount"], listed["total"]) == ([shown], 1, 1)
    changed = await api.call("PUT", one, {**of.body, **of.changed})
    assert changed.json() == {**shown, **of.changed}
    assert (await api.call("DELETE", one)).status_code == 204
    assert [(await api.call(method, one, of.body)).status_code for method in ("GET", "PUT", "DELETE")] == [
        404
    ] * 3


@pytest.mark.parametrize(
    "url", ["ci.example.com", "ftp://ci.example.com", "https://", "https://a b/", "https://a:x/"]
)
async def test_a_malformed_address_is_refused(api: Api, of: Collection, url: str) -> None:
    answer = await api.call("POST", of.path, {**of.body, of.url: url})
    assert answer.status_code == 400
    assert "URL" in answer.text
    assert await stored(api, of) == []


async def test_unknown_fields_and_events_are_refused(api: Api, of: Collection) -> None:
    events = next(name for name in ("event", "events", "event_types") if name in of.body)
    wrong = "flow.renamed" if events == "event" else ["flow.renamed"]
    for body in ({**of.body, "more": 1}, {**of.body, events: wrong}, {**of.body, events: []}, {}):
        assert (await api.call("POST", of.path, body)).status_code == 400


async def test_a_secret_stays_goes_and_comes(api: Api, of: Collection) -> None:
    if not of.secret:
        pytest.skip("the vendor knows no secret here")
    one = f"{of.path}/{(await api.call('POST', of.path, of.body)).json()['id']}"
    kept = []
    for more in ({}, {"secret": None}, {"secret": "new"}):
        assert (await api.call("PUT", one, {**visible(of.body), **more})).status_code == 200
        kept.append((await stored(api, of))[0].get("secret"))
    assert kept == ["t0psecret", None, "new"]


async def test_a_key_makes_one_webhook(api: Api, of: Collection) -> None:
    if not of.keyed:
        pytest.skip("the vendor knows no idempotency key here")
    headers = {"Idempotency-Key": "key-1"}
    first, again = [await api.call("POST", of.path, of.body, headers) for _ in range(2)]
    assert first.json() == again.json()
    other = await api.call("POST", of.path, {**of.body, of.url: URL + "/other"}, headers)
    assert other.status_code == 409
    assert len(await stored(api, of)) == 1


async def test_without_a_key_two_may_be_alike(api: Api, of: Collection) -> None:
    ids = {(await api.call("POST", of.path, of.body)).json()["id"] for _ in range(3)}
    pages = [(await api.get(f"{of.path}?pageSize=2&{name}=2")).json() for name in ("page", "pageNumber")]
    assert len(ids) == 3
    assert {page["pageCount"] for page in pages} == {2}


async def test_a_person_changes_one(api: Api, of: Collection) -> None:
    identity = (await api.call("POST", of.path, of.body)).json()["id"]
    edit = f"/edit/{of.vendor}/{identity}"
    assert (await control(api.http, "POST", edit, {"set": of.changed})).items() >= of.changed.items()
    assert (await api.http.post(f"/_control{edit}", json={"set": {"more": 1}})).status_code == 400
    assert await stored(api, of) == [{"id": identity, **of.body, **of.changed}]


async def test_an_unreachable_host_is_refused_by_cxone(cxone: Api) -> None:
    await control(cxone.http, "PUT", "/settings", {"unreachable_hosts": ["ci.example.com"]})
    of = COLLECTIONS[0]
    answer = await cxone.call("POST", of.path, of.body)
    assert (answer.status_code, "cannot be reached" in answer.text) == (400, True)
    assert (
        await cxone.call("POST", of.path, {**of.body, "url": "https://other.example.com"})
    ).status_code == 201
