"""CXone's campaign flows (S1): tokens, jobs, and what makes a job fail."""

from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.sandbox.support import Api, Json, control, credentials


def chain(length: int) -> Json:
    """A flow of this depth: a disclosure, plays, an end."""
    names = ["notice", *(f"n{number}" for number in range(length - 1)), "bye"]
    types = ["disclosure", *("play" for _ in names[2:]), "disconnect"]
    return {
        "name": "Reminder",
        "description": "Before an appointment.",
        "nodes": [
            {"id": name, "type": kind, "actions": [{"directive": "play", "text": name}]}
            for name, kind in zip(names, types, strict=True)
        ],
        "transitions": [
            {"from_node": source, "to_node": target, "condition": "always"}
            for source, target in pairwise(names)
        ],
        "entry_node": "notice",
    }


FLOW = chain(2)


async def order(cxone: Api, body: Json, key: str = "key-1") -> httpx.Response:
    return await cxone.call("POST", "/api/flows", body, {"Idempotency-Key": key})


async def ended(cxone: Api, ordered: httpx.Response) -> Json:
    """The job once it is over."""
    assert ordered.status_code in {200, 201, 202}, ordered.text
    for _ in range(10):
        job: Json = (await cxone.get(f"/api/jobs/{ordered.json()['id']}")).json()
        if job["status"] in {"completed", "failed"}:
            return job
    raise AssertionError(job)


async def created(cxone: Api, body: Json = FLOW, key: str = "key-1") -> str:
    job = await ended(cxone, await order(cxone, body, key))
    assert job["status"] == "completed", job
    return str(job["flow_id"])


def problems_of(job: Json) -> list[str]:
    assert job["status"] == "failed"
    errors: list[str] = job["errors"]
    return errors


def changed(**parts: Any) -> Json:
    return {**FLOW, **parts}


def node(name: str, kind: str, **action: Any) -> Json:
    return {"id": name, "type": kind, "actions": [{"directive": "play", **action}]}


# Tokens


async def test_the_client_stands_in_basic_authentication(http: httpx.AsyncClient) -> None:
    fields = {"grant_type": "client_credentials", "scope": "flow:read flow:write"}
    response = await http.post("/cxone/api/oauth2/token", data=fields, auth=("sandbox", "sandbox"))

    assert response.json()["scope"] == "flow:read flow:write"


async def test_and_nowhere_else(http: httpx.AsyncClient) -> None:
    response = await http.post("/cxone/api/oauth2/token", data=credentials())

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_a_wrong_secret_opens_nothing(http: httpx.AsyncClient) -> None:
    fields = {"grant_type": "client_credentials"}
    response = await http.post("/cxone/api/oauth2/token", data=fields, auth=("sandbox", "wrong"))

    assert response.status_code == 401


async def test_a_token_of_another_system_lacks_the_scopes(http: httpx.AsyncClient) -> None:
    token = await http.post("/cxone/oauth/token", data=credentials(scope="flows:read flows:write"))
    api = Api(http, "/cxone", token.json()["access_token"])
    response = await api.get("/api/flows")

    assert response.status_code == 403
    assert "flow:read" in response.json()["error_description"]


# Jobs


async def test_a_create_is_a_job_that_takes_its_time(cxone: Api) -> None:
    ordered = await order(cxone, FLOW)
    path = f"/api/jobs/{ordered.json()['id']}"
    jobs = [(await cxone.get(path)).json() for _ in range(3)]

    assert (ordered.status_code, ordered.json()["status"]) == (201, "queued")
    assert [job["status"] for job in jobs] == ["running", "completed", "completed"]
    assert "flow_id" not in jobs[0]
    flow = (await cxone.get(f"/api/flows/{jobs[1]['flow_id']}")).json()
    assert flow["version"] == 1
    assert flow["transitions"] == FLOW["transitions"]
    assert flow["nodes"][0]["actions"][0] == {
        "directive": "play",
        "text": "notice",
        "media_url": None,
        "max_retries": None,
        "parameters": None,
    }


@pytest.mark.parametrize("polls", [0, 1, 3])
async def test_the_control_plane_says_how_long(cxone: Api, polls: int) -> None:
    await control(cxone.http, "PUT", "/settings", {"job_polls": polls})
    ordered = (await order(cxone, FLOW)).json()
    statuses = [(await cxone.get(f"/api/jobs/{ordered['id']}")).json()["status"] for _ in range(polls + 1)]

    assert ordered["status"] == ("completed" if polls == 0 else "queued")
    assert statuses == ["running"] * polls + ["completed"]


async def test_a_job_that_nobody_polls_ends_all_the_same(cxone: Api) -> None:
    await order(cxone, FLOW)
    listings = [(await cxone.get("/api/flows")).json()["entities"] for _ in range(2)]

    assert [len(entities) for entities in listings] == [0, 1]
    assert (listings[1][0]["name"], listings[1][0]["version"]) == ("Reminder", 1)


