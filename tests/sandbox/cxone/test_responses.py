"""CXone's operations, one by one."""

import re
from typing import Any

import pytest

from tests.sandbox.support import Api, arrow, configuration, configure, control, register, registration


async def test_registering_answers_the_flow(cxone: Api) -> None:
    response = await register(cxone)

    body = response.json()
    assert response.status_code == 201
    assert re.fullmatch(r"[0-9a-f-]{36}", body["id"])
    assert body == {"id": body["id"], "version": 1, **registration()}


async def test_a_connection_without_condition_is_the_default(cxone: Api) -> None:
    body = registration()
    del body["connections"][0]["condition"], body["connections"][0]["type"]
    response = await register(cxone, body)

    assert response.json()["connections"][0] == arrow(1, "start", "menu")


async def test_an_id_in_the_body_is_used(cxone: Api) -> None:
    response = await register(cxone, {**registration(), "id": "ours"})

    assert response.json()["id"] == "ours"


async def test_an_id_is_given_once(cxone: Api) -> None:
    await register(cxone, {**registration(), "id": "ours"})
    response = await register(cxone, {**registration("Other"), "id": "ours"}, key="key-2")

    assert (response.status_code, response.json()["message"]) == (409, "Flow ours exists already.")


async def test_registering_needs_an_idempotency_key(cxone: Api) -> None:
    response = await cxone.call("POST", "/api/v2/flows", registration())

    assert response.status_code == 400
    assert response.json()["errors"] == [{"message": "The header Idempotency-Key is required."}]


async def test_the_same_key_and_payload_get_the_same_answer(cxone: Api) -> None:
    first = await register(cxone)
    again = await register(cxone)
    listed = await cxone.get("/api/v2/flows")

    assert (again.status_code, again.json()) == (201, first.json())
    assert len(listed.json()["entities"]) == 1


async def test_the_same_answer_even_after_the_flow_changed(cxone: Api) -> None:
    first = await register(cxone)
    await configure(cxone, first.json()["id"])
    again = await register(cxone)

    assert again.json() == first.json()


async def test_a_key_is_for_one_payload(cxone: Api) -> None:
    await register(cxone)
    response = await register(cxone, registration("Other"))

    assert response.status_code == 409
    assert response.json()["message"] == "Idempotency-Key key-1 was used for another payload."


async def test_a_refused_registration_does_not_use_up_its_key(cxone: Api) -> None:
    refused = await register(cxone, {**registration(), "connections": []})
    response = await register(cxone)

    assert (refused.status_code, response.status_code) == (422, 201)


@pytest.mark.parametrize(("seconds", "status"), [(24 * 3600 - 1, 201), (24 * 3600, 409)])
async def test_a_key_is_remembered_for_24_hours(cxone: Api, seconds: int, status: int) -> None:
    await control(cxone.http, "PUT", "/settings", {"token_seconds": 1_000_000})
    await control(cxone.http, "POST", "/clock", {"frozen": True})
    await register(cxone)
    await control(cxone.http, "POST", "/clock", {"advance": seconds})
    token = (await cxone.http.post("/cxone/oauth/token", data=_credentials())).json()["access_token"]
    response = await register(Api(cxone.http, "/cxone", token))

    assert response.status_code == status


def _credentials() -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"}


async def test_a_name_is_given_once_and_the_answer_says_to_whom(cxone: Api) -> None:
    taken = (await register(cxone)).json()["id"]
    response = await register(cxone, key="key-2")

    assert response.status_code == 409
    assert response.json()["message"] == f"A flow named 'Main menu' exists already, its id is {taken}."


async def test_s3_reads_a_flow(cxone: Api) -> None:
    registered = (await register(cxone)).json()
    response = await cxone.get(f"/api/v2/flows/{registered['id']}")

    assert (response.status_code, response.json()) == (200, registered)


async def test_s0_sees_pointers_for_conditions(cxone: Api) -> None:
    body = registration()
    body["connections"] += [arrow(4, "menu", "sales", "vip == true"), arrow(5, "menu", "bye", "invalid")]
    flow_id = (await register(cxone, body)).json()["id"]
    response = await cxone.get(f"/api/v2/flows/ivr/{flow_id}")

    shown = response.json()
    assert (shown["version"], shown["entryPoint"]) == (1, "node_start")
    assert shown["nodes"][1] == {
        "id": "node_menu",
        "type": "decision",
        "properties": {},
        "connections": {
            "1": "node_sales",
            "timeout": "node_bye",
            "vip == true": "node_sales",
            "invalid": "node_bye",
        },
    }


@pytest.mark.parametrize("path", ["/api/v2/flows/none", "/api/v2/flows/ivr/none"])
async def test_reading_a_flow_that_is_not_there(cxone: Api, path: str) -> None:
    response = await cxone.get(path)

    assert (response.status_code, response.json()["message"]) == (404, "Flow none does not exist.")


