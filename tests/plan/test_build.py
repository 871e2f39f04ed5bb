"""Whole plans: what is in them, in which order, and what makes one impossible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ivrplan.config.configuration import Lifecycle, VariableValue
from ivrplan.diagnostics import (
    ConfigurationError,
    ConflictError,
    IvrplanError,
    PlanError,
    error,
    warning,
)
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan.build import step_key
from ivrplan.plan.change import Counts, Mode, OutputChange, Plan
from ivrplan.plan.rules import Verdict
from ivrplan.plan.safety import Guard
from ivrplan.providers.contract import Action, Step, StepKind, Work
from ivrplan.state.document import deposed_address
from tests.fakes.vendor import failed, raising
from tests.fakes.world import NOWHERE, Ref, World


def _actions(plan: Plan) -> dict[str, Action]:
    return {change.address: change.action for change in plan.changes}


def _order(plan: Plan) -> list[str]:
    return [change.address for change in plan.changes]


async def _applied(*blocks: tuple[str, Mapping[str, Any]]) -> World:
    world = World()
    for address, values in blocks:
        world.want(address, **values)
    await world.apply()
    return world


async def _chain() -> World:
    return await _applied(
        ("fake_hook.a", {"name": "A"}),
        ("fake_hook.b", {"name": "B", "key": Ref("fake_hook.a")}),
        ("fake_hook.c", {"name": "C", "key": Ref("fake_hook.b")}),
    )


async def test_a_first_plan_knows_what_it_will_not_know() -> None:
    world = World()
    world.want("fake_flow.b", name="B", key=Ref("fake_flow.a"))
    world.want("fake_flow.a", name="A")
    plan = await world.plan()
    assert _order(plan) == ["fake_flow.a", "fake_flow.b"]
    assert plan.changes[1].after == {"name": "B", "key": UNKNOWN}
    assert plan.changes[1].dependencies == ("fake_flow.a",)
    assert plan.changes[1].needs == ("fake_flow.a",)
    assert plan.counts == Counts(add=2, release=2)
    assert (plan.lineage, plan.serial, plan.configuration) == ("", 0, "digest")


async def test_every_step_has_a_key_of_its_own() -> None:
    world = World()
    world.want("fake_flow.a", name="A")
    world.want("fake_flow.b", name="B")
    plan = await world.plan()
    keys = [step.key for change in plan.changes for step in change.steps]
    assert len(set(keys)) == len(keys) == 6
    assert keys[0] == step_key(plan.id, "fake_flow.a", StepKind.REGISTER)
    assert keys[0] != (await world.plan()).changes[0].steps[0].key


async def test_a_plan_waits_for_what_is_sent_only() -> None:
    world = await _chain()
    world.want("fake_hook.c", name="C", key=Ref("fake_hook.b"), size=3)
    plan = await world.plan()
    assert [change.dependencies for change in plan.effective] == [()]


async def test_what_goes_comes_before_what_it_needed() -> None:
    world = await _chain()
    plan = await world.plan(mode=Mode.DESTROY)
    assert _order(plan) == ["fake_hook.c", "fake_hook.b", "fake_hook.a"]
    assert plan.changes[1].dependencies == ("fake_hook.c",)
    for address in ("fake_hook.a", "fake_hook.b", "fake_hook.c"):
        world.forget(address)
    assert _order(await world.plan()) == ["fake_hook.c", "fake_hook.b", "fake_hook.a"]


async def test_a_circle_of_references_is_refused() -> None:
    world = World()
    world.want("fake_hook.a", name="A", key=Ref("fake_hook.b"))
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.a"))
    with pytest.raises(PlanError) as caught:
        await world.plan()
    assert caught.value.diagnostics[0].summary == "Dependency cycle"


async def test_a_target_brings_what_it_needs() -> None:
    world = World()
    for address, values in (
        ("fake_hook.a", {"name": "A"}),
        ("fake_hook.b", {"name": "B", "key": Ref("fake_hook.a")}),
        ("fake_hook.c", {"name": "C", "key": Ref("fake_hook.b")}),
    ):
        world.want(address, **values)
    world.show("id", Ref("fake_hook.a"))
    plan = await world.plan(targets=("fake_hook.b",))
    assert _order(plan) == ["fake_hook.a", "fake_hook.b"]
    assert plan.targets == ("fake_hook.b",)
    assert plan.outputs == ()


async def test_a_target_that_is_to_go_brings_who_needs_it() -> None:
    world = await _chain()
    plan = await world.plan(mode=Mode.DESTROY, targets=("fake_hook.b",))
    assert _order(plan) == ["fake_hook.c", "fake_hook.b"]


async def test_who_still_needs_it_at_the_vendor_counts_also_when_the_configuration_does_not_say_so_any_more() -> (
    None
):
    world = await _chain()
    world.want("fake_hook.c", name="C")
    plan = await world.plan(mode=Mode.DESTROY, targets=("fake_hook.b",))
    assert _order(plan) == ["fake_hook.c", "fake_hook.b"]


async def test_nothing_but_the_target_is_looked_at() -> None:
    world = await _chain()
    for name in "ABC":
        world.vendor.edit(name, lambda document: document.update(size=9))
    world.vendor.reads.clear()
    await world.plan(targets=("fake_hook.a",))
    assert world.vendor.reads == [world.vendor.named("A").id]


@pytest.mark.parametrize("option", ["targets", "replace"])
async def test_an_option_that_names_nothing_is_refused(option: str) -> None:
    world = await _chain()
    with pytest.raises(PlanError) as caught:
        await world.plan(**{option: ("fake_hook.zz",)})
    assert caught.value.diagnostics[0].summary == "Unknown address"


async def test_all_instances_of_a_block_are_replaced_when_it_is_named() -> None:
    world = await _applied(("fake_hook.a[0]", {"name": "A0"}), ("fake_hook.a[1]", {"name": "A1"}))
    plan = await world.plan(replace=("fake_hook.a",))
    assert set(_actions(plan).values()) == {Action.REPLACE}
    assert plan.counts == Counts(add=2, destroy=2)


async def test_a_provider_that_is_not_configured_any_more_is_asked_for() -> None:
    world = World(providers=("fake", "fake.emea"))
    world.want("fake_hook.a", name="A", provider="fake.emea")
    await world.apply()
    world.forget("fake_hook.a")
    world.providers = ("fake",)
    with pytest.raises(PlanError) as caught:
        await world.plan()
    found = caught.value.diagnostics[0]
    assert (found.summary, found.detail, found.hint, found.address) == (
        "Provider configuration missing",
        (
            'fake_hook.a is managed through the provider configuration "fake.emea", which the configuration does not '
            "have."
        ),
        'Put the provider "fake" block back until the resource is destroyed.',
        "fake_hook.a",
    )


async def test_every_expression_without_a_value_is_reported_at_once() -> None:
    world = World()

    def no_value(name: str) -> Any:
        def evaluate(results: object) -> Any:
            raise ConfigurationError(error("No value", f"{name} has none."))

        return evaluate

    for name in "ab":
        world.want(f"fake_hook.{name}", name=name)
        block = world.blocks[f"fake_hook.{name}"]
        object.__setattr__(block, "evaluator", no_value(name))
    with pytest.raises(IvrplanError) as caught:
        await world.plan()
    assert [diagnostic.detail for diagnostic in caught.value.diagnostics] == ["a has none.", "b has none."]


async def test_a_vendor_that_cannot_be_asked_makes_no_plan() -> None:
    world = await _chain()
    world.vendor.unreachable = True
    with pytest.raises(IvrplanError) as caught:
        await world.plan()
    assert [diagnostic.summary for diagnostic in caught.value.diagnostics] == ["Vendor says no"]
    assert (await world.plan(refresh=False)).empty


async def test_findings_of_rules_are_part_of_the_plan() -> None:
    wrong, odd = error("Wrong", "It is wrong."), warning("Odd", "It is odd.")
    world = World(verdict=Verdict((wrong, odd), ("IVR1 on flow.main: Allowed: because",)))
    plan = await world.plan()
    assert plan.diagnostics == (wrong, odd)
    assert plan.failed
    assert plan.silenced == ("IVR1 on flow.main: Allowed: because",)
    assert not (await world.plan(mode=Mode.DESTROY)).failed


@pytest.mark.parametrize("happened", ["destroy", "shape"])
async def test_what_may_not_be_destroyed_stops_the_plan(happened: str) -> None:
    kept = Lifecycle(prevent_destroy=True)
    world = World()
    world.want("fake_hook.a", name="A", shape="round", lifecycle=kept)
    await world.apply()
    if happened == "shape":
        world.want("fake_hook.a", name="A", shape="square", lifecycle=kept)
    plan = await world.plan(mode=Mode.DESTROY if happened == "destroy" else Mode.NORMAL)
    verb = "delete" if happened == "destroy" else "replace"
    assert [(d.summary, d.detail, d.hint, d.address) for d in plan.diagnostics] == [
        (
            "Resource may not be destroyed",
            f"fake_hook.a has lifecycle.prevent_destroy set, but the plan would {verb} it.",
            "Undo what makes the plan remove it, or take prevent_destroy away first.",
            "fake_hook.a",
        ),
    ]
    assert plan.failed


@pytest.mark.parametrize(
    ("managed", "removed", "guard", "stopped"),
    [
        (10, 6, Guard(), True),
        (10, 5, Guard(), False),
        (4, 4, Guard(), False),
        (5, 5, Guard(), True),
        (10, 2, Guard(share=0.1, least=1), True),
        (10, 1, Guard(share=0.1, least=1), False),
    ],
)
async def test_an_unusually_large_change_wants_a_word(
    managed: int, removed: int, guard: Guard, stopped: bool
) -> None:
    world = await _applied(*((f"fake_hook.n{number}", {"name": f"N{number}"}) for number in range(managed)))
    for number in range(removed):
        world.forget(f"fake_hook.n{number}")
    plan = await world.plan(guard=guard)
    assert plan.failed is stopped
    if stopped:
        assert [(d.summary, d.detail, d.hint) for d in plan.diagnostics] == [
            (
                "Unusually large change",
                (
                    f"The plan deletes or replaces {removed} of {managed} resources, which is more than "
                    f"{guard.share:.0%} of them. A wrong folder, workspace or variable often looks like this."
                ),
                "If it is meant, repeat the command with --allow-large-change.",
            ),
        ]
    assert not (await world.plan(guard=guard, allow_large_change=True)).failed
    assert not (await world.plan(guard=guard, mode=Mode.DESTROY)).failed


async def test_outputs_change_when_their_values_do() -> None:
    world = await _applied(("fake_hook.a", {"name": "A"}))
    world.show("id", Ref("fake_hook.a"))
    world.show("plain", 1)
    world.show("hidden", "s3cret", sensitive=True)
    world.show("nothing", None)
    plan = await world.plan()
    assert plan.outputs == (
        OutputChange("id", None, "id-1"),
        OutputChange("plain", None, 1),
        OutputChange("hidden", None, Sensitive("s3cret"), sensitive=True),
    )
    await world.apply()
    assert (await world.plan()).outputs == ()
    world.show("plain", 2)
    world.show("hidden", "shown")
    del world.outputs["id"]
    assert (await world.plan()).outputs == (
        OutputChange("plain", 1, 2),
        OutputChange("hidden", None, "shown", sensitive=True),
        OutputChange("id", "id-1", None),
    )
    world.show("plain", None)
    await world.apply()
    assert (await world.plan()).empty
    assert {change.name for change in (await world.plan(mode=Mode.DESTROY)).outputs} == {"hidden"}
    assert (await world.plan(mode=Mode.REFRESH_ONLY)).outputs == ()


async def test_sensitive_variables_are_not_kept_in_the_plan() -> None:
    world = World()
    for name, value, sensitive in (("a", 1, False), ("b", "s", True), ("c", (Sensitive("s"),), False)):
        world.variables[name] = VariableValue(name, value, sensitive, "", NOWHERE)
    assert (await world.plan()).variables == {"a": 1}


async def test_destroying_nothing_is_nothing() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    plan = await world.plan(mode=Mode.DESTROY)
    assert plan.empty
    assert plan.records == {}
    assert plan.counts == Counts()


async def test_a_replaced_object_goes_after_all_refer_to_its_successor() -> None:
    world = World()
    swap = Lifecycle(create_before_destroy=True)
    world.want("fake_hook.a", name="A", shape="round")
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.a"))
    await world.apply()
    world.want("fake_hook.a", name="A", shape="square", lifecycle=swap)

    async def hook(step: Step, work: Work) -> None:
        if step.kind is StepKind.DELETE:
            raise failed(ConflictError, 409)

    world.vendor.before = hook
    assert (await world.apply()).failed == ("fake_hook.a",)
    plan = await world.plan()
    aside = deposed_address("fake_hook.a", "id-1")
    assert _order(plan) == ["fake_hook.a", "fake_hook.b", aside]
    assert plan.changes[-1].dependencies == ("fake_hook.b",)
    world.vendor.before = raising(iter(()))
    await world.apply()
    assert (await world.plan()).empty
