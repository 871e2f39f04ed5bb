"""Exactly what is sent for webhooks, and what is made of the answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import respx

from ivrplan.diagnostics import ConflictError, ProtocolError, RejectedError
from ivrplan.language.plain import mask
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Action, Step, StepKind, Work, unseen
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from ivrplan.providers.cxone.provider import CxoneProvider
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.http.runtime import Runtime
from tests.providers.http.fakes import FakeTime

BASE = "https://vendor.example.com"
ADDRESS = "resource.main"
URL = "https://ci.example.com/hook"
TOKEN = {"access_token": "token-1", "expires_in": 3600, "scope": "webhooks:read webhooks:write"}
REGISTER, CONFIGURE = Step(StepKind.REGISTER, "key-1"), Step(StepKind.CONFIGURE, "key-2")

CXONE = CxoneProvider({}).types["cxone_webhook"]
SUBSCRIPTION = CxoneProvider({}).types["cxone_event_subscription"]
GENESYS = GenesysProvider({}).types["genesys_webhook"]


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=BASE, assert_all_called=False) as router:
        for path in ("/oauth/token", "/oauth2/token", "/api/oauth2/token", "/api/v2/oauth/token"):
            router.post(path).mock(return_value=httpx.Response(200, json=TOKEN))
        yield router


@pytest.fixture
async def cxone(wire: respx.MockRouter, time: FakeTime) -> AsyncIterator[Any]:
    async with _client(CxoneProvider, time) as client:
        yield client


@pytest.fixture
async def genesys(wire: respx.MockRouter, time: FakeTime) -> AsyncIterator[Any]:
    async with _client(GenesysProvider, time) as client:
        yield client


def _client(make: Any, time: FakeTime) -> Any:
    runtime = Runtime(monotonic=time.monotonic, wall=time.wall, sleep=time.sleep, chance=lambda: 0.0)
    provider = make({}, runtime)
    settings = provider.config(base_url=BASE, client_id="me", client_secret="s3cret-value")
    return provider.connect(settings)


def webhook(**changed: Any) -> dict[str, Any]:
    return {
        "id": "w1",
        "name": "Drift",
        "event": "FLOW_VERSION_PUBLISHED",
        "url": URL,
        "active": True,
        **changed,
    }


def genesys_hook(**changed: Any) -> dict[str, Any]:
    shown = {"name": "Drift", "description": None, "type": "web", "endpointUrl": URL}
    return {"id": "g1", **shown, "events": ["flow.version.published"], **changed}


def create(kind: Any, **values: Any) -> Work:
    return Work(ADDRESS, Action.CREATE, kind.desired(values))


def body_of(call: respx.models.Call) -> Any:
    return json.loads(call.request.content)


async def test_a_webhook_of_cxone_is_created(wire: respx.MockRouter, cxone: Any) -> None:
    route = wire.post("/api/v2/webhooks").mock(return_value=httpx.Response(201, json=webhook()))
    result = await CXONE.run(cxone, REGISTER, create(CXONE, name="Drift", url=URL), {})
    assert result.id == "w1"
    assert body_of(route.calls[0]) == {
        "name": "Drift",
        "event": "FLOW_VERSION_PUBLISHED",
        "url": URL,
        "active": True,
    }
    assert route.calls[0].request.headers["idempotency-key"] == "key-1"
    (token,) = [call for call in wire.calls if "token" in call.request.url.path]
    assert token.request.url.path == "/oauth/token"
    assert (
        b"scope=flows%3Aread+flows%3Awrite+flows%3Apublish+flow%3Asimulate+webhooks%3Aread+webhooks%3Awrite"
        in (token.request.content)
    )


async def test_a_token_of_s2_is_replaced_a_minute_before_its_end(
    wire: respx.MockRouter, cxone: Any, time: FakeTime
) -> None:
    wire.get("/api/v2/webhooks/w1").mock(return_value=httpx.Response(200, json=webhook()))
    tokens = []
    for moment in (0.0, 3539.0, 3541.0):
        time.now = moment
        await CXONE.read(cxone, "w1")
        tokens.append(len([call for call in wire.calls if "token" in call.request.url.path]))
    assert tokens == [1, 1, 2]


async def test_a_subscription_is_created_with_http_basic(wire: respx.MockRouter, cxone: Any) -> None:
    shown = {"id": "s1", "url": URL, "event_types": ["flow.updated", "flow.created"]}
    route = wire.post("/api/events/subscriptions").mock(return_value=httpx.Response(200, json=shown))
    events = ("flow.updated", "flow.created")
    work = create(SUBSCRIPTION, url=URL, event_types=events, secret=Sensitive("t0psecret"))
    result = await SUBSCRIPTION.run(cxone, REGISTER, work, {})
    assert result.id == "s1"
    assert body_of(route.calls[0]) == {
        "url": URL,
        "event_types": ["flow.created", "flow.updated"],
        "secret": "t0psecret",
    }
    (token,) = [call for call in wire.calls if "token" in call.request.url.path]
    assert token.request.url.path == "/api/oauth2/token"
    assert token.request.headers["authorization"].startswith("Basic ")


async def test_a_webhook_of_genesys_is_created(wire: respx.MockRouter, genesys: Any) -> None:
    wire.get("/api/v2/platform/webhooks").mock(
        return_value=httpx.Response(200, json={"entities": [], "pageCount": 0})
    )
    route = wire.post("/api/v2/platform/webhooks").mock(return_value=httpx.Response(200, json=genesys_hook()))
    await GENESYS.run(genesys, REGISTER, create(GENESYS, name="Drift", url=URL, secret="t0psecret"), {})
    assert body_of(route.calls[0]) == {
        "name": "Drift",
        "description": "",
        "type": "web",
        "endpointUrl": URL,
        "events": ["flow.version.published"],
        "secret": "t0psecret",
    }
    assert "idempotency-key" not in route.calls[0].request.headers


async def test_a_lost_answer_does_not_make_somebody_elses_webhook_ours(
    wire: respx.MockRouter, genesys: Any
) -> None:
    def listed(*ids: str) -> httpx.Response:
        return httpx.Response(200, json={"entities": [genesys_hook(id=one) for one in ids], "pageCount": 1})

    wire.get("/api/v2/platform/webhooks").mock(side_effect=[listed("other"), listed("ours", "other")])
    route = wire.post("/api/v2/platform/webhooks").mock(side_effect=httpx.ReadTimeout("lost"))
    result = await GENESYS.run(genesys, REGISTER, create(GENESYS, name="Drift", url=URL), {})
    assert result.id == "ours"
    assert len(route.calls) == 1


def _update(genesys_target: dict[str, Any], live: dict[str, Any], version: str) -> Work:
    return Work(ADDRESS, Action.UPDATE, GENESYS.desired(genesys_target), "g1", version, live)


@pytest.mark.parametrize(
    ("wanted", "known", "sent"),
    [
        ({"secret": "new"}, {"secret": mask(Sensitive("old"))}, {"secret": "new"}),
        ({}, {"secret": mask(Sensitive("old"))}, {"secret": None}),
        ({}, {}, {}),
    ],
    ids=["changed", "taken away", "never there"],
)
async def test_a_secret_is_sent_taken_away_or_left_alone(
    wire: respx.MockRouter, genesys: Any, wanted: Any, known: Any, sent: Any
) -> None:
    one = "/api/v2/platform/webhooks/g1"
    wire.get(one).mock(return_value=httpx.Response(200, json=genesys_hook()))
    route = wire.put(one).mock(return_value=httpx.Response(200, json=genesys_hook()))
    live = await GENESYS.read(genesys, "g1")
    assert live is not None
    work = _update({"name": "Drift", "url": URL, **wanted}, {**live.document, **known}, live.version)
    await GENESYS.run(genesys, CONFIGURE, work, {})
    body = body_of(route.calls[0])
    assert {name: body[name] for name in body if name == "secret"} == sent


async def test_a_secret_that_is_known_as_a_mask_only_stays(wire: respx.MockRouter, genesys: Any) -> None:
    one = "/api/v2/platform/webhooks/g1"
    wire.get(one).mock(return_value=httpx.Response(200, json=genesys_hook()))
    route = wire.put(one).mock(return_value=httpx.Response(200, json=genesys_hook()))
    live = await GENESYS.read(genesys, "g1")
    assert live is not None
    target = {**live.document, "secret": mask(Sensitive("old"))}
    await GENESYS.run(
        genesys, CONFIGURE, Work(ADDRESS, Action.UPDATE, target, "g1", live.version, target), {}
    )
    assert "secret" not in body_of(route.calls[0])


async def test_what_moved_is_named_but_not_shown(wire: respx.MockRouter, genesys: Any) -> None:
    one = "/api/v2/platform/webhooks/g1"
    wire.get(one).mock(
        return_value=httpx.Response(200, json=genesys_hook(endpointUrl="https://x.example.com"))
    )
    live = GENESYS.desired({"name": "Drift", "url": URL})
    with pytest.raises(ConflictError) as caught:
        await GENESYS.run(genesys, CONFIGURE, _update({"name": "New", "url": URL}, dict(live), "v"), {})
    (problem,) = caught.value.diagnostics
    assert '"url"' in problem.detail
    assert "x.example.com" not in problem.detail


async def test_an_object_that_is_kept_otherwise_is_a_mistake_of_the_vendor(
    wire: respx.MockRouter, cxone: Any
) -> None:
    wire.post("/api/v2/webhooks").mock(return_value=httpx.Response(201, json=webhook(active=False)))
    with pytest.raises(ProtocolError) as caught:
        await CXONE.run(cxone, REGISTER, create(CXONE, name="Drift", url=URL), {})
    assert '"active"' in caught.value.diagnostics[0].detail


async def test_an_unreachable_address_is_refused_with_a_hint(wire: respx.MockRouter, cxone: Any) -> None:
    body = {"message": "The URL cannot be reached.", "errors": []}
    wire.post("/api/v2/webhooks").mock(return_value=httpx.Response(400, json=body))
    with pytest.raises(RejectedError) as caught:
        await CXONE.run(cxone, REGISTER, create(CXONE, name="Drift", url=URL), {})
    (problem,) = caught.value.diagnostics
    assert "The URL cannot be reached." in problem.detail
    assert "url" in problem.hint
    assert problem.address == ADDRESS


async def test_a_refusal_that_repeats_the_secret_does_not_show_it(wire: respx.MockRouter, cxone: Any) -> None:
    body = {"message": "Bad secret t0psecret.", "errors": []}
    wire.post("/api/events/subscriptions").mock(return_value=httpx.Response(400, json=body))
    work = create(SUBSCRIPTION, url=URL, event_types=("flow.created",), secret="t0psecret")
    with pytest.raises(RejectedError) as caught:
        await SUBSCRIPTION.run(cxone, REGISTER, work, {})
    assert "t0psecret" not in repr(caught.value.diagnostics) + repr(caught.value.answer)


async def test_after_a_crash_only_what_is_the_same_is_found(wire: respx.MockRouter, cxone: Any) -> None:
    entities = [
        webhook(id="w1"),
        webhook(id="w2", active=False),
        webhook(id="w3"),
        webhook(id="w4", name="X"),
    ]
    wire.get("/api/v2/webhooks").mock(
        return_value=httpx.Response(200, json={"entities": entities, "pageCount": 1})
    )
    work = create(CXONE, name="Drift", url=Sensitive(URL))
    for target in (work.target, mask(work.target)):
        found = await CXONE.find(cxone, REGISTER, Work(ADDRESS, Action.CREATE, target), {})
        assert found is not None
        assert found.id == "w3"


async def test_a_step_that_no_webhook_has_is_refused(cxone: Any) -> None:
    for ask in (CXONE.run, CXONE.find):
        with pytest.raises(RejectedError, match="publish"):
            await ask(cxone, Step(StepKind.PUBLISH), create(CXONE, name="Drift", url=URL), {})


def test_what_is_never_shown_is_said() -> None:
    assert unseen(GENESYS) == unseen(SUBSCRIPTION) == {("secret",)}
    assert unseen(CXONE) == unseen(CxoneIvrFlow()) == frozenset()
