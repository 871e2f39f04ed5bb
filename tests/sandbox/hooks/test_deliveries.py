"""Events are really posted, to a receiver on this machine, and each delivery has its record."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from ivrplan.sandbox.serve import running_sandbox
from tests.sandbox.cxone.versions.test_versions import Flow
from tests.sandbox.support import (
    Api,
    configure,
    control,
    create,
    create_version,
    publish,
    register,
)


@dataclass
class Inbox:
    """A receiver: what was posted, and what it answers; the last status is repeated."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    posted: list[tuple[dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            inbox.posted.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(inbox.statuses.pop(0) if len(inbox.statuses) > 1 else inbox.statuses[0])
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        inbox.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield inbox
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    with running_sandbox() as url:
        yield url


@pytest.fixture
async def http(sandbox: str) -> Any:
    async with httpx.AsyncClient(base_url=sandbox) as client:
        await control(client, "POST", "/reset")
        await control(client, "PUT", "/settings", {"publish_polls": 0, "validation_polls": 0, "job_polls": 0})
        yield client


async def hooked(api: Api, url: str, **changed: Any) -> None:
    body = {
        "name": "n",
        "type": "web",
        "endpointUrl": url,
        "events": ["flow.version.published"],
        "secret": "s3",
    }
    await api.call("POST", "/api/v2/platform/webhooks", {**body, **changed})


async def deliveries(api: Api) -> list[Any]:
    found: list[Any] = (await control(api.http, "GET", "/deliveries?settled=true"))["deliveries"]
    return found


async def published(api: Api) -> str:
    flow = await create(api)
    made = (await create_version(api, flow)).json()["id"]
    assert (await publish(api, flow, made)).status_code == 202
    return flow


async def test_a_publish_at_genesys_is_posted_with_the_secret(genesys: Api, inbox: Inbox) -> None:
    await hooked(genesys, inbox.url)
    flow = await published(genesys)
    (record,) = await deliveries(genesys)
    assert (record["state"], record["status"], record["tries"]) == ("delivered", 200, 1)
    ((headers, body),) = inbox.posted
    assert headers["x-genesys-webhook-secret"] == "s3"
    assert (body["event"], body["flowId"], body["versionId"]) == ("flow.version.published", flow, "1.0")


async def test_without_a_secret_no_header(genesys: Api, inbox: Inbox) -> None:
    await hooked(genesys, inbox.url, secret=None)
    await published(genesys)
    await deliveries(genesys)
    assert "x-genesys-webhook-secret" not in inbox.posted[0][0]


async def test_an_edit_that_publishes_is_posted_and_one_that_saves_is_not(genesys: Api, inbox: Inbox) -> None:
    flow = await published(genesys)
    await hooked(genesys, inbox.url)
    for publishes, count in ((False, 0), (True, 1)):
        patch = {"nodes": {"bye": {"name": f"Farewell {count}"}}, "publish": publishes}
        await control(genesys.http, "POST", f"/edit/genesys/{flow}", patch)
        assert len(await deliveries(genesys)) == count
    assert inbox.posted[0][1]["versionId"] == "3.0"


async def test_what_a_cxone_flow_becomes_is_posted_to_active_webhooks(cxone: Api, inbox: Inbox) -> None:
    for active in (True, False):
        body = {"name": "n", "event": "FLOW_VERSION_PUBLISHED", "url": inbox.url, "active": active}
        assert (await cxone.call("POST", "/api/v2/webhooks", body)).status_code == 201
    flow = (await register(cxone)).json()["id"]
    assert await deliveries(cxone) == []
    await configure(cxone, flow)
    patch = {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 9}}}}
    await control(cxone.http, "POST", f"/edit/cxone/{flow}", patch)
    await deliveries(cxone)
    assert sorted((body["flowId"], body["versionId"]) for _, body in inbox.posted) == [
        (flow, "2"),
        (flow, "3"),
    ]