async def test_jobs_can_be_held(cxone: Api) -> None:
    await control(cxone.http, "PUT", "/settings", {"hold_jobs": True})
    ordered = await order(cxone, FLOW)
    for _ in range(5):
        assert (await cxone.get(f"/api/jobs/{ordered.json()['id']}")).json()["status"] == "queued"
    await control(cxone.http, "PUT", "/settings", {"hold_jobs": False})

    assert (await ended(cxone, ordered))["status"] == "completed"


async def test_jobs_can_be_made_to_fail(cxone: Api) -> None:
    await control(cxone.http, "PUT", "/settings", {"job_errors": ["Node bye: no."]})
    job = await ended(cxone, await order(cxone, FLOW))

    assert problems_of(job) == ["Node bye: no."]
    assert (await cxone.get("/api/flows")).json()["entities"] == []


async def test_a_job_that_was_never_ordered_is_not_there(cxone: Api) -> None:
    assert (await cxone.get("/api/jobs/none")).status_code == 404


async def test_the_same_key_is_the_same_job(cxone: Api) -> None:
    first, second = await order(cxone, FLOW), await order(cxone, FLOW)
    await ended(cxone, first)
    third = await order(cxone, FLOW)

    assert first.json()["id"] == second.json()["id"] == third.json()["id"]
    assert [first.status_code, second.status_code, third.status_code] == [201, 200, 200]
    assert third.json()["status"] == "completed"
    assert len((await cxone.get("/api/flows")).json()["entities"]) == 1


async def test_a_key_stands_for_one_flow(cxone: Api) -> None:
    await order(cxone, FLOW)
    response = await order(cxone, changed(name="Other"))

    assert (response.status_code, response.json()["message"]) == (
        409,
        "Idempotency-Key key-1 was used for another payload.",
    )


async def test_a_key_is_forgotten_after_a_day(cxone: Api) -> None:
    await order(cxone, FLOW)
    await control(cxone.http, "POST", "/clock", {"advance": 24 * 3600 + 1})
    token = await cxone.http.post("/cxone/oauth/token", data=credentials())
    response = await order(Api(cxone.http, "/cxone", token.json()["access_token"]), changed(name="Other"))

    assert response.status_code == 201


async def test_a_name_that_is_about_to_be_taken_is_taken(cxone: Api) -> None:
    job = (await order(cxone, FLOW)).json()["id"]
    about_to = await order(cxone, FLOW, "key-2")
    flow_id = (await ended(cxone, await order(cxone, FLOW)))["flow_id"]
    taken = await order(cxone, FLOW, "key-3")

    assert (about_to.status_code, taken.status_code) == (409, 409)
    assert job in about_to.json()["message"]
    assert flow_id in taken.json()["message"]


# Changes


async def write(cxone: Api, method: str, flow_id: str, version: int, body: Any = None) -> httpx.Response:
    return await cxone.call(method, f"/api/flows/{flow_id}", body, {"If-Match": f"v{version}"})


async def test_a_change_raises_the_version(cxone: Api) -> None:
    flow_id = await created(cxone)
    job = await ended(cxone, await write(cxone, "PUT", flow_id, 1, changed(name="Renamed")))
    flow = (await cxone.get(f"/api/flows/{flow_id}")).json()

    assert (job["status"], job["flow_id"]) == ("completed", flow_id)
    assert (flow["version"], flow["name"]) == (2, "Renamed")
    assert await created(cxone, FLOW, "key-2") != flow_id


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_write_needs_the_version(cxone: Api, method: str) -> None:
    flow_id = await created(cxone)
    body = FLOW if method == "PUT" else None
    without = await cxone.call(method, f"/api/flows/{flow_id}", body)
    wrong = await write(cxone, method, flow_id, 2, body)
    gone = await write(cxone, method, "none", 1, body)

    assert [without.status_code, wrong.status_code, gone.status_code] == [400, 412, 404]
    assert wrong.json()["currentVersion"] == 1


async def test_who_comes_second_fails(cxone: Api) -> None:
    flow_id = await created(cxone)
    first = await write(cxone, "PUT", flow_id, 1, changed(description="First."))
    second = await write(cxone, "PUT", flow_id, 1, changed(description="Second."))

    assert (await ended(cxone, first))["status"] == "completed"
    assert problems_of(await ended(cxone, second)) == [
        f"The job builds on version 1, but flow {flow_id} is at version 2."
    ]
    assert (await cxone.get(f"/api/flows/{flow_id}")).json()["description"] == "First."


async def test_a_name_of_another_is_refused_when_the_job_ends(cxone: Api) -> None:
    other = await created(cxone, changed(name="Other"))
    flow_id = await created(cxone, FLOW, "key-2")
    job = await ended(cxone, await write(cxone, "PUT", flow_id, 1, changed(name="Other")))

    assert problems_of(job) == [f"A flow named 'Other' exists already, its id is {other}."]


async def test_what_is_deleted_is_gone(cxone: Api) -> None:
    flow_id = await created(cxone)
    first, second = [await write(cxone, "DELETE", flow_id, 1) for _ in range(2)]

    assert (await ended(cxone, first))["status"] == "completed"
    assert problems_of(await ended(cxone, second)) == [f"Flow {flow_id} does not exist."]
    assert (await cxone.get(f"/api/flows/{flow_id}")).status_code == 404


