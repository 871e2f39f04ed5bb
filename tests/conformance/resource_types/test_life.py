"""The life of an object: created, read, listed, changed, deleted."""

from __future__ import annotations

import pytest

from ivrplan.diagnostics import ConflictError, Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.providers.contract import Action
from ivrplan.providers.table import PROVIDERS, load
from ivrplan.rules.rule import Group, Subject
from tests.conformance.resource_types.capabilities import Capability
from tests.conformance.resource_types.samples import SAMPLES
from tests.conformance.resource_types.stage import Stage, covers, last


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_resource_type_of_the_table_is_under_test(provider: str) -> None:
    loaded = load(provider, {})
    assert loaded.name == provider
    assert loaded.types
    for name, kind in loaded.types.items():
        assert kind.name == name
        assert name.partition("_")[0] == provider
        assert name in SAMPLES


async def test_what_was_created_is_what_is_read(stage: Stage) -> None:
    live = await stage.created()
    assert covers(live.document, stage.desired())
    assert live.id in await stage.truth()
    assert live.attributes["id"] == live.id
    assert live.attributes.keys() >= stage.type.computed


async def test_the_last_result_tells_what_is_read(stage: Stage) -> None:
    done = await stage.apply(stage.work(Action.CREATE, stage.desired()))
    live = await stage.read(last(done).id)
    assert {result.id for result in done.values()} - {""} == {live.id}
    assert last(done).version == live.version


async def test_callers_get_what_is_saved(stage: Stage) -> None:
    live = await stage.created()
    assert live.published == (live.version if stage.type.publishes else None)


async def test_a_flow_comes_back_with_its_meaning(stage: Stage) -> None:
    stage.needs(Capability.FLOW)
    live = await stage.created()
    found = stage.type.to_flow(live.document)
    assert found is not None
    assert found.entry == stage.calls.base.entry
    assert {node.name: node for node in found.nodes} == {node.name: node for node in stage.calls.base.nodes}


async def test_reading_twice_gives_the_same(stage: Stage) -> None:
    live = await stage.created()
    assert await stage.read(live.id) == live


@pytest.mark.parametrize("count", [1, 6], ids=["few", "many"])
async def test_versions_agree_with_reading(stage: Stage, count: int) -> None:
    lives = [await stage.created(f"Flow {number}") for number in range(count)]
    asked = [*(live.id for live in lives), "00000000-0000-4000-8000-000000000000"]
    versions = await stage.type.versions(stage.client, asked)
    assert versions == {live.id: (live.version, live.published) for live in lives}


async def test_versions_are_found_on_every_page(stage: Stage) -> None:
    await stage.behave(page_size_max=100)
    lives = [await stage.created(f"Flow {number}") for number in range(3)]
    for number in range(110):
        await stage.begun(f"Other {number}")
    ids = [*(live.id for live in lives), *list(await stage.truth())[-5:]]
    assert (await stage.type.versions(stage.client, ids)).keys() == set(ids)
    assert len([one async for one in stage.type.list(stage.client)]) == 113


async def test_nothing_asked_nothing_answered(stage: Stage) -> None:
    assert await stage.type.versions(stage.client, []) == {}


async def test_the_listing_shows_it(stage: Stage) -> None:
    live = await stage.created("Main menu")
    listed = [one async for one in stage.type.list(stage.client)]
    assert [(one.id, one.name) for one in listed] == [(live.id, stage.sample.listed("Main menu"))]
    assert listed[0].version in {live.version, None}


async def test_an_update_arrives(stage: Stage) -> None:
    live = await stage.created()
    target = stage.desired(stage.calls.changed)
    done = await stage.apply(stage.work(Action.UPDATE, target, live))
    now = await stage.read(live.id)
    assert now.version == last(done).version != live.version
    assert now.published == (now.version if stage.type.publishes else None)
    assert covers(now.document, target)
    if not stage.deploys:
        assert stage.type.to_flow(now.document) is None
        return
    found = stage.type.to_flow(now.document)
    assert found is not None
    assert {node.name: node for node in found.nodes} == {
        node.name: node for node in stage.calls.changed.nodes
    }


async def test_a_change_by_hand_is_seen(stage: Stage) -> None:
    live = await stage.created()
    await stage.edit_by_hand(live.id)
    now = await stage.read(live.id)
    assert now.version != live.version
    assert not covers(now.document, stage.desired())
    versions = await stage.type.versions(stage.client, [live.id])
    assert versions[live.id][0] == now.version


