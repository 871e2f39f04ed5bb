"""Only what moved is read; what cannot be read says why."""

from __future__ import annotations

from typing import Any

from ivrplan.diagnostics import UnavailableError
from ivrplan.plan.refresh import Sighting, assume, failures, observe
from tests.fakes.vendor import FakeType, failed
from tests.fakes.world import World


async def _world(count: int = 5) -> World:
    world = World()
    for number in range(count):
        world.want(f"fake_flow.n{number}", name=f"N{number}")
    await world.apply()
    world.vendor.reads.clear()
    return world


def _sightings(world: World) -> list[Sighting]:
    return [Sighting(record, world.connections["fake"]) for record in world.state.resources.values()]


async def test_what_did_not_move_is_not_read() -> None:
    world = await _world()
    seen = await observe(_sightings(world))
    assert world.vendor.reads == []
    assert not any(observation.moved for observation in seen.values())
    assert {address: seen[address].live.document for address in seen} == {  # type: ignore[union-attr] # all are there
        address: record.document for address, record in world.state.resources.items()
    }


async def test_what_was_saved_or_published_or_taken_away_is_seen() -> None:
    world = await _world()
    world.vendor.edit("N1", lambda document: document.update(size=3))
    world.vendor.named("N2").published = 1
    del world.vendor.objects[world.vendor.named("N3").id]
    seen = await observe(_sightings(world))
    assert {address for address, observation in seen.items() if observation.moved} == {
        "fake_flow.n1",
        "fake_flow.n2",
        "fake_flow.n3",
    }
    assert len(world.vendor.reads) == 2
    assert seen["fake_flow.n3"].live is None
    assert seen["fake_flow.n1"].live is not None
    assert seen["fake_flow.n1"].live.document["size"] == 3


async def test_what_goes_between_the_listing_and_the_reading_is_gone(monkeypatch: Any) -> None:
    world = await _world(1)
    world.vendor.edit("N0", lambda document: document.update(size=3))

    async def gone(self: FakeType, client: object, id: str) -> None:  # noqa: A002 - the contract's word
        return None

    monkeypatch.setattr(FakeType, "read", gone)
    seen = await observe(_sightings(world))
    assert seen["fake_flow.n0"].live is None
    assert seen["fake_flow.n0"].failure is None


async def test_a_failed_reading_hides_no_other(monkeypatch: Any) -> None:
    world = await _world(3)
    for name in ("N0", "N1"):
        world.vendor.edit(name, lambda document: document.update(size=3))
    real = FakeType.read
    broken = world.vendor.named("N0").id

    async def read(self: FakeType, client: Any, id: str) -> Any:  # noqa: A002 - the contract's word
        if id == broken:
            raise failed(UnavailableError, 503)
        return await real(self, client, id)

    monkeypatch.setattr(FakeType, "read", read)
    seen = await observe(_sightings(world))
    assert [address for address, one in seen.items() if one.failure] == ["fake_flow.n0"]
    assert seen["fake_flow.n1"].live is not None
    found = failures(seen.values())
    assert found is not None
    assert [diagnostic.summary for diagnostic in found.diagnostics] == ["Vendor says no"]


async def test_a_vendor_out_of_reach_is_told_of_once() -> None:
    world = await _world(3)
    world.vendor.unreachable = True
    seen = await observe(_sightings(world))
    assert all(observation.failure for observation in seen.values())
    found = failures(seen.values())
    assert found is not None
    (told,) = found.diagnostics
    assert told.address == "fake_flow.n0"
    assert told.detail.endswith("The same is true of 2 more.")


async def test_a_failure_names_the_one_resource_that_it_concerns() -> None:
    world = await _world(1)
    world.vendor.unreachable = True
    found = failures((await observe(_sightings(world))).values())
    assert found is not None
    assert [(one.address, "more" in one.detail) for one in found.diagnostics] == [("fake_flow.n0", False)]


async def test_who_asks_nobody_takes_the_records_for_true() -> None:
    world = await _world(2)
    world.vendor.unreachable = True
    seen = assume(world.state.resources.values())
    assert not any(observation.moved for observation in seen.values())
    assert failures(seen.values()) is None
