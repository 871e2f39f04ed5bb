"""The control plane, one operation after the other."""

from typing import Any

import httpx
import pytest

from ivrplan.sandbox.app import build_app
from ivrplan.sandbox.requestlog import RequestRecord
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from tests.sandbox.support import (
    Api,
    Json,
    configure,
    control,
    create,
    create_version,
    register,
    registration,
    version,
)


async def _refused(http: httpx.AsyncClient, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = await http.request(method, "/_control" + path, json=body)
    message: str = response.json()["error"]
    return response.status_code, message


async def test_settings_are_changed_one_by_one(http: httpx.AsyncClient) -> None:
    changed = await control(http, "PUT", "/settings", {"validation_polls": 3})
    read = await control(http, "GET", "/settings")

    assert changed == read == {**Behaviour().model_dump(), "validation_polls": 3}


@pytest.mark.parametrize(
    ("change", "place"),
    [({"polls": 1}, "polls"), ({"token_seconds": 0}, "token_seconds"), ({"silent_types": 1}, "silent_types")],
)
async def test_a_wrong_setting_is_refused_by_name(http: httpx.AsyncClient, change: Json, place: str) -> None:
    status, message = await _refused(http, "PUT", "/settings", change)

    assert (status, message.partition(":")[0]) == (400, place)


async def test_settings_must_be_an_object(http: httpx.AsyncClient) -> None:
    status, _message = await _refused(http, "PUT", "/settings", [])

    assert status == 400


async def test_the_clock_stands_where_it_is_put(http: httpx.AsyncClient) -> None:
    await control(http, "POST", "/clock", {"now": "2026-11-21T10:00:00+00:00"})
    answer = await control(http, "POST", "/clock", {"advance": 90})

    assert answer == {"now": 1795255290.0, "iso": "2026-11-21T10:01:30.000Z", "frozen": True}


async def test_the_clock_takes_seconds(http: httpx.AsyncClient) -> None:
    answer = await control(http, "POST", "/clock", {"now": 0})

    assert answer["iso"] == "1970-01-01T00:00:00.000Z"


async def test_the_clock_runs_on_from_where_it_stood(http: httpx.AsyncClient) -> None:
    await control(http, "POST", "/clock", {"now": 1000})
    resumed = await control(http, "POST", "/clock", {"frozen": False})
    later = await control(http, "GET", "/clock")

    assert resumed["frozen"] is False
    assert 1000 <= resumed["now"] <= later["now"] < 100_000


async def test_a_running_clock_can_be_moved(http: httpx.AsyncClient) -> None:
    before = await control(http, "GET", "/clock")
    after = await control(http, "POST", "/clock", {"advance": 5000})

    assert after["now"] - before["now"] >= 5000
    assert not after["frozen"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"now": "noon"}, "now: 'noon' is no ISO 8601 time."),
        (
            {"now": "2026-11-21T10:00:00"},
            "now: '2026-11-21T10:00:00' does not say its time zone; end it with Z for UTC.",
        ),
    ],
)
async def test_a_wrong_time_is_refused(http: httpx.AsyncClient, body: Json, why: str) -> None:
    assert await _refused(http, "POST", "/clock", body) == (400, why)


async def test_time_does_not_go_back_by_advancing(http: httpx.AsyncClient) -> None:
    status, message = await _refused(http, "POST", "/clock", {"advance": -1})

    assert (status, message.partition(":")[0]) == (400, "advance")


async def test_requests_are_recorded_without_credentials(cxone: Api) -> None:
    await control(cxone.http, "DELETE", "/requests")
    await control(cxone.http, "POST", "/clock", {"frozen": True})
    await register(cxone)
    (record,) = (await control(cxone.http, "GET", "/requests"))["requests"]

    now = (await control(cxone.http, "GET", "/clock"))["now"]
    headers = record.pop("headers")
    assert record == {
        "number": 1,
        "at": now,
        "vendor": "cxone",
        "method": "POST",
        "path": "/api/v2/flows",
        "query": "",
        "status": 201,
        "fault": None,
    }
    assert headers["authorization"] == "Bearer"
    assert headers["idempotency-key"] == "key-1"
    assert cxone.token not in str(headers)


async def test_the_control_plane_does_not_record_itself(http: httpx.AsyncClient) -> None:
    await control(http, "GET", "/settings")

    assert await control(http, "GET", "/requests") == {"requests": []}


