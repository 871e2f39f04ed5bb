"""Whatever is configured and whatever people do at the vendor: after an apply there is nothing left to do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import RejectedError, UnavailableError
from ivrplan.language.values import Sensitive
from ivrplan.plan.change import Mode, Plan
from ivrplan.plan.refresh import Sighting, observe
from ivrplan.providers.contract import StepKind
from tests.fakes.vendor import Vendor, failed
from tests.fakes.world import Crash, MemoryJournal, Ref, World

NAMES = "abcd"


@dataclass(frozen=True)
class Spec:
    """What one resource asks for. It may refer to resources whose name comes before its own."""

    size: int | None
    shape: str | None
    key: str | None
    parts: Mapping[str, Mapping[str, int]]
    refers: int
    attribute: str
    swaps: bool
    publishes: bool


specs = st.builds(
    Spec,
    size=st.none() | st.integers(0, 2),
    shape=st.none() | st.sampled_from(["round", "square"]),
    key=st.none() | st.sampled_from(["one-s3cret", "two-s3cret"]),
    parts=st.dictionaries(
        st.sampled_from("xyz"), st.fixed_dictionaries({"t": st.integers(0, 2)}), max_size=3
    ),
    refers=st.integers(-3, 3),
    attribute=st.sampled_from(["id", "version"]),
    swaps=st.booleans(),
    publishes=st.booleans(),
)
configurations = st.dictionaries(st.sampled_from(NAMES), specs, max_size=4)


@dataclass(frozen=True)
class Edit:
    """Something that a person does to one object at the vendor."""

    name: str
    what: str
    part: str = "x"
    value: int = 0


edits = st.lists(
    st.builds(
        Edit,
        name=st.sampled_from(NAMES),
        what=st.sampled_from(["set", "drop", "add", "default", "secret", "touch", "older", "delete", "copy"]),
        part=st.sampled_from("xyz"),
        value=st.integers(0, 9),
    ),
    max_size=4,
)


@dataclass(frozen=True)
class Round:
    """One turn: what is configured, what people did before, and how the process fares.

    Attributes:
        dies: the journal entry that the process dies after, if there are so many.
        refused: the write that the vendor refuses, if there are so many.
        lost: the write whose answer is lost.
    """

    wanted: Mapping[str, Spec]
    edits: list[Edit] = field(default_factory=list)
    dies: int | None = None
    refused: int | None = None
    lost: int | None = None
    looks: bool = False


troubles = st.none() | st.integers(0, 12)
rounds = st.lists(
    st.builds(
        Round, configurations, edits, dies=troubles, refused=troubles, lost=troubles, looks=st.booleans()
    ),
    min_size=1,
    max_size=3,
)


def configure(world: World, wanted: Mapping[str, Spec]) -> None:
    """Make this the whole configuration."""
    world.blocks.clear()
    addresses: dict[str, str] = {}
    for name in sorted(wanted):
        spec = wanted[name]
        known = sorted(addresses.values())
        refers: dict[str, Any] = (
            {"ref": Ref(known[spec.refers], spec.attribute)} if 0 <= spec.refers < len(known) else {}
        )
        addresses[name] = f"fake_{'flow' if spec.publishes else 'hook'}.{name}"
        world.want(
            addresses[name],
            lifecycle=Lifecycle(create_before_destroy=spec.swaps),
            name=name.upper(),
            size=spec.size,
            shape=spec.shape,
            key=None if spec.key is None else Sensitive(spec.key),
            parts=dict(spec.parts) or None,
            **refers,
        )


def meddle(vendor: Vendor, edit: Edit) -> None:
    """Do what a person does, to every object of that name."""
    for there in [each for each in vendor.objects.values() if each.document["name"] == edit.name.upper()]:
        match edit.what:
            case "delete":
                del vendor.objects[there.id]
            case "older":
                there.published = 1
            case _:
                document = dict(there.document)
                _change(document, edit)
                vendor.save(there, document)


def _change(document: dict[str, Any], edit: Edit) -> None:
    parts = {name: dict(part) for name, part in (document.get("parts") or {}).items()}
    match edit.what:
        case "set":
            parts[edit.part] = {**parts.get(edit.part, {}), "t": edit.value}
        case "drop":
            parts.pop(edit.part, None)
        case "add":
            document["note"] = edit.value
        case "default":
            document["region"] = f"r{edit.value}"
        case "secret":
            document["key"] = f"their-s3cret-{edit.value}"
        case "copy":
            document["copy"] = document.get("key")
    if parts or "parts" in document:
        document["parts"] = parts


async def _live_through(world: World, turn: Round) -> None:
    """One turn with its troubles, and then one without."""
    for edit in turn.edits:
        meddle(world.vendor, edit)
    if turn.looks:
        await world.apply(mode=Mode.REFRESH_ONLY)
    configure(world, turn.wanted)
    world.journal = MemoryJournal(list(world.journal.lines), dies_after=turn.dies)
    _trouble(world.vendor, turn)
    died = False
    try:
        await world.apply(allow_large_change=True)
    except* Crash:
        died = True
    if died:
        world.journal = MemoryJournal(list(world.journal.lines))
    _trouble(world.vendor, Round({}))
    world.vendor.unreachable = False
    outcome = await world.apply(allow_large_change=True)
    assert not outcome.failed, outcome.diagnostics


def _trouble(vendor: Vendor, turn: Round) -> None:
    counts = {"before": 0, "after": 0}

    async def before(step: object, work: object) -> None:
        counts["before"] += 1
        if counts["before"] - 1 == turn.refused:
            raise failed(RejectedError, 422)

    async def after(step: object, work: object) -> None:
        counts["after"] += 1
        if counts["after"] - 1 == turn.lost:
            vendor.unreachable = True
            raise failed(UnavailableError, 503)

    vendor.before, vendor.after = before, after


async def _check_settled(world: World) -> None:
    plan = await world.plan()
    assert plan.empty, plan.effective
    assert plan.records == {}
    assert not any(change.drift for change in plan.changes)
    seen = await observe([_sighting(world, address) for address in world.state.resources])
    assert not any(observation.moved for observation in seen.values())
    assert set(world.state.resources) == set(world.blocks)
    ids = [record.id for record in world.state.resources.values()]
    assert sorted(ids) == sorted(world.vendor.objects)
    assert "s3cret" not in repr((plan, world.state))


def _sighting(world: World, address: str) -> Sighting:
    return Sighting(world.state.resources[address], world.connections["fake"])


def _check_documents(world: World, wanted: Mapping[str, Spec]) -> None:
    """What the vendor has is what is asked for, with the vendor's own defaults and nothing else."""
    for name, spec in wanted.items():
        there = world.vendor.named(name.upper())
        document = there.document
        assert document["region"] == "eu"
        assert (document.get("size"), document.get("shape")) == (spec.size, spec.shape)
        assert document.get("key") == spec.key
        assert {part: value["t"] for part, value in (document.get("parts") or {}).items()} == {
            part: value["t"] for part, value in spec.parts.items()
        }
        assert not {"note", "copy"} & document.keys()
        assert (there.published == there.version) is spec.publishes


