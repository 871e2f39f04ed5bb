"""Genesys Cloud's operations, one by one."""

from typing import Any

import pytest

from tests.sandbox.support import Api, Json, control, create, create_version, publish, version


async def _passed(genesys: Api, flow_id: str, body: Json | None = None) -> str:
    await control(genesys.http, "PUT", "/settings", {"validation_polls": 0})
    response = await create_version(genesys, flow_id, body)
    assert response.json()["validation"]["status"] == "passed", response.text
    version_id: str = response.json()["id"]
    return version_id


async def test_creating_a_flow(genesys: Api) -> None:
    body = {"name": "Main menu", "type": "INBOUNDCALL", "description": "Where callers land"}
    response = await genesys.call("POST", "/api/v2/flows", body)

    assert response.status_code == 200
    assert response.json() == {"id": response.json()["id"], **body}


async def test_a_name_is_given_once(genesys: Api) -> None:
    flow_id = await create(genesys)
    response = await genesys.call("POST", "/api/v2/flows", {"name": "Main menu", "type": "INBOUNDCALL"})

    body = response.json()
    assert (response.status_code, body["code"]) == (409, "flow.name.exists")
    assert body["message"] == f"A flow named 'Main menu' exists already, its id is {flow_id}."


@pytest.mark.parametrize("change", [{"name": ""}, {"type": "CHAT"}, {"descripton": "x"}])
async def test_a_flow_of_another_shape_is_refused(genesys: Api, change: Json) -> None:
    response = await genesys.call("POST", "/api/v2/flows", {"name": "x", "type": "INBOUNDCALL", **change})

    body = response.json()
    assert (response.status_code, body["code"]) == (400, "bad.request")
    assert body["errors"][0]["message"].startswith(next(iter(change)))


async def test_an_error_body_has_every_field(genesys: Api) -> None:
    response = await genesys.get("/api/v2/flows/none")

    assert response.json() == {
        "message": "Flow none does not exist.",
        "code": "flow.not.found",
        "status": 404,
        "contextId": response.headers["ININ-Correlation-Id"],
        "details": [],
        "errors": [],
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v2/flows/none"),
        ("DELETE", "/api/v2/flows/none"),
        ("GET", "/api/v2/flows/none/versions"),
        ("GET", "/api/v2/flows/none/versions/1.0"),
        ("POST", "/api/v2/flows/actions/publish?flow=none&version=1.0"),
    ],
)
async def test_a_flow_that_is_not_there(genesys: Api, method: str, path: str) -> None:
    response = await genesys.call(method, path)

    assert (response.status_code, response.json()["code"]) == (404, "flow.not.found")


async def test_the_listing_comes_in_pages(genesys: Api) -> None:
    for number in range(3):
        await create(genesys, f"Flow {number}")
    response = await genesys.get("/api/v2/flows?pageNumber=2&pageSize=2")

    body = response.json()
    assert [flow["name"] for flow in body.pop("entities")] == ["Flow 2"]
    assert body == {"pageNumber": 2, "pageSize": 2, "total": 3, "pageCount": 2}


@pytest.mark.parametrize(
    ("name", "found"),
    [("Flow 1", ["Flow 1"]), ("flow*", ["Flow 0", "Flow 1"]), ("Flow", []), ("*1", ["Flow 1"])],
)
async def test_the_listing_finds_names(genesys: Api, name: str, found: list[str]) -> None:
    for number in range(2):
        await create(genesys, f"Flow {number}")
    response = await genesys.get(f"/api/v2/flows?name={name}")

    assert [flow["name"] for flow in response.json()["entities"]] == found


@pytest.mark.parametrize("query", ["pageNumber=0", "pageSize=101", "pageSize=x"])
async def test_a_page_that_cannot_be_is_refused(genesys: Api, query: str) -> None:
    response = await genesys.get(f"/api/v2/flows?{query}")

    assert (response.status_code, response.json()["code"]) == (400, "bad.request")