async def test_a_listener_hears_of_each_request() -> None:
    heard: list[RequestRecord] = []
    transport = httpx.ASGITransport(build_app(SandboxSettings(on_request=heard.append)))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        await http.get("/genesys/api/v2/flows?pageSize=1")

    assert [(record.vendor, record.path, record.query, record.status) for record in heard] == [
        ("genesys", "/api/v2/flows", "pageSize=1", 401)
    ]


async def test_a_reset_empties_everything(cxone: Api, genesys: Api) -> None:
    await register(cxone)
    await create(genesys)
    await control(cxone.http, "PUT", "/settings", {"silent_types": True})
    await control(cxone.http, "POST", "/faults", {"match": {"path": "nothing"}})
    await control(cxone.http, "POST", "/clock", {"now": 0})
    await control(cxone.http, "POST", "/reset")

    assert await control(cxone.http, "GET", "/flows/cxone") == {"flows": []}
    assert await control(cxone.http, "GET", "/flows/genesys") == {"flows": []}
    assert await control(cxone.http, "GET", "/settings") == Behaviour().model_dump()
    assert await control(cxone.http, "GET", "/faults") == {"faults": []}
    assert await control(cxone.http, "GET", "/requests") == {"requests": []}
    assert (await control(cxone.http, "GET", "/clock"))["frozen"] is False
    assert (await cxone.get("/api/v2/flows")).status_code == 401


