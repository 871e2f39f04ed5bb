"""Flows that hand calls over to each other, on both vendors' stand-ins."""

from __future__ import annotations

from tests.end_to_end.leading import LEADING, PAIRS, check_ways
from tests.end_to_end.world import World


def _begun(world: World) -> World:
    world.hurried = True
    world.begin(LEADING)
    return world


def test_both_are_registered_and_then_configured(world: World) -> None:
    _begun(world).run("apply", "--auto-approve", "--parallelism", "1").ended()
    world.check_whole(*PAIRS)
    check_ways(world)


def test_a_saved_plan_makes_them_too(world: World) -> None:
    _begun(world).run("plan", "--out", "saved.ivrplan").ended()
    world.run("apply", "saved.ivrplan").ended()
    world.check_whole(*PAIRS)
    check_ways(world)


def test_one_that_is_gone_comes_back_and_is_found_by_the_other(world: World) -> None:
    _begun(world).apply()
    ran = world.run("apply", "--auto-approve", "--replace", "cxone_ivr_flow.night").ended()
    assert "Plan: 1 to add, 1 to change, 1 to destroy, 0 to release." in ran.stdout
    world.check_whole(*PAIRS)
    check_ways(world)


def test_they_go_together(world: World) -> None:
    _begun(world).apply()
    world.run("destroy", "--auto-approve").ended()
    assert world.flows("cxone") == world.flows("genesys") == []