async def test_configuring_raises_the_version_and_adds_defaults(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await configure(cxone, flow_id)

    body = response.json()
    beeps = [node["properties"].get("playBeep") for node in body["nodes"]]
    assert (response.status_code, body["version"]) == (200, 2)
    assert beeps == [False, True, None, None]


async def test_what_was_configured_is_read(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    written = await configure(cxone, flow_id)
    response = await cxone.get(f"/api/v2/flows/ivr/{flow_id}")

    assert response.json() == written.json()


async def test_s3_sees_the_configured_topology_and_kept_connections_keep_their_ids(cxone: Api) -> None:
    registered = (await register(cxone)).json()
    body = configuration()
    body["nodes"][1]["connections"] = {"1": "node_sales", "2": "node_bye", "error": "node_bye"}
    await configure(cxone, registered["id"], body)
    response = await cxone.get(f"/api/v2/flows/{registered['id']}")

    connections = response.json()["connections"]
    assert connections[:2] == registered["connections"][:2]
    assert [item["condition"] for item in connections[2:]] == ["dtmf == '2'", "error"]
    assert [item["type"] for item in connections[2:]] == ["conditional", "fallback"]
    assert all(re.fullmatch("conn_[0-9a-f]{12}", item["id"]) for item in connections)
    assert response.json()["nodes"] == registered["nodes"]


async def test_configuring_can_answer_202_without_a_body(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    await control(cxone.http, "PUT", "/settings", {"put_answers_202": True})
    response = await configure(cxone, flow_id)
    read = await cxone.get(f"/api/v2/flows/ivr/{flow_id}")

    assert (response.status_code, response.content) == (202, b"")
    assert read.json()["version"] == 2


@pytest.mark.parametrize("sent", ["v2", "1", '"v1"', "*"])
async def test_configuring_needs_the_version_that_was_read(cxone: Api, sent: str) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await configure(cxone, flow_id, match=sent)

    body = response.json()
    assert (response.status_code, body["currentVersion"]) == (412, 1)
    assert body["message"] == f"If-Match is {sent}, but the flow is at version 1."


async def test_configuring_needs_if_match(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await cxone.call("PUT", f"/api/v2/flows/ivr/{flow_id}", configuration())

    assert response.status_code == 400
    assert "If-Match is required" in response.text


async def test_configuring_a_flow_that_is_not_there(cxone: Api) -> None:
    response = await configure(cxone, "none")

    assert response.status_code == 404


async def test_a_body_for_another_flow_is_refused(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await configure(cxone, flow_id, {**configuration(), "id": "other"})

    assert response.json()["errors"] == [{"message": "id: the body is for flow other."}]


@pytest.mark.parametrize(
    ("change", "place"),
    [({"nodes": None}, "nodes"), ({"entryPoint": 1}, "entryPoint"), ({"entry": "x"}, "entry")],
)
async def test_a_body_of_another_shape_is_refused(cxone: Api, change: dict[str, Any], place: str) -> None:
    response = await configure(cxone, "any", {**configuration(), **change})

    assert response.status_code == 400
    assert [error["message"].partition(":")[0] for error in response.json()["errors"]] == [place]


@pytest.mark.parametrize("body", [b"", b"{", b'{"nodes": [], "entryPoint": NaN}', b"\xff"])
async def test_a_body_that_is_no_json_is_refused(cxone: Api, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {cxone.token}", "If-Match": "v1"}
    response = await cxone.http.put("/cxone/api/v2/flows/ivr/any", content=body, headers=headers)

    assert (response.status_code, response.json()["message"]) == (400, "The request is malformed.")


async def test_the_listing_comes_in_pages(cxone: Api) -> None:
    for number in range(3):
        await register(cxone, registration(f"Flow {number}"), key=f"key-{number}")
    first = (await cxone.get("/api/v2/flows?pageSize=2")).json()
    second = (await cxone.get("/api/v2/flows?page=2&pageSize=2")).json()

    assert [flow["name"] for flow in first["entities"]] == ["Flow 0", "Flow 1"]
    assert [flow["name"] for flow in second["entities"]] == ["Flow 2"]
    assert (first["page"], first["pageCount"], second["page"]) == (1, 2, 2)


async def test_the_listing_shows_versions(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    await configure(cxone, flow_id)
    response = await cxone.get("/api/v2/flows")

    assert response.json() == {
        "entities": [{"id": flow_id, "name": "Main menu", "type": "IVR", "version": 2}],
        "page": 1,
        "pageCount": 1,
    }


async def test_a_page_behind_the_last_is_empty(cxone: Api) -> None:
    response = await cxone.get("/api/v2/flows?page=9")

    assert response.json() == {"entities": [], "page": 9, "pageCount": 0}


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "pageSize=", "pageSize=101", "page=" + "9" * 5000]
)
async def test_a_page_that_cannot_be_is_refused(cxone: Api, query: str) -> None:
    response = await cxone.get(f"/api/v2/flows?{query}")

    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["errors"][0]["message"]


async def test_deleting_makes_room_for_the_name(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await cxone.call("DELETE", f"/api/v2/flows/{flow_id}", headers={"If-Match": "v1"})
    gone = await cxone.get(f"/api/v2/flows/{flow_id}")
    again = await register(cxone, key="key-2")

    assert (response.status_code, response.content) == (204, b"")
    assert (gone.status_code, again.status_code) == (404, 201)


@pytest.mark.parametrize(("headers", "status"), [({}, 400), ({"If-Match": "v2"}, 412)])
async def test_deleting_needs_the_version(cxone: Api, headers: dict[str, str], status: int) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await cxone.call("DELETE", f"/api/v2/flows/{flow_id}", headers=headers)

    assert response.status_code == status


async def test_every_answer_has_a_correlation_id(cxone: Api) -> None:
    responses = [await cxone.get("/api/v2/flows"), await cxone.get("/api/v2/flows/none")]

    assert len({response.headers["x-correlation-id"] for response in responses}) == 2


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/v9", 404), ("PATCH", "/api/v2/flows", 405)]
)
async def test_what_is_not_served_is_refused_in_the_vendors_words(
    cxone: Api, method: str, path: str, status: int
) -> None:
    response = await cxone.call(method, path)

    assert response.status_code == status
    assert response.json()["message"].startswith(f"{method} /cxone{path} is not served")