async def test_a_version_of_a_cxone_flow_is_posted_when_it_is_published(cxone: Api, inbox: Inbox) -> None:
    flow = Flow(cxone, (await register(cxone)).json()["id"])
    await configure(cxone, flow.id)
    body = {"name": "n", "event": "FLOW_VERSION_PUBLISHED", "url": inbox.url}
    await cxone.call("POST", "/api/v2/webhooks", body)
    made = await flow.live()
    await deliveries(cxone)
    # What is saved now is not what callers get: they get the version.
    await configure(cxone, flow.id, match="v2")
    await deliveries(cxone)
    assert [(body["flowId"], body["versionId"]) for _, body in inbox.posted] == [(flow.id, made)]


async def test_a_campaign_flow_is_posted_from_its_beginning_to_its_end(http: Any, inbox: Inbox) -> None:
    token = await http.post(
        "/cxone/api/oauth2/token", data={"grant_type": "client_credentials"}, auth=("sandbox", "sandbox")
    )
    api = Api(http, "/cxone", token.json()["access_token"])
    events = ["flow.created", "flow.updated"]
    body = {"url": inbox.url, "event_types": events, "secret": "s1"}
    assert (await api.call("POST", "/api/events/subscriptions", body)).status_code == 201
    flow = {
        "name": "Outbound",
        "description": "",
        "entry_node": "notice",
        "nodes": [
            {"id": "notice", "type": "disclosure", "actions": [{"directive": "play", "text": "Example."}]},
            {"id": "bye", "type": "disconnect", "actions": [{"directive": "disconnect"}]},
        ],
        "transitions": [{"from_node": "notice", "to_node": "bye", "condition": "always"}],
    }
    assert (await api.call("POST", "/api/flows", flow)).status_code == 201
    (made,) = (await api.get("/api/flows")).json()["entities"]
    one, match = f"/api/flows/{made['id']}", {"If-Match": "v1"}
    assert (await api.call("PUT", one, {**flow, "description": "New"}, match)).status_code == 202
    assert (await api.call("DELETE", one, None, {"If-Match": "v2"})).status_code == 202
    assert {record["event"] for record in await deliveries(api)} == set(events)
    assert {(headers["x-cxone-webhook-secret"], body["flow_id"]) for headers, body in inbox.posted} == {
        ("s1", made["id"])
    }


@pytest.mark.parametrize(
    ("statuses", "state", "status", "tries"),
    [
        ([500, 429, 204], "delivered", 204, 3),
        ([503], "failed", 503, 3),
        ([401], "failed", 401, 1),
    ],
    ids=["later", "never", "refused"],
)
async def test_what_fails_for_a_while_is_tried_again(
    genesys: Api, inbox: Inbox, statuses: list[int], state: str, status: int, tries: int
) -> None:
    inbox.statuses = statuses
    await hooked(genesys, inbox.url)
    await published(genesys)
    (record,) = await deliveries(genesys)
    assert (record["state"], record["status"], record["tries"]) == (state, status, tries)
    assert len(inbox.posted) == tries


async def test_where_nobody_is_there_is_no_status(genesys: Api, inbox: Inbox) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as nobody:
        free = nobody.server_port
    await hooked(genesys, f"http://127.0.0.1:{free}/hook")
    await published(genesys)
    (record,) = await deliveries(genesys)
    assert (record["state"], record["status"], record["tries"]) == ("failed", None, 3)


async def test_other_machines_hear_nothing_unless_they_are_meant_to(genesys: Api, inbox: Inbox) -> None:
    await hooked(genesys, "https://ci.example.com/hook")
    await published(genesys)
    assert [record["state"] for record in await deliveries(genesys)] == ["skipped"]


async def test_deliveries_can_be_switched_off(genesys: Api, inbox: Inbox) -> None:
    await control(genesys.http, "PUT", "/settings", {"deliveries": "off"})
    await hooked(genesys, inbox.url)
    await published(genesys)
    assert [record["state"] for record in await deliveries(genesys)] == ["skipped"]
    assert inbox.posted == []


async def test_a_reset_forgets_what_was_delivered(genesys: Api, inbox: Inbox) -> None:
    await hooked(genesys, inbox.url)
    await published(genesys)
    await deliveries(genesys)
    await control(genesys.http, "POST", "/reset")
    assert await deliveries(genesys) == []
