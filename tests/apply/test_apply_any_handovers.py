"""However flows lead to each other, and whatever happens to some of them: one apply, and there is nothing left to do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import RejectedError
from ivrplan.plan.change import Mode
from ivrplan.providers.contract import Step, Work
from tests.fakes.vendor import failed, raising
from tests.fakes.world import Ref, World

NAMES = "abcd"
LEADS = st.fixed_dictionaries({}, optional={name: st.sets(st.sampled_from(NAMES)) for name in NAMES})
SHAPES = st.fixed_dictionaries({name: st.sampled_from(("round", "square")) for name in NAMES})


def _address(name: str) -> str:
    return f"fake_flow.{name}"


def _want(world: World, leads: Mapping[str, set[str]], shapes: Mapping[str, str], swap: bool) -> None:
    """Exactly these flows, and a hook that needs one of them."""
    world.blocks.clear()
    for name, others in leads.items():
        world.want(
            _address(name),
            name=name.upper(),
            shape=shapes[name],
            leads=[_address(other) for other in sorted(others) if other in leads],
            lifecycle=Lifecycle(create_before_destroy=swap),
        )
    for name in sorted(leads)[:1]:
        world.want("fake_hook.h", name="H", key=Ref(_address(name)))


async def _settled(world: World, parallelism: int) -> None:
    outcome = await asyncio.wait_for(world.run(await world.plan(), parallelism=parallelism), 60)
    assert outcome.diagnostics == ()
    plan = await world.plan()
    assert plan.empty
    assert not plan.records
    assert {record.id for record in world.state.resources.values()} == set(world.vendor.objects)
    for address, block in world.blocks.items():
        document = world.vendor.objects[world.state.resources[address].id].document
        led_to = {f"to {other}": world.state.resources[other].id for other in block.handovers.values()}
        assert document.get("leads", {}) == led_to


@settings(max_examples=60)
@given(
    first=st.tuples(LEADS, SHAPES),
    second=st.tuples(LEADS, SHAPES),
    gone=st.sets(st.sampled_from(NAMES)),
    swap=st.booleans(),
    parallelism=st.sampled_from((1, 2, 10)),
)
def test_one_apply_is_enough(
    first: tuple[Mapping[str, set[str]], Mapping[str, str]],
    second: tuple[Mapping[str, set[str]], Mapping[str, str]],
    gone: set[str],
    swap: bool,
    parallelism: int,
) -> None:
    async def live() -> None:
        world = World()
        _want(world, *first, swap)
        await _settled(world, parallelism)
        for name in gone & first[0].keys():
            del world.vendor.objects[world.vendor.named(name.upper()).id]
        _want(world, *second, swap)
        await _settled(world, parallelism)
        await world.apply(mode=Mode.DESTROY)
        assert world.vendor.objects == {}
        assert world.state.resources == {}

    asyncio.run(live())


@settings(max_examples=60)
@given(leads=LEADS, refused=st.integers(0, 12), parallelism=st.sampled_from((1, 10)))
def test_after_a_failure_anywhere_the_next_apply_is_enough(
    leads: Mapping[str, set[str]], refused: int, parallelism: int
) -> None:
    async def live() -> None:
        world = World()
        _want(world, leads, dict.fromkeys(NAMES, "round"), swap=False)
        calls = iter(range(100))

        async def hook(step: Step, work: Work) -> None:
            if next(calls) == refused:
                raise failed(RejectedError, 422)

        world.vendor.before = hook
        outcome = await asyncio.wait_for(world.run(await world.plan(), parallelism=parallelism), 60)
        ended = (*outcome.finished, *outcome.failed, *outcome.skipped)
        assert sorted(ended) == sorted(world.blocks)
        assert {record.id for record in world.state.resources.values()} == set(world.vendor.objects)
        world.vendor.before = raising(iter(()))
        await _settled(world, parallelism)

    asyncio.run(live())