async def test_a_key_and_a_name_are_free_after_a_reset(cxone: Api) -> None:
    await register(cxone)
    await control(cxone.http, "POST", "/reset")
    fields = {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"}
    token = (await cxone.http.post("/cxone/oauth/token", data=fields)).json()["access_token"]
    response = await register(Api(cxone.http, "/cxone", token))

    assert response.status_code == 201


async def test_the_truth_of_cxone_is_both_views(cxone: Api) -> None:
    registered = (await register(cxone)).json()
    (flow,) = (await control(cxone.http, "GET", "/flows/cxone"))["flows"]

    assert flow["connections"] == registered["connections"]
    assert flow["entryPoint"] == "node_start"
    assert flow["nodes"][0]["connections"] == {"default": "node_menu"}


async def test_the_truth_of_genesys_has_every_version(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    (flow,) = (await control(genesys.http, "GET", "/flows/genesys"))["flows"]

    assert (flow["id"], flow["publishing"]) == (flow_id, None)
    assert [item["nodes"] for item in flow["versions"]] == [version()["nodes"]]


@pytest.mark.parametrize(("method", "path"), [("GET", "/flows/acme"), ("POST", "/edit/acme/x")])
async def test_an_unknown_vendor_is_refused(http: httpx.AsyncClient, method: str, path: str) -> None:
    assert await _refused(http, method, path, {}) == (
        400,
        "There is no vendor acme; known are cxone, genesys.",
    )


@pytest.mark.parametrize("vendor", ["cxone", "genesys"])
async def test_an_unknown_flow_cannot_be_edited(http: httpx.AsyncClient, vendor: str) -> None:
    assert await _refused(http, "POST", f"/edit/{vendor}/none", {}) == (404, "There is no flow none.")


async def test_editing_a_cxone_node_raises_the_version(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    await configure(cxone, flow_id)
    patch = {"node_menu": {"properties": {"timeoutSeconds": 9, "playBeep": None}}}
    edited = await control(cxone.http, "POST", f"/edit/cxone/{flow_id}", {"nodes": patch})
    read = (await cxone.get(f"/api/v2/flows/ivr/{flow_id}")).json()

    assert (edited["version"], read["version"]) == (3, 3)
    assert read["nodes"][1]["properties"] == {"timeoutSeconds": 9}
    assert read["nodes"][1]["type"] == "menu"


async def test_an_edit_makes_the_version_that_was_read_stale(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    await control(cxone.http, "POST", f"/edit/cxone/{flow_id}", {})
    response = await configure(cxone, flow_id, match="v1")

    assert (response.status_code, response.json()["currentVersion"]) == (412, 2)


async def test_editing_adds_and_removes_cxone_nodes(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    nodes = {
        "node_bye": None,
        "node_new": {"type": "disconnect"},
        "node_menu": {"connections": {"timeout": "node_new"}},
    }
    edited = await control(cxone.http, "POST", f"/edit/cxone/{flow_id}", {"nodes": nodes})

    assert [node["id"] for node in edited["nodes"]] == ["node_start", "node_menu", "node_sales", "node_new"]


async def test_editing_replaces_a_cxone_flow(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    document = {"nodes": [{"id": "only", "type": "disconnect"}], "entryPoint": "only"}
    edited = await control(cxone.http, "POST", f"/edit/cxone/{flow_id}", {"document": document})

    assert [node["id"] for node in edited["nodes"]] == ["only"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"nodes": {"node_bye": None}}, "The edited flow names nodes that do not exist: node_bye."),
        ({"node": {}}, "node: Extra inputs are not permitted."),
        ({"document": {}}, "nodes: Field required. entryPoint: Field required."),
        (
            {"document": {"nodes": [{}], "entryPoint": "x"}},
            "nodes.0.id: Field required. nodes.0.type: Field required.",
        ),
    ],
)
async def test_a_cxone_edit_that_makes_no_flow_is_refused(cxone: Api, body: Json, why: str) -> None:
    flow_id = (await register(cxone)).json()["id"]

    assert await _refused(cxone.http, "POST", f"/edit/cxone/{flow_id}", body) == (400, why)


async def test_editing_a_genesys_node_makes_a_valid_version(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    patch = {"bye": {"name": "Farewell"}}
    edited = await control(
        genesys.http, "POST", f"/edit/genesys/{flow_id}", {"nodes": patch, "publish": True}
    )
    read = (await genesys.get(f"/api/v2/flows/{flow_id}")).json()

    assert [item["validation"]["status"] for item in edited["versions"]] == ["in_progress", "passed"]
    assert edited["versions"][1]["nodes"][3]["name"] == "Farewell"
    assert read["publishedVersion"] == {"id": "2.0"}


async def test_editing_replaces_a_genesys_document_and_renames(genesys: Api) -> None:
    flow_id = await create(genesys)
    edited = await control(genesys.http, "POST", f"/edit/genesys/{flow_id}", {"document": version("Renamed")})

    assert (edited["name"], len(edited["versions"])) == ("Renamed", 1)
    assert "publishedVersion" not in edited


async def test_a_lock_can_be_taken_and_let_go(genesys: Api) -> None:
    flow_id = await create(genesys)
    taken = await control(genesys.http, "POST", f"/edit/genesys/{flow_id}", {"lockedUser": {"name": "Ada"}})
    free = await control(genesys.http, "POST", f"/edit/genesys/{flow_id}", {"lockedUser": None})

    assert (taken["lockedUser"], "lockedUser" in free) == ({"name": "Ada"}, False)


async def test_an_edit_without_a_lock_leaves_the_lock(genesys: Api) -> None:
    flow_id = await create(genesys)
    await control(genesys.http, "POST", f"/edit/genesys/{flow_id}", {"lockedUser": {"name": "Ada"}})
    edited = await control(genesys.http, "POST", f"/edit/genesys/{flow_id}", {"document": version()})

    assert edited["lockedUser"] == {"name": "Ada"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"nodes": {"bye": None}}, "Flow {id} has no version whose nodes could be edited."),
        ({"publish": True}, "The latest version of flow {id} is not valid and cannot be published."),
        (
            {"document": {**version(), "connections": []}, "publish": True},
            "The latest version of flow {id} is not valid and cannot be published.",
        ),
        ({"document": version("Taken")}, "Another flow is named 'Taken'."),
        ({"document": {"name": "x"}}, "nodes: Field required. connections: Field required."),
    ],
)
async def test_a_genesys_edit_that_makes_no_flow_is_refused(genesys: Api, body: Json, why: str) -> None:
    await create(genesys, "Taken")
    flow_id = await create(genesys)
    refused = await _refused(genesys.http, "POST", f"/edit/genesys/{flow_id}", body)
    read = await genesys.get(f"/api/v2/flows/{flow_id}/versions")

    assert refused == (400, why.format(id=flow_id))
    assert read.json()["total"] == 0


async def test_what_the_control_plane_does_not_serve(http: httpx.AsyncClient) -> None:
    status, message = await _refused(http, "GET", "/nothing")

    assert (status, message) == (404, "GET /_control/nothing is not served: Not Found.")


async def test_edits_are_kept_apart_from_other_flows(cxone: Api) -> None:
    first = (await register(cxone)).json()["id"]
    second = (await register(cxone, registration("Other"), key="key-2")).json()
    await control(cxone.http, "POST", f"/edit/cxone/{first}", {})

    assert (await cxone.get(f"/api/v2/flows/{second['id']}")).json() == second