async def test_deleting_a_flow_makes_room_for_its_name(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    response = await genesys.call("DELETE", f"/api/v2/flows/{flow_id}")
    gone = await genesys.get(f"/api/v2/flows/{flow_id}")

    assert (response.status_code, gone.status_code) == (204, 404)
    assert await create(genesys) != flow_id


async def test_creating_a_version_starts_its_validation(genesys: Api) -> None:
    await control(genesys.http, "POST", "/clock", {"now": "2026-11-21T10:00:00Z"})
    token = genesys.http.post(
        "/genesys/api/v2/oauth/token",
        data={"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"},
    )
    api = Api(genesys.http, "/genesys", (await token).json()["access_token"])
    response = await create_version(api, await create(api))

    assert response.status_code == 201
    assert response.json() == {
        "id": "1.0",
        "versionNumber": 1,
        "status": "draft",
        "validation": {"status": "in_progress", "errors": []},
        "dateCreated": "2026-11-21T10:00:00.000Z",
        "createdByClient": {"id": "sandbox"},
    }


@pytest.mark.parametrize("polls", [0, 1, 3])
async def test_a_validation_takes_so_many_polls(genesys: Api, polls: int) -> None:
    await control(genesys.http, "PUT", "/settings", {"validation_polls": polls})
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    answers = [await genesys.get(f"/api/v2/flows/{flow_id}/versions/1.0") for _ in range(polls + 2)]

    found = [answer.json()["validation"]["status"] for answer in answers]
    assert found == ["in_progress"] * polls + ["passed"] * 2


async def test_without_polls_the_creation_answers_the_verdict(genesys: Api) -> None:
    await control(genesys.http, "PUT", "/settings", {"validation_polls": 0})
    response = await create_version(genesys, await create(genesys))

    assert response.json()["validation"]["status"] == "passed"


async def test_a_version_shows_its_content_with_the_vendors_defaults(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    response = await genesys.get(f"/api/v2/flows/{flow_id}/versions/1.0")

    added = {"language": "en-us", "settings": {"recordingEnabled": False}, "variables": []}
    expected = {**version(), **added}
    assert {name: response.json()[name] for name in expected} == expected


async def test_what_is_given_is_no_default(genesys: Api) -> None:
    flow_id = await create(genesys)
    given = {"language": "de-de", "settings": {"recordingEnabled": True, "x": 1}}
    await create_version(genesys, flow_id, {**version(), **given})
    response = await genesys.get(f"/api/v2/flows/{flow_id}/versions/1.0")

    assert {name: response.json()[name] for name in given} == given


async def test_a_version_renames_its_flow(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id, version("New name"))
    response = await genesys.get("/api/v2/flows?name=New name")
    old = await genesys.get("/api/v2/flows?name=Main menu")

    assert [flow["id"] for flow in response.json()["entities"]] == [flow_id]
    assert old.json()["total"] == 0


async def test_a_version_cannot_take_another_flows_name(genesys: Api) -> None:
    await create(genesys, "Taken")
    flow_id = await create(genesys)
    response = await create_version(genesys, flow_id, version("Taken"))
    versions = await genesys.get(f"/api/v2/flows/{flow_id}/versions")

    assert (response.status_code, response.json()["code"]) == (409, "flow.name.exists")
    assert versions.json()["total"] == 0


async def test_a_locked_flow_takes_no_version(genesys: Api) -> None:
    flow_id = await create(genesys)
    user = {"id": "u1", "name": "Ada"}
    await control(genesys.http, "POST", f"/edit/genesys/{flow_id}", {"lockedUser": user})
    response = await create_version(genesys, flow_id)
    read = await genesys.get(f"/api/v2/flows/{flow_id}")

    body = response.json()
    assert (response.status_code, body["message"]) == (409, f"Flow {flow_id} is locked by Ada.")
    assert body["details"] == [{"lockedUser": user}]
    assert read.json()["lockedUser"] == user


@pytest.mark.parametrize(
    "change", [{"nodes": {}}, {"nodes": [{"id": "a"}]}, {"connections": None}, {"flow": 1}]
)
async def test_a_version_of_another_shape_is_refused_at_once(genesys: Api, change: Json) -> None:
    response = await create_version(genesys, await create(genesys), {**version(), **change})

    assert (response.status_code, response.json()["code"]) == (400, "bad.request")


async def test_versions_are_listed_newest_first(genesys: Api) -> None:
    flow_id = await create(genesys)
    for _ in range(3):
        await create_version(genesys, flow_id)
    response = await genesys.get(f"/api/v2/flows/{flow_id}/versions?pageSize=2")

    body = response.json()
    assert [item["id"] for item in body["entities"]] == ["3.0", "2.0"]
    assert (body["total"], body["pageCount"]) == (3, 2)
    assert set(body["entities"][0]) == {
        "id",
        "versionNumber",
        "status",
        "validation",
        "dateCreated",
        "createdByClient",
    }


async def test_listing_versions_is_no_poll(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    for _ in range(3):
        response = await genesys.get(f"/api/v2/flows/{flow_id}/versions")

    assert response.json()["entities"][0]["validation"]["status"] == "in_progress"


@pytest.mark.parametrize("version_id", ["2.0", "0.0", "1", "x", "01.0", "9" * 5000 + ".0"])
async def test_a_version_that_is_not_there(genesys: Api, version_id: str) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    response = await genesys.get(f"/api/v2/flows/{flow_id}/versions/{version_id}")

    assert (response.status_code, response.json()["code"]) == (404, "flow.version.not.found")


@pytest.mark.parametrize("reads", [0, 1, 2])
async def test_publishing_completes_after_so_many_reads(genesys: Api, reads: int) -> None:
    await control(genesys.http, "PUT", "/settings", {"publish_polls": reads})
    flow_id = await create(genesys)
    response = await publish(genesys, flow_id, await _passed(genesys, flow_id))
    seen = [(await genesys.get(f"/api/v2/flows/{flow_id}")).json() for _ in range(reads + 1)]

    assert (response.status_code, response.json()["status"]) == (202, "RUNNING")
    assert ["publishedVersion" in flow for flow in seen] == [False] * reads + [True]
    assert seen[-1]["publishedVersion"] == {"id": "1.0"}


async def test_an_older_version_can_be_published_again(genesys: Api) -> None:
    await control(genesys.http, "PUT", "/settings", {"publish_polls": 0})
    flow_id = await create(genesys)
    versions = [await _passed(genesys, flow_id) for _ in range(2)]
    for version_id in [*versions, versions[0]]:
        await publish(genesys, flow_id, version_id)
    flow = (await genesys.get(f"/api/v2/flows/{flow_id}")).json()
    listed = (await genesys.get(f"/api/v2/flows/{flow_id}/versions")).json()["entities"]

    assert flow["publishedVersion"] == {"id": "1.0"}
    assert [item["status"] for item in listed] == ["draft", "published"]


async def test_a_version_under_validation_cannot_be_published(genesys: Api) -> None:
    flow_id = await create(genesys)
    await create_version(genesys, flow_id)
    response = await publish(genesys, flow_id, "1.0")

    assert (response.status_code, response.json()["code"]) == (409, "flow.version.not.valid")
    assert response.json()["message"].endswith("its validation is in_progress.")


async def test_a_failed_version_cannot_be_published(genesys: Api) -> None:
    await control(genesys.http, "PUT", "/settings", {"validation_polls": 0})
    flow_id = await create(genesys)
    await create_version(genesys, flow_id, {**version(), "connections": []})
    response = await publish(genesys, flow_id, "1.0")

    assert response.json()["message"].endswith("its validation is failed.")


async def test_one_publish_at_a_time(genesys: Api) -> None:
    flow_id = await create(genesys)
    version_id = await _passed(genesys, flow_id)
    await publish(genesys, flow_id, version_id)
    response = await publish(genesys, flow_id, version_id)

    assert (response.status_code, response.json()["code"]) == (409, "flow.publish.in.progress")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "bad.request"),
        ("?flow={id}", "bad.request"),
        ("?flow={id}&version=7.0", "flow.version.not.found"),
    ],
)
async def test_a_publish_names_flow_and_version(genesys: Api, query: str, code: str) -> None:
    flow_id = await create(genesys)
    response = await genesys.call("POST", "/api/v2/flows/actions/publish" + query.format(id=flow_id))

    assert response.json()["code"] == code


async def test_what_is_not_served_is_refused_in_the_vendors_words(genesys: Api) -> None:
    answers: list[Any] = [await genesys.get("/api/v9"), await genesys.call("PUT", "/api/v2/flows")]

    assert [answer.json()["code"] for answer in answers] == ["not.found", "method.not.allowed"]
