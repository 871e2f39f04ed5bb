"""A saved plan is refused when anything moved since, and says what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ivrplan.diagnostics import StalePlanError, UnavailableError
from ivrplan.plan.staleness import check_current
from ivrplan.state.document import State
from tests.fakes.world import World

HINT = "Plan again, and have the new plan reviewed."


async def _world() -> World:
    world = World()
    for name in "ab":
        world.want(f"fake_flow.{name}", name=name.upper(), size=1)
    await world.apply()
    for name in "ab":
        world.want(f"fake_flow.{name}", name=name.upper(), size=2)
    return world


async def test_while_nothing_moves_a_plan_is_current() -> None:
    world = await _world()
    await check_current(await world.plan(), world.configuration, world.state, world.connections)


async def test_a_plan_for_a_state_that_was_never_written_is_current() -> None:
    world = World()
    world.want("fake_flow.a", name="A")
    await check_current(await world.plan(), world.configuration, State(lineage=""), world.connections)


async def _moved(happened: Callable[[World], None]) -> list[tuple[str, str]]:
    world = await _world()
    plan = await world.plan()
    happened(world)
    with pytest.raises(StalePlanError) as caught:
        await check_current(plan, world.configuration, world.state, world.connections)
    assert {diagnostic.summary for diagnostic in caught.value.diagnostics} == {"Saved plan is stale"}
    return [(diagnostic.detail, diagnostic.hint) for diagnostic in caught.value.diagnostics]


def _applied(world: World) -> None:
    world.state = replace(world.state, serial=world.state.serial + 1)


def _another_state(world: World) -> None:
    world.state = replace(world.state, lineage="another")


def _edited(world: World) -> None:
    world.vendor.edit("A", lambda document: document.update(size=9))
    del world.vendor.objects[world.vendor.named("B").id]


def _published(world: World) -> None:
    world.vendor.named("A").published = 1
    world.vendor.named("B").published = None


def _configured(world: World) -> None:
    world.digest = "another"
    _applied(world)


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (
            _configured,
            [
                (
                    (
                        "The configuration, or a value that it reads (a variable, an environment variable), is not the one "
                        "that the plan was made from."
                    ),
                    HINT,
                ),
                (
                    "The state is at serial 2; the plan was made at serial 1. Something was applied in between.",
                    HINT,
                ),
            ],
        ),
        (
            _another_state,
            [
                (
                    "The plan was made for another state: their lineages differ.",
                    "Apply it where it was made, or plan again.",
                )
            ],
        ),
        (
            _edited,
            [
                ("At the vendor, fake_flow.a is at version 3; the plan saw version 2.", HINT),
                ("At the vendor, fake_flow.b was deleted.", HINT),
            ],
        ),
        (
            _published,
            [
                ("At the vendor, fake_flow.a has version 1 published; the plan saw version 2.", HINT),
                ("At the vendor, fake_flow.b has no version published; the plan saw version 2.", HINT),
            ],
        ),
    ],
)
async def test_what_moved_is_told(happened: Callable[[World], None], told: list[tuple[str, str]]) -> None:
    assert await _moved(happened) == told


async def test_a_plan_that_cannot_be_checked_is_not_current() -> None:
    world = await _world()
    plan = await world.plan()
    world.vendor.unreachable = True
    with pytest.raises(UnavailableError):
        await check_current(plan, world.configuration, world.state, world.connections)
