"""The steps of one change: nothing is sent that the journal does not know of, and nothing is relied on that it lost."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import (
    ProtocolError,
    ProviderError,
    RejectedError,
    StateError,
    UnavailableError,
    UnreachedError,
    UnsettledError,
    error,
)
from ivrplan.language.plain import Masked, leaves
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Step, StepKind, Work
from ivrplan.state.journal import (
    ApplyBegan,
    ChangeBegan,
    ChangeEnded,
    Entry,
    StepBegan,
    StepEnded,
    StepFailed,
)
from tests.fakes.vendor import failed, raising
from tests.fakes.world import MemoryJournal, World


async def _applied(**values: Any) -> World:
    world = World()
    world.want("fake_flow.a", name="A", parts={"x": {"t": 1}, "y": {"t": 2}}, **values)
    await world.apply()
    return world


def _kinds(entries: list[Entry]) -> list[type[Entry]]:
    return [type(entry) for entry in entries]


async def test_a_step_is_in_the_journal_before_its_request_leaves_and_its_end_is_not() -> None:
    world = World()
    for name in "abc":
        world.want(f"fake_flow.{name}", name=name)
    seen: list[StepKind] = []

    async def hook(step: Step, work: Work) -> None:
        entries = world.journal.entries
        assert StepBegan(work.address, step.kind.value, step.key) in entries
        ended = [
            each.step for each in entries if isinstance(each, StepEnded) and each.address == work.address
        ]
        assert step.kind.value not in ended
        seen.append(step.kind)

    world.vendor.before = world.vendor.after = hook
    await world.apply()
    assert len(seen) == 18


async def test_a_change_is_journaled_from_its_begin_to_its_record() -> None:
    world = World()
    world.want("fake_flow.a", name="A", key=Sensitive("s"))
    journal = world.journal
    await world.apply()
    assert _kinds(journal.entries) == [
        ApplyBegan,
        ChangeBegan,
        *[StepBegan, StepEnded] * 3,
        ChangeEnded,
    ]
    assert journal.entries[-1] == ChangeEnded("fake_flow.a", world.state.resources["fake_flow.a"])


async def test_what_an_update_sends_and_takes_away_is_journaled_masked() -> None:
    world = await _applied(key=Sensitive("old-s3cret"))
    world.want("fake_flow.a", name="A", parts={"x": {"t": 5}}, key=Sensitive("new-s3cret"))
    journal = world.journal
    await world.apply()
    began = next(entry for entry in journal.entries if isinstance(entry, ChangeBegan))
    assert (began.id, began.version, began.action) == ("id-1", "2", "update")
    assert began.removed == (("parts", "y"),)
    assert began.target is not None
    assert began.target["parts"] == {"x": {"t": 5, "retries": 3}}
    assert began.target["region"] == "eu"
    masks = [path for path, leaf in leaves(began.target) if isinstance(leaf, Masked)]
    assert masks == [("key",), ("key_in_use", "value")]
    assert not any("s3cret" in line for line in journal.lines)


async def test_a_refused_step_is_journaled_as_one_that_did_not_happen() -> None:
    world = await _applied()
    world.want("fake_flow.a", name="A")
    world.vendor.before = raising(iter([failed(RejectedError, 422)]))
    journal = world.journal
    outcome = await world.apply()
    assert _kinds(journal.entries)[-2:] == [StepFailed, ChangeEnded]
    assert journal.entries[-2] == StepFailed("fake_flow.a", "configure", "Vendor says no")
    assert outcome.unsettled == frozenset()
    assert world.journal.lines == []


async def test_a_step_that_was_never_sent_leaves_nothing_to_be_looked_up() -> None:
    world = World()
    world.want("fake_flow.a", name="A")
    world.vendor.before = raising(iter([failed(UnreachedError)]))
    outcome = await world.apply()
    assert outcome.failed == ("fake_flow.a",)
    assert outcome.unsettled == frozenset()
    assert world.journal.lines == []


@pytest.mark.parametrize("kind", [UnavailableError, ProtocolError, UnsettledError])
async def test_a_step_that_may_have_happened_stays_open_when_nobody_can_be_asked(
    kind: type[ProviderError],
) -> None:
    world = await _applied()
    world.want("fake_flow.a", name="A")

    async def hook(step: Step, work: Work) -> None:
        world.vendor.unreachable = True
        raise failed(kind, 502)

    world.vendor.before = hook
    outcome = await world.apply()
    assert outcome.unsettled == {"fake_flow.a"}
    assert _kinds(world.journal.entries) == [ApplyBegan, ChangeBegan, StepBegan]
    world.vendor.unreachable = False
    world.vendor.before = raising(iter(()))
    await world.apply()
    assert (await world.plan()).empty


async def test_a_created_object_that_cannot_be_looked_at_is_kept_by_its_id() -> None:
    world = World()
    world.want("fake_flow.a", name="A")

    async def hook(step: Step, work: Work) -> None:
        if step.kind is StepKind.CONFIGURE:
            world.vendor.unreachable = True
            raise failed(UnavailableError, 503)

    world.vendor.before = hook
    outcome = await world.apply()
    assert outcome.failed == ("fake_flow.a",)
    record = world.state.resources["fake_flow.a"]
    assert (record.id, record.version, record.sent, record.document) == ("id-1", "", None, {})
    assert outcome.unsettled == {"fake_flow.a"}
    world.vendor.unreachable = False
    world.vendor.before = raising(iter(()))
    await world.apply()
    assert (await world.plan()).empty
    assert list(world.vendor.objects) == ["id-1"]


class FailsOnce(MemoryJournal):
    """A journal that loses one entry and could keep all others."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    async def append(self, entry: Entry) -> None:
        if self.count == self.number:
            self.count += 1
            raise StateError(error("Journal cannot be written", "Once."))
        await super().append(entry)


@pytest.mark.parametrize("number", range(1, 8))
async def test_after_one_lost_entry_no_other_change_begins(number: int) -> None:
    world = World(journal=FailsOnce(number))
    for name in "abc":
        world.want(f"fake_hook.{name}", name=name)
    outcome = await world.run(await world.plan(), parallelism=1)
    assert len(outcome.failed) == 1
    assert len(outcome.skipped) == 3 - len(outcome.finished) - 1
    assert len(outcome.skipped) >= 1
    await world.apply()
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 3


async def test_a_lost_entry_while_the_old_object_makes_way_changes_nothing() -> None:
    world = await _applied(shape="round")
    world.want("fake_flow.a", name="A", shape="square", lifecycle=Lifecycle(create_before_destroy=True))
    world.journal = FailsOnce(1)
    outcome = await world.apply()
    assert outcome.failed == ("fake_flow.a",)
    assert set(world.state.resources) == {"fake_flow.a"}
    await world.apply()
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 1
