"""Versions of CXone's flows: registered, simulated, published, and what is refused."""

from itertools import pairwise
from typing import Any

import pytest

from tests.sandbox.support import Api, Json, configure, control, register

EDGES = [
    ("node_start", "node_menu", "true"),
    ("node_menu", "node_sales", "dtmf == '1'"),
    ("node_menu", "node_bye", "timeout"),
    ("node_menu", "node_bye", "invalid"),
]


def element(name: str, kind: str, **properties: Any) -> Json:
    return {"id": name, "type": kind, "properties": properties}


def version(tag: str = "one", **changes: Any) -> Json:
    """A version of the flow that `register` makes."""
    return {
        "metadata": {
            "versionTag": tag,
            "activationPriority": 10,
            "createdBy": "tests",
            "timestamp": "2026-11-21T10:00:00Z",
        },
        "versionTags": {"environment": "production", "releaseMatrix": {}, "rollbackReference": None},
        "elements": [
            element("node_start", "start", text="Welcome."),
            element("node_menu", "menu", timeoutSeconds=5),
            element("node_sales", "queue", queue="Sales"),
            element("node_bye", "disconnect"),
        ],
        "edges": [{"from": source, "to": target, "condition": when} for source, target, when in EDGES],
        "routingRules": [],
        "timeouts": {"globalTimeout": 30000, "inputTimeout": 10000, "transferTimeout": 60000},
        **changes,
    }


class Flow:
    """One registered flow and its versions."""

    def __init__(self, api: Api, flow_id: str) -> None:
        self.api = api
        self.id = flow_id
        self.path = f"/api/v2/flows/{flow_id}"

    async def add(self, body: Json | None = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else None
        return await self.api.call("POST", f"{self.path}/versions", body or version(), headers)

    async def publish(self, version_id: str) -> Any:
        return await self.api.call("POST", f"{self.path}/versions/{version_id}/publish", {})

    async def simulate(self, version_id: str, inputs: list[str] | str, **more: Any) -> Any:
        body = {"versionId": version_id, "input": inputs, "simulateTimeouts": True, "recordPath": True}
        return await self.api.call("POST", f"{self.path}/simulations", {**body, **more})

    async def live(self, tag: str = "one") -> str:
        version_id: str = (await self.add(version(tag))).json()["id"]
        assert (await self.publish(version_id)).status_code == 200
        return version_id

    async def states(self) -> dict[str, str]:
        listed = (await self.api.get(f"{self.path}/versions")).json()["entities"]
        return {one["metadata"]["versionTag"]: one["status"] for one in listed}


@pytest.fixture
async def flow(cxone: Api) -> Flow:
    return Flow(cxone, (await register(cxone)).json()["id"])


async def test_a_registered_version_is_pending(flow: Flow) -> None:
    response = await flow.add()

    made = response.json()
    assert (response.status_code, made) == (201, {"id": made["id"], "status": "PENDING"})
    assert response.headers["x-async-job-id"]
    read = await flow.api.get(f"{flow.path}/versions/{made['id']}")
    stored = read.json()
    assert stored["metadata"].pop("rollbackPoint") is None
    assert stored == {**version(), "id": made["id"], "flowId": flow.id, "status": "PENDING"}


async def test_publishing_deprecates_what_was_active(flow: Flow) -> None:
    await flow.live("one")
    await flow.live("two")

    assert await flow.states() == {"one": "DEPRECATED", "two": "ACTIVE"}


async def test_only_a_pending_version_is_published(flow: Flow) -> None:
    response = await flow.publish(await flow.live())

    assert response.status_code == 409
    assert "only a PENDING one" in response.json()["message"]


async def test_two_versions_are_active_or_pending(flow: Flow) -> None:
    active = await flow.live("one")
    pending = (await flow.add(version("two"))).json()["id"]
    response = await flow.add(version("three"))

    assert response.status_code == 409
    assert f"{active} (ACTIVE), {pending} (PENDING)" in response.json()["message"]


async def test_a_withdrawn_version_makes_room(flow: Flow, cxone: Api) -> None:
    await flow.live("one")
    pending = (await flow.add(version("two"))).json()["id"]
    shown = await control(cxone.http, "POST", f"/edit/cxone/{flow.id}", {"withdraw": pending})

    assert [one["metadata"]["versionTag"] for one in shown["versions"]] == ["one"]
    assert (await flow.add(version("three"))).status_code == 201


async def test_a_key_makes_one_version(flow: Flow) -> None:
    first = await flow.add(key="k")
    again = await flow.add(key="k")
    other = await flow.add(version("two"), key="k")

    assert again.json() == first.json()
    assert again.headers["x-async-job-id"] == first.headers["x-async-job-id"]
    assert (other.status_code, await flow.states()) == (409, {"one": "PENDING"})


async def test_a_person_publishes_an_old_version(flow: Flow, cxone: Api) -> None:
    first = await flow.live("one")
    await flow.live("two")
    await control(cxone.http, "POST", f"/edit/cxone/{flow.id}", {"publish": first})

    assert await flow.states() == {"one": "ACTIVE", "two": "DEPRECATED"}


def chain(length: int) -> Json:
    """A version whose longest call path has this many edges."""
    names = [f"n{number}" for number in range(length + 1)]
    elements = [element(name, "start" if name == "n0" else "play") for name in names]
    edges = [{"from": one, "to": two, "condition": "true"} for one, two in pairwise(names)]
    # A short cut, so that the depth depends on the order of edges for who measures it at the first visit.
    return version(
        elements=elements, edges=[{"from": "n0", "to": names[-1], "condition": "dtmf == '1'"}, *edges]
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({**version(), "surprise": 1}, "surprise: Extra inputs"),
        (version(elements=[]), "exactly one element of type start, this one has 0"),
        (version(edges=[{"from": "node_start", "to": "node_x"}]), "the element node_x, which does not exist"),
        (version(edges=[]), "Element node_menu cannot be reached from node_start"),
        (version(flowId="other"), "the body is for flow other"),
        (version(edges=[*version()["edges"], version()["edges"][0]]), "2 edges with the condition true"),
        (
            version(edges=[*version()["edges"], {"from": "node_bye", "to": "node_start"}]),
            "The edges make a cycle: node_start",
        ),
        (chain(6), "takes 6 edges, at most 5"),
        (
            version(
                elements=[*version()["elements"], *(element(f"m{number}", "menu") for number in range(15))]
            ),
            "16 decision elements, at most 15",
        ),
        (
            version(elements=[*version()["elements"], version()["elements"][3]]),
            "element id node_bye is used 2 times",
        ),
    ],
)
async def test_what_is_wrong_with_a_version(flow: Flow, body: Json, problem: str) -> None:
    response = await flow.add(body)

    assert response.status_code == 400
    assert problem in " ".join(one["message"] for one in response.json()["errors"])