Turns: TypeAlias = list[Round]


@given(rounds)
@settings(max_examples=150, deadline=None)
def test_after_an_apply_nothing_is_left_to_do(turns: Turns) -> None:
    async def live() -> None:
        world = World()
        for turn in turns:
            await _live_through(world, turn)
            await _check_settled(world)
            if not turn.looks:
                _check_documents(world, turn.wanted)

    asyncio.run(live())


@given(configurations, edits)
@settings(max_examples=100, deadline=None)
def test_a_plan_is_the_same_when_it_is_made_again(wanted: Mapping[str, Spec], meddling: list[Edit]) -> None:
    async def live() -> None:
        world = World()
        configure(world, wanted)
        await world.apply()
        for edit in meddling:
            meddle(world.vendor, edit)
        assert _said(await world.plan()) == _said(await world.plan())

    asyncio.run(live())


def _said(plan: Plan) -> object:
    return [(change.address, change.action, change.difference, change.drift) for change in plan.changes]


@given(configurations, configurations)
@settings(max_examples=100, deadline=None)
def test_everything_happens_after_what_it_needs(
    first: Mapping[str, Spec], second: Mapping[str, Spec]
) -> None:
    async def live() -> None:
        world = World()
        for wanted in (first, second, {}):
            configure(world, wanted)
            plan = await world.plan(allow_large_change=True)
            _check_order(plan)
            world.vendor.calls.clear()
            await world.apply(plan)
            assert sum(step is StepKind.DELETE for _, step in world.vendor.calls) == plan.counts.destroy

    asyncio.run(live())


def _check_order(plan: Plan) -> None:
    places = {change.address: place for place, change in enumerate(plan.changes)}
    for change in plan.changes:
        assert all(places[address] < places[change.address] for address in change.dependencies)