@pytest.mark.parametrize("action", [Action.UPDATE, Action.DELETE])
async def test_a_change_by_hand_is_never_overwritten(stage: Stage, action: Action) -> None:
    live = await stage.created()
    await stage.edit_by_hand(live.id)
    before = await stage.truth()
    target = stage.desired(stage.calls.changed) if action is Action.UPDATE else {}
    with pytest.raises(ConflictError) as caught:
        await stage.apply(stage.work(action, target, live))
    assert await stage.truth() == before
    (problem,) = caught.value.diagnostics
    assert problem.address == stage.address
    assert live.id in problem.detail
    assert "plan" in problem.hint


async def test_an_object_that_is_the_same_is_never_adopted(stage: Stage) -> None:
    if stage.sample.unique:
        pytest.skip("the vendor refuses a second object of the same name")
    live = await stage.created()
    before = await stage.truth()
    done = await stage.apply(stage.work(Action.CREATE, stage.desired()), plan="plan-2")
    assert last(done).id != live.id
    assert {**await stage.truth(), **before} == await stage.truth()


async def test_an_object_of_the_same_name_is_never_adopted(stage: Stage) -> None:
    stage.needs(Capability.TAKEN)
    await stage.created()
    before = await stage.truth()
    with pytest.raises(ConflictError) as caught:
        await stage.apply(stage.work(Action.CREATE, stage.desired(stage.calls.changed)), plan="plan-2")
    assert await stage.truth() == before
    assert caught.value.diagnostics[0].hint


async def test_what_is_deleted_is_gone(stage: Stage) -> None:
    live = await stage.created()
    await stage.apply(stage.work(Action.DELETE, {}, live))
    assert await stage.truth() == {}
    assert await stage.type.read(stage.client, live.id) is None
    assert await stage.type.versions(stage.client, [live.id]) == {}
    assert [one async for one in stage.type.list(stage.client)] == []


async def test_deleting_what_is_gone_is_fine(stage: Stage) -> None:
    live = await stage.created()
    for _ in range(2):
        done = await stage.apply(stage.work(Action.DELETE, {}, live))
        assert last(done).id == live.id


async def test_what_is_not_managed_is_left_alone(stage: Stage) -> None:
    other = await stage.created("Somebody else's")
    before = (await stage.truth())[other.id]
    live = await stage.created()
    await stage.apply(stage.work(Action.UPDATE, stage.desired(stage.calls.changed), live))
    await stage.apply(stage.work(Action.DELETE, {}, await stage.read(live.id)))
    assert await stage.truth() == {other.id: before}


async def test_sensitive_parts_are_deployed_in_clear(stage: Stage) -> None:
    target = stage.desired(stage.calls.secret)
    done = await stage.apply(stage.work(Action.CREATE, target))
    assert "t0psecret" in str(await stage.truth())
    live = await stage.read(last(done).id)
    assert covers(live.document, target)
    assert "t0psecret" not in str(done)


async def test_what_is_saved_can_be_released(stage: Stage) -> None:
    stage.needs(Capability.RELEASE)
    live = await stage.created()
    await stage.edit_by_hand(live.id)
    saved = await stage.read(live.id)
    assert saved.published == live.version != saved.version
    await stage.apply(stage.work(Action.RELEASE, saved.document, saved))
    assert (await stage.read(live.id)).published == saved.version


async def test_reading_writes_nothing(stage: Stage) -> None:
    live = await stage.created()
    before = await stage.writes()
    await stage.read(live.id)
    await stage.type.versions(stage.client, [live.id])
    assert len([one async for one in stage.type.list(stage.client)]) == 1
    assert await stage.writes() == before


async def test_limits_name_number_and_setting(stage: Stage) -> None:
    stage.needs(Capability.FLOW)
    rules = stage.type.limits(stage.settings())
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.group is Group.VENDOR and rule.severity is Severity.ERROR for rule in rules)
    hits = [hit for rule in rules for hit in rule.check(Subject(CallGraph(stage.calls.huge)))]
    assert any(stage.calls.number in hit.message and "limits {" in hit.message for hit in hits)


async def test_sound_flows_pass_the_limits(stage: Stage) -> None:
    rules = stage.type.limits(stage.settings())
    for flow in (stage.calls.base, stage.calls.changed):
        assert [hit for rule in rules for hit in rule.check(Subject(CallGraph(flow)))] == []
