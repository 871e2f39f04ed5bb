"""One fault at one request of one scene: what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any, Final

from tests.conformance.resource_types.faults.kinds import FAULTS, Fault
from tests.conformance.resource_types.faults.life import SCENES, Scene
from tests.conformance.resource_types.faults.rig import Ran, Rig, rig

_STEP: Final = re.compile(r'"[a-z][a-z ]+" \((GET|POST|PUT|PATCH|DELETE) /')
"""How a message names what was asked of the vendor."""

_NUMBERS: Final = count(1)


class Verdict(StrEnum):
    """What came of a fault."""

    HELD = "the command reached what was to be"
    AGAIN = "the command failed and said so, and one further command reached it"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix.

    Attributes:
        type: one of the subjects.
        scene: which command of its life.
        nth: which request of the command, counted from 1.
        request: that request, without ids.
        fault: what happens to it.
        lasting: whether the same happens to all that follow.
    """

    type: str
    scene: str
    nth: int
    request: str
    fault: Fault
    lasting: bool

    def __str__(self) -> str:
        lasts = " and from then on" if self.lasting else ""
        return f"{self.type}: {self.scene}: {self.fault.name} at {self.nth}. {self.request}{lasts}"


@dataclass(frozen=True, slots=True)
class Score:
    """A scene without a fault: its requests, and how often the object is written until its end."""

    requests: tuple[str, ...]
    written: int


async def score(type_: str, scene: str, scratch: Path) -> Score:
    """Play a scene without a fault.

    Args:
        type_: one of the subjects.
        scene: its name.
        scratch: an empty folder, for this scene alone or with others.
    """
    part = SCENES[scene]
    async with rig(type_, _folder(scratch)) as here:
        await part.prepare(here)
        here.wire.listen()
        ran = await part.command(here)
        assert ran.good, ran.diagnostics
        assert ran.changes == part.changes, ran
        requests = tuple(here.wire.seen)
        await _reach(here, part)
        return Score(requests, _written(await here.objects()))


def cells(type_: str, scores: Mapping[str, Score]) -> Iterator[Cell]:
    """Every cell of a subject."""
    for scene, played in scores.items():
        for nth, request in enumerate(played.requests, 1):
            for fault in FAULTS:
                yield Cell(type_, scene, nth, request, fault, lasting=False)
                yield Cell(type_, scene, nth, request, fault, lasting=True)


def sample(whole: list[Cell]) -> list[Cell]:
    """A part of all cells of a type, always the same: every fault, once and lasting, somewhere in its life.

    The places follow each other with a step that has no part in common with their number, so that they spread over all.
    """
    places = sorted({(cell.scene, cell.nth) for cell in whole})
    chosen = []
    for number, key in enumerate(sorted({(cell.fault.name, cell.lasting) for cell in whole})):
        scene, nth = places[number * _stride(len(places)) % len(places)]
        chosen += [
            cell
            for cell in whole
            if (cell.scene, cell.nth, cell.fault.name, cell.lasting) == (scene, nth, *key)
        ]
    return chosen


def _stride(length: int) -> int:
    return next(step for step in (7, 11, 13, 17) if length % step)


async def play(cell: Cell, written: int, scratch: Path) -> Verdict:
    """Play a cell, and see that all is well in the end.

    Args:
        cell: what happens where.
        written: how often the object is written when no fault happens.
        scratch: where its folder may lie.

    Raises:
        AssertionError: it is not.
    """
    scene = SCENES[cell.scene]
    async with rig(cell.type, _folder(scratch)) as here:
        await scene.prepare(here)
        strangers, before = await here.strangers(), here.recorded()
        await here.strike(cell.fault, cell.nth, lasting=cell.lasting)
        ran = await scene.command(here)
        earlier = here.wire.seen[: cell.nth - 1]
        await here.mend()
        assert len(await here.objects()) <= 1, "the vendor has it twice"
        if not ran.good:
            _check_words(here, ran)
            _check_open(here, cell, earlier)
        if scene.reads:
            assert here.recorded() == before, "a command that reads wrote the state"
        if not ran.good:
            again = await scene.command(here)
            assert again.good, f"the next command failed: {again.diagnostics}"
        await _reach(here, scene)
        await _check_whole(here, scene, written)
        assert await here.strangers() == strangers, "somebody else's object was touched"
    return Verdict.HELD if ran.good else Verdict.AGAIN


async def _reach(here: Rig, scene: Scene) -> None:
    if scene.reaches is not None:
        ran = await scene.reaches(here)
        assert ran.good, ran.diagnostics


def _check_words(here: Rig, ran: Ran) -> None:
    """The message names the resource and what was asked of the vendor."""
    named = [one for one in ran.diagnostics if here.address in (one.address, *one.detail.split())]
    assert named, f"no message names {here.address}: {ran.diagnostics}"
    assert any(_STEP.search(one.detail) for one in named), f"no message names the step: {named}"


def _check_open(here: Rig, cell: Cell, earlier: list[str]) -> None:
    """What is known not to have happened is not kept as something to be looked up."""
    sent = [request for request in earlier if not request.startswith("GET") and "token" not in request]
    if cell.fault.undone and cell.lasting and not sent:
        assert here.journal() == (), f"the journal is open: {here.journal()}"


async def _check_whole(here: Rig, scene: Scene, written: int) -> None:
    objects = await here.objects()
    assert len(objects) == scene.leaves, f"the vendor has {len(objects)} objects"
    assert here.journal() == (), "the journal is open in the end"
    if not scene.leaves:
        assert f'"{here.address}"' not in here.recorded(), "a record is left"
        return
    ran = await here.plan()
    assert ran.good, ran.diagnostics
    assert (ran.changes, ran.diagnostics) == (0, ()), f"the plan is not empty: {ran}"
    assert all(id_ in here.recorded() for id_ in objects), "the object is not the one that is recorded"
    assert _written(objects) == written, f"written {_written(objects)} times instead of {written}"


def _written(objects: Mapping[str, Any]) -> int:
    """How often the vendor has written the objects."""
    return sum(one.get("version", 1) + len(one.get("versions", ())) for one in objects.values())


def _folder(scratch: Path) -> Path:
    folder = scratch / f"round-{next(_NUMBERS)}"
    folder.mkdir()
    return folder
