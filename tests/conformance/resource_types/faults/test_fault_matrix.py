"""A part of the fault matrix: every fault at least once for every subject, alone and lasting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conformance.resource_types.capabilities import Capability, reason
from tests.conformance.resource_types.faults.kinds import FAULTS
from tests.conformance.resource_types.faults.life import scenes
from tests.conformance.resource_types.faults.matrix import Score, cells, play, sample, score
from tests.conformance.resource_types.faults.subjects import SUBJECTS
from tests.conformance.resource_types.samples import SAMPLES


@pytest.fixture(scope="module")
def kept() -> dict[str, Mapping[str, Score]]:
    """What every scene of a type looks like without a fault, as far as it was played."""
    return {}


@pytest.fixture(params=sorted(SUBJECTS))
async def scores(
    request: pytest.FixtureRequest, kept: dict[str, Mapping[str, Score]], tmp_path: Path
) -> tuple[str, Mapping[str, Score]]:
    name: str = request.param
    if name not in kept:
        kept[name] = {scene: await score(name, scene, tmp_path) for scene in scenes(name)}
    return name, kept[name]


@pytest.mark.parametrize("fault", [fault.name for fault in FAULTS])
async def test_a_fault_costs_an_apply_at_most(
    scores: tuple[str, Mapping[str, Score]], fault: str, tmp_path: Path
) -> None:
    name, played = scores
    chosen = [cell for cell in sample(list(cells(name, played))) if cell.fault.name == fault]
    assert {cell.lasting for cell in chosen} == {True, False}
    for cell in chosen:
        try:
            await play(cell, played[cell.scene].written, tmp_path)
        except AssertionError as failure:
            failure.add_note(str(cell))
            raise


def test_every_type_that_goes_back_does_so_in_the_matrix() -> None:
    can = {name for name in SAMPLES if not reason(name, Capability.ROLLBACK)}
    assert {subject.type for subject in SUBJECTS.values() if subject.goes_back} == can


async def test_the_sample_reaches_every_scene(scores: tuple[str, Mapping[str, Score]]) -> None:
    name, played = scores
    whole = list(cells(name, played))
    assert {cell.scene for cell in sample(whole)} == set(scenes(name))
    assert sample(whole) == sample(whole[::-1])
