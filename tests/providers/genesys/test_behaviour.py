"""A genesys_flow from its creation to its end, against the vendor's stand-in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ivrplan.diagnostics import (
    AuthenticationError,
    ConflictError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Custom, Disconnect, Play
from ivrplan.language.plain import mask
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Action, Result, Step, StepKind
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.genesys.steps import covers
from ivrplan.providers.http.runtime import Runtime
from tests.providers.genesys.standin import ADDRESS, BASE, Vendor, flow_of_texts, step_of, target_of, work_of
from tests.strategies.flows import STANDALONE, flows

ONE = target_of(flow_of_texts("Hello"))
TWO = target_of(flow_of_texts("Hello", "Again"))


async def test_create_registers_saves_validates_and_publishes(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    (flow,) = await vendor.truth()
    assert flow["name"] == "Main menu"
    assert flow["publishedVersion"] == {"id": "1.0"}
    assert done[StepKind.PUBLISH].version == "1.0"
    assert done[StepKind.PUBLISH].id == flow["id"]
    assert await vendor.requests() == [
        "POST /api/v2/flows",
        f"POST /api/v2/flows/{flow['id']}/versions",
        f"GET /api/v2/flows/{flow['id']}/versions/1.0",
        f"GET /api/v2/flows/{flow['id']}/versions/1.0",
        "POST /api/v2/flows/actions/publish",
        f"GET /api/v2/flows/{flow['id']}",
        f"GET /api/v2/flows/{flow['id']}",
    ]


async def test_what_is_read_back_is_what_was_asked_for(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    assert (live.version, live.published) == ("1.0", "1.0")
    assert live.document == {**ONE, "settings": {"recordingEnabled": False}}
    assert vendor.type.to_flow(live.document) == Flow(
        name="Main menu", entry="say0", nodes=flow_of_texts("Hello").nodes
    )
    assert live.attributes == {"id": live.id, "version": "1.0", "published_version": "1.0"}
    assert live.warnings == ()


async def test_update_makes_and_publishes_a_version(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    done = await vendor.apply(Action.UPDATE, TWO, live)
    assert done[StepKind.PUBLISH].version == "2.0"
    live = await vendor.read(live.id)
    assert (live.version, live.published) == ("2.0", "2.0")
    assert covers(live.document, TWO)


async def test_release_publishes_what_is_saved_and_can_go_back(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    flow_id = done[StepKind.REGISTER].id
    await vendor.edit(flow_id, nodes={"say0": {"settings": {"prompt": "By hand"}}})
    live = await vendor.read(flow_id)
    assert (live.version, live.published) == ("2.0", "1.0")
    await vendor.apply(Action.RELEASE, live.document, live)
    assert (await vendor.read(flow_id)).published == "2.0"


async def test_a_release_waits_for_a_validation_that_nobody_waited_for(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    await vendor.settings(validation_polls=4)
    await vendor.type.run(
        vendor.client, step_of(StepKind.CREATE_VERSION), work_of(Action.UPDATE, TWO, live), {}
    )
    live = await vendor.read(live.id)
    assert (live.version, live.published) == ("2.0", "1.0")
    await vendor.apply(Action.RELEASE, live.document, live)
    assert (await vendor.read(live.id)).published == "2.0"


async def test_a_release_of_a_version_that_failed_its_validation_says_why(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    bad = target_of(
        Flow.from_json({"name": "m", "entry": "x", "nodes": [{"kind": "node", "name": "x", "type": "NO"}]})
    )
    with pytest.raises(RejectedError):
        await vendor.apply(Action.UPDATE, bad, live)
    live = await vendor.read(live.id)
    with pytest.raises(RejectedError, match="Node x has the unknown type NO"):
        await vendor.apply(Action.RELEASE, live.document, live)


async def test_a_failure_among_many_readings_is_one_of_ours(vendor: Vendor) -> None:
    ids = [
        (await vendor.apply(Action.CREATE, target_of(flow_of_texts("x"), f"Flow {number}")))[
            StepKind.REGISTER
        ].id
        for number in range(3)
    ]
    await vendor.fault(
        {"vendor": "genesys", "path": "/versions$", "count": None}, {"kind": "status", "status": 500}
    )
    with pytest.raises(UnavailableError):
        await vendor.type.versions(vendor.client, ids)


async def test_a_flow_with_a_sensitive_name_is_found_by_its_mark(vendor: Vendor) -> None:
    target = target_of(flow_of_texts("Hello"), Sensitive("Secret project"))
    step = step_of(StepKind.REGISTER)
    registered = await vendor.type.run(vendor.client, step, work_of(Action.CREATE, target), {})
    found = await vendor.type.find(vendor.client, step, work_of(Action.CREATE, mask(target)), {})
    assert found == registered


async def test_a_sensitive_prompt_is_sent_in_clear_and_shown_nowhere(vendor: Vendor) -> None:
    nodes = (
        Play(name="a", say=Sensitive("the code is 4711"), edges={"default": "b"}),
        Custom(
            name="b", type="NO", settings={"list": (Sensitive("the code is 4711"),)}, edges={"default": "c"}
        ),
        Disconnect(name="c"),
    )
    with pytest.raises(RejectedError) as caught:
        await vendor.apply(Action.CREATE, target_of(Flow(name="x", entry="a", nodes=nodes)))
    sent = (await vendor.truth())[0]["versions"][0]["nodes"]
    assert sent[1]["settings"] == {"prompt": "the code is 4711"}
    assert sent[2]["settings"] == {"list": ["the code is 4711"]}
    assert "4711" not in str(caught.value) + repr(caught.value.answer)


async def test_a_create_that_stopped_after_registering_goes_on_as_an_update(vendor: Vendor) -> None:
    step = step_of(StepKind.REGISTER)
    registered = await vendor.type.run(vendor.client, step, work_of(Action.CREATE, ONE), {})
    live = await vendor.read(registered.id)
    assert (live.version, live.published) == ("", None)
    assert vendor.type.to_flow(live.document) is None
    await vendor.apply(Action.UPDATE, ONE, live)
    live = await vendor.read(registered.id)
    assert (live.version, live.published) == ("1.0", "1.0")
    assert live.document["description"] == ""


async def test_delete_removes_and_may_be_repeated(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    await vendor.apply(Action.DELETE, {}, live)
    assert await vendor.truth() == []
    await vendor.apply(Action.DELETE, {}, live)
    assert await vendor.type.read(vendor.client, live.id) is None


@pytest.mark.parametrize("action", [Action.UPDATE, Action.DELETE])
async def test_what_somebody_else_changed_is_not_overwritten(vendor: Vendor, action: Action) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    await vendor.edit(live.id, nodes={"say0": {"settings": {"prompt": "By hand"}}})
    with pytest.raises(ConflictError) as caught:
        await vendor.apply(action, TWO, live)
    detail = caught.value.diagnostics[0].detail
    assert "version 1.0" in detail
    assert "version 2.0" in detail
    assert caught.value.diagnostics[0].address == ADDRESS
    assert len((await vendor.truth())[0]["versions"]) == 2


async def test_a_failed_validation_names_nodes_and_leaves_the_old_version_live(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    flow = Flow.from_json(
        {
            "name": "main",
            "entry": "grüße",
            "nodes": [
                {"kind": "node", "name": "grüße", "type": "NO_SUCH_TYPE", "edges": {"default": "bye"}},
                {"kind": "disconnect", "name": "bye"},
            ],
        }
    )
    with pytest.raises(RejectedError) as caught:
        await vendor.apply(Action.UPDATE, target_of(flow), live)
    (problem,) = caught.value.answer.problems
    assert problem.node == "grüße"
    assert problem.message == "Node grüße has the unknown type NO_SUCH_TYPE."
    assert 'node "grüße"' in caught.value.diagnostics[0].detail
    assert (await vendor.read(live.id)).published == "1.0"


async def test_a_validation_that_does_not_end_is_given_up(vendor: Vendor) -> None:
    await vendor.settings(validation_polls=1000)
    with pytest.raises(UnavailableError) as caught:
        await vendor.apply(Action.CREATE, ONE)
    polls = [line for line in await vendor.requests() if line.endswith("/versions/1.0")]
    assert len(polls) == 60
    assert all(2 <= wait <= 5 for wait in vendor.clock.slept)
    assert "looked at 60 times" in caught.value.diagnostics[0].detail


async def test_a_publish_that_does_not_complete_is_given_up(vendor: Vendor) -> None:
    await vendor.settings(publish_polls=1000)
    with pytest.raises(UnavailableError) as caught:
        await vendor.apply(Action.CREATE, ONE)
    assert caught.value.diagnostics[0].summary == "The vendor's publishing takes too long"


async def test_a_taken_name_is_a_conflict_that_says_what_to_do(vendor: Vendor) -> None:
    await vendor.apply(Action.CREATE, ONE)
    with pytest.raises(ConflictError) as caught:
        await vendor.type.run(
            vendor.client,
            Step(StepKind.REGISTER, key="another plan"),
            work_of(Action.CREATE, ONE),
            {},
        )
    assert "import it" in caught.value.diagnostics[0].hint


async def test_a_locked_flow_is_read_with_a_warning_and_not_written(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    await vendor.edit(done[StepKind.REGISTER].id, lockedUser={"id": "u1", "name": "Kim"})
    live = await vendor.read(done[StepKind.REGISTER].id)
    assert live.warnings == ("Locked by Kim: the vendor refuses new versions.",)
    with pytest.raises(ConflictError, match="locked by Kim"):
        await vendor.apply(Action.UPDATE, TWO, live)


async def test_versions_come_from_the_listing_and_leave_out_the_gone(vendor: Vendor) -> None:
    ids = []
    for number in range(3):
        done = await vendor.apply(Action.CREATE, target_of(flow_of_texts("Hello"), f"Flow {number}"))
        ids.append(done[StepKind.REGISTER].id)
    await vendor.edit(ids[1], nodes={"say0": {"settings": {"prompt": "By hand"}}})
    before = len(await vendor.requests())
    found = await vendor.type.versions(vendor.client, [*ids, "gone"])
    assert found == {ids[0]: ("1.0", "1.0"), ids[1]: ("2.0", "1.0"), ids[2]: ("1.0", "1.0")}
    assert len(await vendor.requests()) - before == 4


async def test_listing_goes_through_all_pages(vendor: Vendor) -> None:
    for number in range(3):
        await vendor.apply(Action.CREATE, target_of(flow_of_texts("Hello"), f"Flow {number}"))
    await vendor.settings(page_size_max=100)
    found = [summary.name async for summary in vendor.type.list(vendor.client)]
    assert found == ["Flow 0", "Flow 1", "Flow 2"]


STEPS = list(GenesysProvider({}).types["genesys_flow"].steps(Action.CREATE))


@pytest.mark.parametrize("crashed", STEPS)
async def test_after_a_crash_every_step_is_found_or_done_once(vendor: Vendor, crashed: StepKind) -> None:
    work = work_of(Action.CREATE, ONE)
    done: dict[StepKind, Result] = {}
    for kind in STEPS:
        step = step_of(kind)
        if kind is crashed:
            assert await vendor.type.find(vendor.client, step, work, done) is None
            first = await vendor.type.run(vendor.client, step, work, done)
            found = await vendor.type.find(vendor.client, step, work, done)
            assert found is not None
            assert (found.id, found.version) == (first.id, first.version)
            done[kind] = found
        else:
            done[kind] = await vendor.type.run(vendor.client, step, work, done)
    (flow,) = await vendor.truth()
    assert len(flow["versions"]) == 1
    assert flow["publishedVersion"] == {"id": "1.0"}


async def test_a_deletion_is_found(vendor: Vendor) -> None:
    done = await vendor.apply(Action.CREATE, ONE)
    live = await vendor.read(done[StepKind.REGISTER].id)
    work = work_of(Action.DELETE, {}, live)
    assert await vendor.type.find(vendor.client, step_of(StepKind.DELETE), work, {}) is None
    await vendor.type.run(vendor.client, step_of(StepKind.DELETE), work, {})
    assert await vendor.type.find(vendor.client, step_of(StepKind.DELETE), work, {}) is not None


WRITES = ["^/api/v2/flows$", "/versions$", "/publish$"]
LOST = [
    {"kind": "drop_before"},
    {"kind": "drop_after"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504},
    {"kind": "status", "status": 429, "headers": {"Retry-After": "3"}},
    {"kind": "html", "status": 502},
]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    "action", LOST, ids=lambda action: "-".join(str(part) for part in list(action.values())[:2])
)
async def test_a_write_whose_answer_is_lost_happens_once(
    vendor: Vendor, path: str, action: dict[str, Any]
) -> None:
    await vendor.fault({"vendor": "genesys", "method": "POST", "path": path}, action)
    await vendor.apply(Action.CREATE, ONE)
    (flow,) = await vendor.truth()
    assert len(flow["versions"]) == 1
    assert flow["publishedVersion"] == {"id": "1.0"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RejectedError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, ProviderError),
        (409, ConflictError),
        (429, RateLimitedError),
        (500, UnavailableError),
        (502, UnavailableError),
        (503, UnavailableError),
        (504, UnavailableError),
    ],
)
async def test_every_status_that_lasts_becomes_its_error(
    vendor: Vendor, status: int, kind: type[ProviderError]
) -> None:
    match = {"vendor": "genesys", "method": "POST", "path": "/versions$", "count": None}
    await vendor.fault(match, {"kind": "status", "status": status})
    with pytest.raises(kind) as caught:
        await vendor.apply(Action.CREATE, ONE)
    answer, diagnostic = caught.value.answer, caught.value.diagnostics[0]
    assert (answer.status, answer.operation) == (status, "create flow version")
    assert answer.correlation_id
    assert diagnostic.address == ADDRESS
    assert f"Genesys Cloud answered {status}" in diagnostic.detail
    assert diagnostic.hint or status == 400


async def test_a_page_instead_of_an_answer_is_a_protocol_error(vendor: Vendor) -> None:
    match = {"vendor": "genesys", "method": "GET", "path": "/versions/1.0$"}
    await vendor.fault(match, {"kind": "html", "status": 200})
    with pytest.raises(ProtocolError, match="text/html"):
        await vendor.apply(Action.CREATE, ONE)


async def test_a_missing_scope_is_named(vendor: Vendor) -> None:
    await vendor.settings(withheld_scopes=["flow:write"])
    with pytest.raises(PermissionDeniedError) as caught:
        await vendor.apply(Action.CREATE, ONE)
    assert caught.value.answer.scopes == ("flow:write",)
    assert "the token lacks flow:write" in caught.value.diagnostics[0].hint


async def test_wrong_credentials_are_refused_once_and_leak_nothing(vendor: Vendor) -> None:
    runtime = vendor.client.api.client.runtime
    settings_ = GenesysSettings(base_url=BASE, client_id="sandbox", client_secret="wr0ng/secret")
    async with GenesysProvider({}, runtime).connect(settings_) as client:
        for _ in range(2):
            with pytest.raises(AuthenticationError) as caught:
                await vendor.type.read(client, "x")
            assert "GENESYS_CLIENT_SECRET" in caught.value.diagnostics[0].hint
            assert "wr0ng" not in str(caught.value)
    answer = await vendor.control.get("/_control/requests")
    assert [item["path"] for item in answer.json()["requests"]] == ["/api/v2/oauth/token"]


async def test_credentials_may_come_from_the_environment(vendor: Vendor) -> None:
    runtime: Runtime = vendor.client.api.client.runtime
    environment = {"GENESYS_CLIENT_ID": "sandbox", "GENESYS_CLIENT_SECRET": "sandbox"}
    async with GenesysProvider(environment, runtime).connect(GenesysSettings(base_url=BASE)) as client:
        assert await vendor.type.read(client, "nothing") is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flow=flows(kinds=STANDALONE - {"node"}))
async def test_the_vendor_takes_every_sound_flow(vendor: Vendor, flow: Flow) -> None:
    target = target_of(flow, f"Flow {len(await vendor.truth())}")
    done = await vendor.apply(Action.CREATE, target)
    live = await vendor.read(done[StepKind.REGISTER].id)
    assert covers(live.document, target)
