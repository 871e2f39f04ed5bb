"""What a type says it can do, it can; what it says it cannot, it cannot. The page tells no more and no less."""

from __future__ import annotations

from pathlib import Path

import pytest

import ivrplan
from ivrplan.providers.contract import Action, registers
from ivrplan.providers.table import PROVIDERS, load
from ivrplan.providers.versions import Versioned
from tests.conformance.resource_types.capabilities import CANNOT, Capability, reason
from tests.conformance.resource_types.samples import SAMPLES
from tests.conformance.resource_types.stage import Stage, covers
from tests.conformance.resource_types.table import page

PAGE = Path(ivrplan.__file__).parents[1] / "docs" / "providers" / "README.md"
TYPES = sorted(name for provider in PROVIDERS for name in load(provider, {}).types)


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_a_sample(name: str) -> None:
    assert name in SAMPLES, (
        f"{name} is not under test: add how one is made to SAMPLES in tests/conformance/resource_types/samples.py, "
        "and what it cannot do to CANNOT in tests/conformance/resource_types/capabilities.py"
    )


def test_nothing_is_declared_of_types_that_do_not_exist() -> None:
    assert set(CANNOT) <= set(TYPES)
    assert set(SAMPLES) == set(TYPES)


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8").splitlines() == list(page()), (
        "python -m tests.conformance.resource_types.table > docs/providers/README.md"
    )


@pytest.mark.parametrize("capability", Capability)
async def test_what_is_declared_is_true(stage: Stage, capability: Capability) -> None:
    assert await _has(stage, capability) == (not reason(stage.name, capability))


async def _has(stage: Stage, capability: Capability) -> bool:
    match capability:
        case Capability.FLOW:
            return stage.deploys
        case Capability.RENAME:
            return "name" in stage.type.config.model_fields and not stage.type.replaces({("name",)})
        case Capability.RELEASE:
            return stage.type.publishes
        case Capability.ROLLBACK:
            return isinstance(stage.type, Versioned)
        case Capability.CIRCLES:
            return registers(stage.type)
        case Capability.TAKEN:
            return stage.sample.unique
        case Capability.MARKED:
            return not await _adopts(stage)


async def _adopts(stage: Stage) -> bool:
    """Whether an object that somebody else made is taken for ours after a crash, when it is just like ours."""
    await stage.created()
    kind = stage.type.steps(Action.CREATE)[0]
    work = stage.work(Action.CREATE, stage.desired())
    return await stage.type.find(stage.client, stage.step(kind, "another plan"), work, {}) is not None


async def test_a_new_name_arrives(stage: Stage) -> None:
    stage.needs(Capability.RENAME)
    live = await stage.created()
    target = stage.desired(name="Another name")
    await stage.apply(stage.work(Action.UPDATE, target, live))
    assert covers((await stage.read(live.id)).document, target)
    listed = [one async for one in stage.type.list(stage.client)]
    assert [(one.id, one.name) for one in listed] == [(live.id, stage.sample.listed("Another name"))]


async def test_what_a_person_made_is_found_by_name_and_read_by_id(stage: Stage) -> None:
    made = {name: await stage.created(name) for name in ("One", "Another")}
    found = {one.name: one.id async for one in stage.type.list(stage.client)}
    assert found == {stage.sample.listed(name): live.id for name, live in made.items()}
    for name, live in made.items():
        assert await stage.read(found[stage.sample.listed(name)]) == live