async def test_five_edges_are_fine(flow: Flow) -> None:
    assert (await flow.add(chain(5))).status_code == 201


@pytest.mark.parametrize(
    ("inputs", "path", "took"),
    [
        (["1"], ["node_start", "node_menu", "node_sales"], 300),
        ("1", ["node_start", "node_menu", "node_sales"], 300),
        (["7"], ["node_start", "node_menu", "node_bye"], 300),
        ([], ["node_start", "node_menu", "node_bye"], 5300),
    ],
)
async def test_a_call_is_simulated(flow: Flow, inputs: list[str] | str, path: list[str], took: int) -> None:
    made = (await flow.add()).json()["id"]
    response = await flow.simulate(made, inputs)

    assert response.json() == {
        "path": path,
        "finalElement": path[-1],
        "executionTime": took,
        "timedOut": False,
        "result": "completed",
    }


async def test_a_call_that_nobody_catches_times_out(flow: Flow) -> None:
    body = version()
    made = (await flow.add({**body, "edges": body["edges"][:2] + body["edges"][3:]})).json()["id"]
    waited, pressed = await flow.simulate(made, []), await flow.simulate(made, ["hello"])

    assert (waited.json()["result"], waited.json()["timedOut"]) == ("timeout", True)
    assert (pressed.json()["result"], pressed.json()["timedOut"]) == ("error", False)
    assert pressed.json()["finalElement"] == "node_menu"


async def test_no_call_lasts_longer_than_the_version_allows(flow: Flow) -> None:
    made = (await flow.add(version(timeouts={"globalTimeout": 5000}))).json()["id"]
    response = await flow.simulate(made, [])

    assert (response.json()["timedOut"], response.json()["result"]) == (True, "timeout")


async def test_an_element_of_type_error_ends_in_error(flow: Flow) -> None:
    body = version()
    made = await flow.add({**body, "elements": [*body["elements"][:3], element("node_bye", "error")]})

    assert (await flow.simulate(made.json()["id"], ["9"])).json()["result"] == "error"


async def test_a_simulation_has_a_window(flow: Flow, cxone: Api) -> None:
    made = (await flow.add()).json()["id"]
    await control(cxone.http, "PUT", "/settings", {"simulation_window_ms": 299})

    assert (await flow.simulate(made, ["1"])).status_code == 504


async def test_waiting_and_the_path_can_be_left_out(flow: Flow) -> None:
    made = (await flow.add()).json()["id"]
    shown = (await flow.simulate(made, [], simulateTimeouts=False, recordPath=False)).json()

    assert (shown["path"], shown["executionTime"], shown["finalElement"]) == ([], 300, "node_bye")


async def test_only_open_versions_are_simulated(flow: Flow) -> None:
    old = await flow.live("one")
    await flow.live("two")

    assert (await flow.simulate(old, ["1"])).status_code == 400
    assert (await flow.simulate("none", ["1"])).status_code == 404


async def test_a_flow_with_an_active_version_is_deleted_by_force(flow: Flow) -> None:
    await flow.live()
    header = {"If-Match": "v1"}
    refused = await flow.api.call("DELETE", flow.path, headers=header)
    forced = await flow.api.call("DELETE", f"{flow.path}?force=true", headers=header)

    assert (refused.status_code, forced.status_code) == (409, 204)
    assert (await flow.api.get(f"{flow.path}/versions")).status_code == 404


@pytest.mark.parametrize(
    ("scope", "status"), [("flows:publish", (201, 200, 403)), ("flow:simulate", (201, 403, 200))]
)
async def test_each_operation_needs_its_scope(cxone: Api, scope: str, status: tuple[int, int, int]) -> None:
    await control(cxone.http, "PUT", "/settings", {"withheld_scopes": [scope]})
    form = {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"}
    token = (await cxone.http.post("/cxone/oauth/token", data=form)).json()["access_token"]
    flow = Flow(Api(cxone.http, "/cxone", token), (await register(cxone)).json()["id"])
    made = await flow.add()
    answers = await flow.simulate(made.json()["id"], ["1"]), await flow.publish(made.json()["id"])

    assert (made.status_code, *(one.status_code for one in answers)) == status


async def test_configuring_a_flow_leaves_its_versions(flow: Flow) -> None:
    await flow.live()
    assert (await configure(flow.api, flow.id)).status_code == 200
    assert await flow.states() == {"one": "ACTIVE"}