# Compliance and topology


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            changed(nodes=[node("notice", "play"), FLOW["nodes"][1], FLOW["nodes"][2]]),
            "type disclosure is required",
        ),
        (
            changed(
                nodes=[*FLOW["nodes"][:2], node("bye", "disconnect", directive="collect", max_retries=4)]
            ),
            "Node bye: max_retries is 4, at most 3",
        ),
        (
            changed(nodes=[*FLOW["nodes"][:2], node("bye", "disconnect", directive="sing")]),
            "Node bye: the directive sing is unknown.",
        ),
        (changed(nodes=[*FLOW["nodes"], FLOW["nodes"][2]]), "Node bye: the id is used 2 times."),
        (changed(entry_node="none"), "Node none: the entry does not exist."),
        (
            changed(
                transitions=[
                    *FLOW["transitions"],
                    {"from_node": "n0", "to_node": "x", "condition": "input=1"},
                ]
            ),
            "Node x: the transition input=1 from n0 to x names it, but it does not exist.",
        ),
        (changed(transitions=FLOW["transitions"][:1]), "Node n0: a play leads nowhere, and is no terminal."),
        (
            changed(
                transitions=[
                    *FLOW["transitions"],
                    {"from_node": "n0", "to_node": "notice", "condition": "error"},
                ]
            ),
            "calls can go round",
        ),
        (chain(46), "The flow is 46 steps deep, at most 45 are allowed."),
    ],
    ids=["disclosure", "retries", "directive", "twice", "entry", "target", "dead end", "cycle", "depth"],
)
async def test_a_flow_that_breaks_a_rule_fails_its_job(cxone: Api, body: Json, problem: str) -> None:
    errors = problems_of(await ended(cxone, await order(cxone, body)))

    assert len(errors) == 1
    assert problem in errors[0]


async def test_what_the_rules_allow_passes(cxone: Api) -> None:
    await created(cxone, chain(45))
    split = [{"from_node": "notice", "to_node": "bye", "condition": "timeout|invalid"}, *FLOW["transitions"]]
    busy = [*split, {"from_node": "bye", "to_node": "more", "condition": "busy"}]
    nodes = [*FLOW["nodes"][:2], node("bye", "agent", directive="route"), node("more", "callback")]
    await created(cxone, {**FLOW, "name": "Other", "nodes": nodes, "transitions": busy}, "key-2")


async def test_a_flow_that_is_too_deep_can_time_out(cxone: Api) -> None:
    await control(cxone.http, "PUT", "/settings", {"deep_flows_time_out": True, "max_depth": 2})
    flow_id = await created(cxone)

    assert (await order(cxone, chain(3), "key-2")).status_code == 504
    assert (await write(cxone, "PUT", flow_id, 1, chain(3))).status_code == 504


@pytest.mark.parametrize(
    "body",
    [
        {},
        changed(more=1),
        changed(nodes=[{"id": "a", "type": "play"}]),
        changed(transitions=[{"from_node": "a", "to_node": "b", "condition": ""}]),
    ],
    ids=["empty", "unknown member", "no actions", "no condition"],
)
async def test_a_flow_of_another_shape_is_refused_at_once(cxone: Api, body: Json) -> None:
    assert (await order(cxone, body)).status_code == 400


# The control plane


async def test_flows_can_be_seen_and_changed_behind_the_back(cxone: Api) -> None:
    flow_id = await created(cxone)
    patch = {"nodes": {"bye": {"type": "agent"}}, "transitions": FLOW["transitions"]}
    edited = await control(cxone.http, "POST", f"/edit/cxone/{flow_id}", patch)
    (stored,) = (await control(cxone.http, "GET", "/flows/cxone"))["flows"]

    assert stored == edited
    assert (stored["version"], stored["nodes"][2]["type"]) == (2, "agent")
    assert (await cxone.get(f"/api/flows/{flow_id}")).json() == stored


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"nodes": {"bye": {"type": 3}}}, "type"), ({"document": {**FLOW, "name": "Other"}}, "named 'Other'")],
)
async def test_an_edit_that_makes_no_flow_is_refused(cxone: Api, change: Json, problem: str) -> None:
    await created(cxone, changed(name="Other"))
    flow_id = await created(cxone, FLOW, "key-2")
    response = await cxone.http.post(f"/_control/edit/cxone/{flow_id}", json=change)

    assert response.status_code == 400
    assert problem in response.json()["error"]


async def test_a_reset_forgets_flows_and_jobs(cxone: Api) -> None:
    flow_id = await created(cxone)
    job = (await write(cxone, "DELETE", flow_id, 1)).json()["id"]
    await control(cxone.http, "POST", "/reset")
    token = await cxone.http.post("/cxone/oauth/token", data=credentials())
    fresh = Api(cxone.http, "/cxone", token.json()["access_token"])

    assert (await fresh.get(f"/api/jobs/{job}")).status_code == 404
    assert (await fresh.get("/api/flows")).json()["entities"] == []
