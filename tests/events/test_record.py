"""Each change that is attempted becomes one entry, with what came of it and of its steps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivrplan.apply.change import failure_code
from ivrplan.apply.progress import Event
from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import (
    ConflictError,
    IvrplanError,
    PlanError,
    RejectedError,
    StateError,
    UnavailableError,
    error,
)
from ivrplan.events.entry import AuditEntry, Status, governance_id
from ivrplan.events.names import event_name, noun_of, step_action
from ivrplan.events.record import Recorder, Surroundings, connection_count
from ivrplan.plan.change import Mode, Plan
from ivrplan.providers.contract import Action, Step, StepKind, Work
from ivrplan.providers.table import load, names
from ivrplan.state.document import deposed_address
from tests.fakes.vendor import TYPES, failed
from tests.fakes.world import World


async def applied(
    world: World, around: Surroundings, **options: object
) -> tuple[Plan, dict[str, AuditEntry]]:
    """Apply what the world wants; the entries by address."""
    world.events.clear()
    plan = await world.plan(**options)
    await world.run(plan)
    return plan, recorded(plan, around, world.events)


def recorded(plan: Plan, around: Surroundings, events: list[Event]) -> dict[str, AuditEntry]:
    recorder = Recorder(plan, around)
    heard = [recorder.hear(event) for event in events]
    entries = [entry for entry in heard if entry is not None]
    assert len({entry.subject.address for entry in entries}) == len(entries)
    return {entry.subject.address: entry for entry in entries}


async def test_a_change_from_its_first_step_to_its_last(around: Surroundings) -> None:
    world = World()
    world.want("fake_flow.a", name="A")
    plan, entries = await applied(world, around)
    (change,) = plan.effective
    told = entries["fake_flow.a"].to_json()
    steps = told.pop("steps")
    assert told.pop("latency_ms") >= 0
    assert told == {
        "timestamp": "2026-11-21T09:30:00.000+00:00",
        "governance_id": governance_id(plan.id, "fake_flow.a"),
        "plan_id": plan.id,
        "workspace": "staging",
        "actor": "ada@desk",
        "address": "fake_flow.a",
        "resource_type": "fake_flow",
        "provider": "fake",
        "action": "create",
        "status": "succeeded",
        "id": "id-1",
        "flow_id": "id-1",
        "old_version": None,
        "new_version": "2",
        "version_id": None,
        "idempotency_key": change.steps[0].key,
        "connection_count": None,
        "validation_success": True,
        "error_code": None,
        "error": None,
        "recovered": False,
        "recovered_by": None,
        "ivrplan_version": told["ivrplan_version"],
        "webhook_event": None,
        "webhook_status": None,
        "webhook_attempts": 0,
        "webhook_error": None,
    }
    assert [(step["action"], step["status"], step["idempotency_key"]) for step in steps] == [
        ("register", "succeeded", change.steps[0].key),
        ("UPDATE_NODES", "succeeded", change.steps[1].key),
        ("publish", "succeeded", change.steps[2].key),
    ]
    assert all(step["latency_ms"] >= 0 for step in steps)


async def test_versions_before_and_after(around: Surroundings) -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    await applied(world, around)
    world.want("fake_hook.a", name="A", size=5)
    updated = (await applied(world, around))[1]["fake_hook.a"]
    assert (updated.subject.action, updated.old_version, updated.new_version) == ("update", "2", "3")
    deleted = (await applied(world, around, mode=Mode.DESTROY))[1]["fake_hook.a"]
    assert (deleted.subject.action, deleted.old_version, deleted.new_version) == ("delete", "3", "")
    assert deleted.id == "id-1"


@pytest.mark.parametrize("first", [True, False])
async def test_a_replacement_is_one_change(around: Surroundings, *, first: bool) -> None:
    world = World()
    world.want("fake_hook.a", name="A", shape="round", lifecycle=Lifecycle(create_before_destroy=first))
    await applied(world, around)
    world.want("fake_hook.a", name="A", shape="square", lifecycle=Lifecycle(create_before_destroy=first))
    (entry,) = (await applied(world, around))[1].values()
    done = [step.action for step in entry.steps]
    made = ["register", "UPDATE_NODES"]
    assert (entry.subject.action, entry.status) == ("replace", Status.SUCCEEDED)
    assert done == ([*made, "delete"] if first else ["delete", *made])
    assert (entry.old_version, entry.id) == ("2", "id-2")


def refusing(kind: StepKind, failure: IvrplanError) -> Callable[[Step, Work], object]:
    async def hook(step: Step, work: Work) -> None:
        del work
        if step.kind is kind:
            raise failure

    return hook


@pytest.mark.parametrize(
    ("failure", "status", "code", "accepted"),
    [
        (failed(RejectedError, 422), Status.FAILED, "422", False),
        (failed(RejectedError), Status.FAILED, "rejected", False),
        (failed(ConflictError, 412), Status.FAILED, "412", True),
        (failed(UnavailableError, 503), Status.UNSETTLED, "503", True),
        (failed(UnavailableError), Status.UNSETTLED, "no answer", True),
    ],
)
async def test_a_change_that_failed(
    around: Surroundings, failure: IvrplanError, status: Status, code: str, *, accepted: bool
) -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.vendor.before = refusing(StepKind.REGISTER, failure)  # type: ignore[assignment]
    entry = (await applied(world, around))[1]["fake_hook.a"]
    assert (entry.status, entry.error_code, entry.error) == (status, code, "Vendor says no")
    assert entry.validation_success is accepted
    assert [(step.action, step.status) for step in entry.steps] == [("register", status)]
    assert entry.seconds is not None
    assert entry.steps[0].seconds is not None


async def test_a_change_that_failed_in_the_middle_says_what_was_done(around: Surroundings) -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.vendor.before = refusing(StepKind.CONFIGURE, failed(RejectedError, 400))  # type: ignore[assignment]
    entry = (await applied(world, around))[1]["fake_hook.a"]
    assert [(step.action, step.status.value) for step in entry.steps] == [
        ("register", "succeeded"),
        ("UPDATE_NODES", "failed"),
    ]


async def test_a_change_that_was_skipped_was_not_attempted(around: Surroundings) -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.want("fake_hook.b", name="B", needs=["fake_hook.a"])
    world.vendor.before = refusing(StepKind.REGISTER, failed(RejectedError, 422))  # type: ignore[assignment]
    assert set((await applied(world, around))[1]) == {"fake_hook.a"}


async def test_steps_of_changes_that_run_at_once_are_kept_apart(around: Surroundings) -> None:
    world = World()
    for number in range(5):
        world.want(f"fake_flow.n{number}", name=f"N{number}")
    plan, entries = await applied(world, around)
    keys = {change.address: [step.key for step in change.steps] for change in plan.effective}
    assert {
        address: [step.idempotency_key for step in entry.steps] for address, entry in entries.items()
    } == keys


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (StateError(error("x")), "state"),
        (PlanError(error("x")), "plan"),
        (IvrplanError(error("x")), "condition"),
    ],
)
def test_what_failed_in_a_word(failure: IvrplanError, code: str) -> None:
    assert failure_code(failure) == code


def test_the_old_object_of_a_replacement_is_part_of_the_same_change() -> None:
    assert governance_id("p", deposed_address("x.a", "7")) == governance_id("p", "x.a")
    assert governance_id("p", "x.a") != governance_id("q", "x.a")


@pytest.mark.parametrize(
    ("action", "steps", "event"),
    [
        (Action.CREATE, ["register", "UPDATE_NODES"], "flow.connections.updated"),
        (Action.UPDATE, ["UPDATE_NODES"], "flow.connections.updated"),
        (Action.REPLACE, ["delete", "register", "UPDATE_NODES"], "flow.connections.updated"),
        (Action.UPDATE, ["create_version", "validation", "publish"], "flow.version.published"),
        (Action.RELEASE, ["publish"], "flow.version.published"),
        (Action.CREATE, ["UPDATE_NODES", "create_version", "path_simulation", "publish"], "flow.version.published"),
        (Action.CREATE, ["create_job", "await_job"], "flow.created"),
        (Action.UPDATE, ["create_job", "await_job"], "flow.updated"),
        (Action.DELETE, ["delete"], "flow.deleted"),
    ],
)  # fmt: skip
def test_events_of_call_flows(action: Action, steps: list[str], event: str) -> None:
    assert event_name("flow", action, steps) == event


def test_events_of_other_resources() -> None:
    assert noun_of(TYPES["fake_hook"]) == "hook"
    assert event_name("hook", Action.CREATE, ["register", "UPDATE_NODES"]) == "hook.created"
    assert event_name("hook", Action.DELETE, ["delete"]) == "hook.deleted"


def test_steps_are_called_as_the_contracts_call_them() -> None:
    assert {step_action(kind) for kind in StepKind} >= {
        "UPDATE_NODES", "validation", "path_simulation", "create_version", "publish", "register", "delete",
    }  # fmt: skip


def test_edges_are_counted_in_whatever_document_a_vendor_has() -> None:
    document = {
        "name": "Main",
        "entry": "node_a",
        "nodes": {
            "node_a": {"type": "play", "properties": {"audioUrl": "x"}, "connections": {"default": "node_b", "error": "node_b"}},
            "node_b": {"type": "disconnect", "properties": {}, "connections": {}},
        },
    }  # fmt: skip
    kinds = [
        kind for name in names() for kind in load(name, {}).types.values() if kind.name == "cxone_ivr_flow"
    ]
    assert [connection_count(kind, document) for kind in kinds] == [2]
    assert connection_count(kinds[0], None) is None
    assert connection_count(TYPES["fake_hook"], document) is None
