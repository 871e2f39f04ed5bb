"""Vendor contract S1, statement by statement: what is sent, and what each answer means."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import httpx
import pytest
import respx

from ivrplan.diagnostics import (
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RejectedError,
    UnavailableError,
    UnsettledError,
)
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Action, Result, StepKind, Summary, Work
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.campaign.convert import to_document
from ivrplan.providers.cxone.campaign.flows import CxoneCampaignFlow
from tests.providers.cxone.campaign.scripted import (
    ADDRESS,
    FLOW,
    ORDERED,
    TARGET,
    WIRE,
    create,
    delete,
    flow,
    job,
    ok,
    page,
    update,
)
from tests.providers.cxone.vendor import body_of, step
from tests.providers.http.fakes import FakeTime

KIND = CxoneCampaignFlow()
CREATE, AWAIT = StepKind.CREATE_JOB, StepKind.AWAIT_JOB
DELETE = StepKind.DELETE


async def updated(api: CxoneApi, work: Work) -> Result:
    """What all steps of an update bring."""
    done: dict[StepKind, Result] = {}
    for kind in KIND.steps(Action.UPDATE):
        done[kind] = await KIND.run(api, step(kind), work, done)
    return done[AWAIT]


async def update_failure(api: CxoneApi) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await updated(api, update(7))
    assert all(item.address == ADDRESS and item.hint for item in caught.value.diagnostics)
    return caught.value


async def failure_of(api: CxoneApi, kind: StepKind, work: Any, done: Any = None) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await KIND.run(api, step(kind), work, done or {})
    assert all(item.address == ADDRESS for item in caught.value.diagnostics)
    return caught.value


# Tokens


async def test_the_token_is_asked_for_with_basic_and_a_form(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    await KIND.read(api, "f1")
    (call,) = wire["token S1"].calls
    assert call.request.headers["authorization"] == f"Basic {base64.b64encode(b'me:s3cret-value').decode()}"
    assert dict(httpx.QueryParams(call.request.content.decode())) == {
        "grant_type": "client_credentials",
        "scope": "flow:write flow:read flow:validate campaign:write events:write",
    }
    assert not wire["token S0"].called
    assert not wire["token S3"].called


async def test_one_token_serves_all_who_ask_at_once(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    await asyncio.gather(*(KIND.read(api, "f1") for _ in range(5)))
    assert wire["token S1"].call_count == 1


async def test_a_token_is_replaced_30_seconds_early(
    api: CxoneApi, wire: respx.MockRouter, time: FakeTime
) -> None:
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    for wait, tokens in ((0, 1), (3569, 1), (2, 2)):
        await time.sleep(wait)
        await KIND.read(api, "f1")
        assert wire["token S1"].call_count == tokens


async def test_a_token_that_is_not_believed_is_replaced_once(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows/f1").mock(side_effect=[httpx.Response(401), ok(flow())])
    assert await KIND.read(api, "f1") is not None
    assert wire["token S1"].call_count == 2


# Create


async def test_a_create_sends_the_flow_and_keeps_the_job(api: CxoneApi, wire: respx.MockRouter) -> None:
    route = wire.post("/api/flows").mock(
        return_value=httpx.Response(201, json={"id": "j1", "status": "queued"})
    )
    assert await KIND.run(api, step(CREATE), create(), {}) == ORDERED[CREATE]
    request = route.calls.last.request
    assert request.headers["idempotency-key"] == "key of create job"
    assert request.headers["authorization"] == "Bearer token-1"
    assert body_of(request) == WIRE


async def test_secrets_are_sent_in_clear_and_nowhere_else(api: CxoneApi, wire: respx.MockRouter) -> None:
    route = wire.post("/api/flows").mock(
        return_value=httpx.Response(400, json={"message": "t0psecret is no text"})
    )
    target = to_document("Reminder", Sensitive("t0psecret"), FLOW)
    failure = await failure_of(api, CREATE, create(target))
    assert body_of(route.calls.last.request)["description"] == "t0psecret"
    assert "t0psecret" not in repr(failure.diagnostics)


async def test_a_job_is_polled_with_growing_pauses(
    api: CxoneApi, wire: respx.MockRouter, time: FakeTime
) -> None:
    wire.get("/api/jobs/j1").mock(side_effect=[job(), job("running"), job("completed", flow_id="f1")])
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    assert await KIND.run(api, step(AWAIT), create(), ORDERED) == Result("f1", "1")
    assert time.slept == [1.0, 1.5]


async def test_polling_waits_a_429_out(api: CxoneApi, wire: respx.MockRouter, time: FakeTime) -> None:
    limited = httpx.Response(429, headers={"Retry-After": "7"})
    wire.get("/api/jobs/j1").mock(side_effect=[limited, job("completed", flow_id="f1")])
    wire.get("/api/flows/f1").mock(return_value=ok(flow()))
    assert await KIND.run(api, step(AWAIT), create(), ORDERED) == Result("f1", "1")
    assert sum(time.slept) >= 7


async def test_polling_gives_up_where_429_does_not_end(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/jobs/j1").mock(return_value=httpx.Response(429, headers={"Retry-After": "60"}))
    assert isinstance(await failure_of(api, AWAIT, create(), ORDERED), UnsettledError)


async def test_polling_ends(api: CxoneApi, wire: respx.MockRouter, time: FakeTime) -> None:
    route = wire.get("/api/jobs/j1").mock(return_value=job("running"))
    failure = await failure_of(api, AWAIT, create(), ORDERED)
    assert isinstance(failure, UnavailableError)
    assert "was looked at 60 times" in failure.diagnostics[0].detail
    assert "jobs { max_tries }" in failure.diagnostics[0].hint
    assert route.call_count == 60
    assert max(time.slept) == 10


async def test_waiting_for_a_job_can_be_cancelled(api: CxoneApi, wire: respx.MockRouter) -> None:
    seen = asyncio.Event()

    def look(_request: httpx.Request) -> httpx.Response:
        seen.set()
        return job("running")

    wire.get("/api/jobs/j1").mock(side_effect=look)
    waiting = asyncio.create_task(KIND.run(api, step(AWAIT), create(), ORDERED))
    await seen.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_failed_job_shows_each_error_with_its_node(api: CxoneApi, wire: respx.MockRouter) -> None:
    errors = ["Node choice: max_retries is 9", "No disclosure.", "'bye' is a dead end"]
    wire.get("/api/jobs/j1").mock(return_value=job("failed", errors=errors))
    failure = await failure_of(api, AWAIT, create(), ORDERED)
    assert isinstance(failure, RejectedError)
    assert [problem.node for problem in failure.answer.problems] == ["choice", "", "bye"]
    details = [item.detail for item in failure.diagnostics]
    assert details[0] == (
        "NICE CXone did not create the campaign flow (job j1): Node choice: max_retries is 9."
    )
    assert [detail.partition("): ")[2] for detail in details[1:]] == [
        "No disclosure.",
        "'bye' is a dead end.",
    ]


async def test_a_failed_job_without_errors_shows_its_message(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("failed"))
    failure = await failure_of(api, AWAIT, create(), ORDERED)
    assert "It is under way." in failure.diagnostics[0].detail


async def test_a_job_that_names_no_flow_is_not_believed(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("completed"))
    assert isinstance(await failure_of(api, AWAIT, create(), ORDERED), ProtocolError)


async def test_a_flow_that_is_not_there_after_its_job_is_reported(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("completed", flow_id="f1"))
    wire.get("/api/flows/f1").mock(return_value=httpx.Response(404))
    failure = await failure_of(api, AWAIT, create(), ORDERED)
    assert failure.diagnostics[0].summary == "The vendor lost the object"


async def test_a_flow_that_is_kept_otherwise_is_reported(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("completed", flow_id="f1"))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(transitions=WIRE["transitions"][:2])))
    failure = await failure_of(api, AWAIT, create(), ORDERED)
    assert isinstance(failure, ProtocolError)
    assert 'transition "timeout" of node "choice" is another' in failure.diagnostics[0].detail


async def test_who_changes_the_flow_before_it_is_read_back_is_not_taken_for_us(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.get("/api/jobs/j1").mock(return_value=job("completed", flow_id="f1"))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(2, description="By hand.")))
    assert await KIND.run(api, step(AWAIT), create(), ORDERED) == Result("f1", "1")


async def test_a_name_that_is_taken_is_refused_with_the_flow_that_has_it(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.post("/api/flows").mock(return_value=httpx.Response(409, json={"message": "It exists."}))
    wire.get("/api/flows").mock(return_value=page({"id": "f9", "name": "Reminder", "version": 3}))
    failure = await failure_of(api, CREATE, create())
    assert isinstance(failure, ConflictError)
    assert "f9" in failure.diagnostics[0].detail


async def test_a_key_that_was_used_for_another_flow_is_refused(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.post("/api/flows").mock(return_value=httpx.Response(409, json={"message": "The key was used."}))
    wire.get("/api/flows").mock(return_value=page())
    failure = await failure_of(api, CREATE, create())
    assert "The key was used." in failure.diagnostics[0].detail


@pytest.mark.parametrize("status", [502, 504])
async def test_a_gateway_that_times_out_may_mean_that_the_flow_is_too_deep(
    api: CxoneApi, wire: respx.MockRouter, status: int
) -> None:
    wire.post("/api/flows").mock(return_value=httpx.Response(status))
    wire.put("/api/flows/f1").mock(return_value=httpx.Response(status))
    for work in (create(), update()):
        failure = await failure_of(api, CREATE, work)
        assert isinstance(failure, UnavailableError)
        assert "this one is 2 steps deep" in failure.diagnostics[0].detail
        assert "max_campaign_depth" in failure.diagnostics[0].hint


async def test_other_failures_say_nothing_of_depth(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.post("/api/flows").mock(return_value=httpx.Response(503))
    assert "deep" not in (await failure_of(api, CREATE, create())).diagnostics[0].detail


async def test_the_same_key_is_sent_again_when_the_answer_is_lost(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    lost, found = httpx.ReadTimeout("slow"), ok({"id": "j1", "status": "running"})
    route = wire.post("/api/flows").mock(side_effect=[lost, found])
    assert await KIND.run(api, step(CREATE), create(), {}) == ORDERED[CREATE]
    assert {call.request.headers["idempotency-key"] for call in route.calls} == {"key of create job"}


@pytest.mark.parametrize(
    ("kind", "work", "method"),
    [(CREATE, create(), "POST"), (CREATE, update(), "PUT"), (DELETE, delete(), "DELETE")],
)
async def test_a_missing_scope_is_named(
    api: CxoneApi, wire: respx.MockRouter, kind: StepKind, work: Any, method: str
) -> None:
    wire.route(method=method, path__regex="^/api/flows").mock(return_value=httpx.Response(403))
    failure = await failure_of(api, kind, work)
    assert isinstance(failure, PermissionDeniedError)
    assert failure.answer.scopes == ("flow:write",)


# Update


async def test_an_update_sends_the_version_that_was_read(api: CxoneApi, wire: respx.MockRouter) -> None:
    route = wire.put("/api/flows/f1").mock(
        return_value=httpx.Response(202, json={"id": "j1", "status": "queued"})
    )
    wire.get("/api/jobs/j1").mock(return_value=job("completed", flow_id="f1"))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(8)))
    assert await updated(api, update(7)) == Result("f1", "8")
    request = route.calls.last.request
    assert request.headers["if-match"] == "v7"
    assert body_of(request) == WIRE


@pytest.mark.parametrize("status", [409, 412])
async def test_a_conflict_says_what_changed_and_overwrites_nothing(
    api: CxoneApi, wire: respx.MockRouter, status: int
) -> None:
    wire.put("/api/flows/f1").mock(return_value=httpx.Response(status))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(9, entry_node="choice")))
    failure = await update_failure(api)
    assert isinstance(failure, ConflictError)
    assert failure.diagnostics[0].detail == (
        "NICE CXone has version 9 of campaign flow f1, but the plan builds on version 7. Since then the entry is "
        "another."
    )


async def test_our_own_update_is_known_when_its_answer_was_lost(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.put("/api/flows/f1").mock(side_effect=[httpx.ReadTimeout("slow"), httpx.Response(412)])
    wire.get("/api/flows/f1").mock(return_value=ok(flow(8)))
    assert await updated(api, update(7)) == Result("f1", "8")


async def test_a_second_job_that_comes_too_late_is_our_own_update(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.put("/api/flows/f1").mock(return_value=job())
    wire.get("/api/jobs/j1").mock(return_value=job("failed", errors=["The flow is at version 8."]))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(8)))
    assert await updated(api, update(7)) == Result("f1", "8")


async def test_an_update_that_the_vendor_refuses_leaves_the_flow(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.put("/api/flows/f1").mock(return_value=job())
    wire.get("/api/jobs/j1").mock(return_value=job("failed", errors=["Node choice: no."]))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(7)))
    assert isinstance(await update_failure(api), RejectedError)


async def test_an_update_of_what_is_gone_is_reported(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.put("/api/flows/f1").mock(return_value=httpx.Response(404))
    assert isinstance(await update_failure(api), NotFoundError)


# Delete


async def test_a_delete_sends_the_version_and_waits(api: CxoneApi, wire: respx.MockRouter) -> None:
    route = wire.delete("/api/flows/f1").mock(return_value=job())
    wire.get("/api/jobs/j1").mock(side_effect=[job("running"), job("completed", flow_id="f1")])
    assert await KIND.run(api, step(DELETE), delete(7), {}) == Result("f1")
    assert route.calls.last.request.headers["if-match"] == "v7"


async def test_what_is_gone_is_deleted(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.delete("/api/flows/f1").mock(return_value=httpx.Response(404))
    assert await KIND.run(api, step(DELETE), delete(7), {}) == Result("f1")


async def test_a_delete_that_comes_second_finds_it_gone(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.delete("/api/flows/f1").mock(return_value=job())
    wire.get("/api/jobs/j1").mock(return_value=job("failed", errors=["Flow f1 does not exist."]))
    wire.get("/api/flows/f1").mock(return_value=httpx.Response(404))
    assert await KIND.run(api, step(DELETE), delete(7), {}) == Result("f1")


async def test_a_flow_that_was_changed_is_not_deleted(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.delete("/api/flows/f1").mock(return_value=httpx.Response(412))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(9)))
    failure = await failure_of(api, DELETE, delete(7))
    assert "What we manage in it is the same." in failure.diagnostics[0].detail


async def test_a_delete_that_the_vendor_refuses_is_reported(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.delete("/api/flows/f1").mock(return_value=job())
    wire.get("/api/jobs/j1").mock(return_value=job("failed", errors=["A campaign uses it."]))
    wire.get("/api/flows/f1").mock(return_value=ok(flow(7)))
    failure = await failure_of(api, DELETE, delete(7))
    assert "did not delete the campaign flow (job j1): A campaign uses it." in failure.diagnostics[0].detail


# Reading


async def test_a_flow_is_read_with_its_transitions_apart(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows/f1").mock(return_value=ok(flow(3)))
    live = await KIND.read(api, "f1")
    assert live is not None
    assert (live.id, live.version, live.published) == ("f1", "3", None)
    assert live.document == TARGET
    assert live.attributes == {
        "id": "f1",
        "version": 3,
        "name": "Reminder",
        "description": "Before an appointment.",
    }


async def test_a_flow_that_is_gone_is_none(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows/f1").mock(return_value=httpx.Response(404))
    assert await KIND.read(api, "f1") is None


async def test_two_nodes_of_one_id_are_not_believed(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/flows/f1").mock(return_value=ok(flow(nodes=[*WIRE["nodes"], WIRE["nodes"][0]])))
    with pytest.raises(ProtocolError, match="two nodes have the same id"):
        await KIND.read(api, "f1")


async def test_the_listing_is_read_page_by_page(api: CxoneApi, wire: respx.MockRouter) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        entity = {"id": f"f{number}", "name": f"Flow {number}", "version": number}
        return ok({"entities": [entity], "page": number, "pageCount": 2})

    wire.get("/api/flows").mock(side_effect=answer)
    assert [one async for one in KIND.list(api)] == [
        Summary("f1", "Flow 1", "1"),
        Summary("f2", "Flow 2", "2"),
    ]


async def test_many_versions_are_one_request(api: CxoneApi, wire: respx.MockRouter) -> None:
    ids = [f"f{number}" for number in range(6)]
    route = wire.get("/api/flows").mock(
        return_value=page(*({"id": id_, "name": id_, "version": 4} for id_ in ids))
    )
    assert await KIND.versions(api, ids) == dict.fromkeys(ids, ("4", None))
    assert route.call_count == 1


@pytest.mark.parametrize(
    "kind",
    [
        StepKind.REGISTER,
        StepKind.CONFIGURE,
        StepKind.CREATE_VERSION,
        StepKind.AWAIT_VALIDATION,
        StepKind.PUBLISH,
    ],
)
async def test_a_step_that_is_none_of_ours_is_refused(api: CxoneApi, kind: StepKind) -> None:
    for ask in (KIND.run, KIND.find):
        with pytest.raises(RejectedError, match=f'no step "{kind.value}"'):
            await ask(api, step(kind), create(), {})


def test_the_steps_of_each_change() -> None:
    assert KIND.steps(Action.CREATE) == (CREATE, AWAIT)
    assert KIND.steps(Action.UPDATE) == (CREATE, AWAIT)
    assert KIND.steps(Action.DELETE) == (DELETE,)
    assert KIND.steps(Action.RELEASE) == ()
    assert not KIND.publishes
    assert KIND.replaces([("name",), ("nodes", "choice")]) == frozenset()
