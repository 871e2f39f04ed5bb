"""The life of a resource, scene by scene: what goes before a command, the command, and how all is to be in the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from ivrplan.providers.contract import Action
from ivrplan.providers.releasing import RELEASE
from tests.conformance.resource_types.faults.rig import NAME, Ran, Rig
from tests.conformance.resource_types.faults.subjects import SUBJECTS


@dataclass(frozen=True, slots=True)
class Scene:
    """One command in the life of a resource.

    Attributes:
        prepare: makes the folder and the vendor as they are before the command.
        command: what a fault is to strike.
        reads: whether the command only reads.
        changes: how many changes (or drifted objects) it finds.
        leaves: how many objects the vendor has afterwards.
        reaches: makes all well where the command only tells what is wrong, or is to leave it otherwise than it is configured.
        goes_back: whether it takes a subject of which callers got another version before.
    """

    prepare: Callable[[Rig], Awaitable[None]]
    command: Callable[[Rig], Awaitable[Ran]]
    reads: bool = False
    changes: int = 1
    leaves: int = 1
    reaches: Callable[[Rig], Awaitable[Ran]] | None = None
    goes_back: bool = False


async def _new(rig: Rig) -> None:
    rig.write(rig.stage.calls.base)


async def _created(rig: Rig) -> None:
    await _new(rig)
    assert (await rig.apply()).good


async def _changed(rig: Rig) -> None:
    await _created(rig)
    rig.write(rig.stage.calls.changed)


async def _edited(rig: Rig) -> None:
    await _created(rig)
    (id_,) = await rig.objects()
    await rig.stage.edit_by_hand(id_)


async def _gone(rig: Rig) -> None:
    """Somebody has deleted the object at the vendor."""
    await _created(rig)
    (id_,) = await rig.objects()
    read = await rig.stage.read(id_)
    live = replace(read, document={**read.document, RELEASE: {}})  # so that it goes even if callers get it
    await rig.stage.apply(rig.stage.work(Action.DELETE, {}, live), plan="by hand")


async def _made_by_hand(rig: Rig) -> None:
    """Somebody has made at the vendor what the configuration imports, and wants otherwise."""
    rig.write(rig.stage.calls.changed)
    rig.take_over((await rig.stage.created(NAME)).id)


async def _released_twice(rig: Rig) -> None:
    """Callers got another version before the one that they get."""
    await _changed(rig)
    assert (await rig.apply()).good


SCENES: Final[Mapping[str, Scene]] = MappingProxyType(
    {
        "create": Scene(_new, Rig.apply),
        "import": Scene(_made_by_hand, Rig.apply),
        "no-op": Scene(_created, Rig.plan, reads=True, changes=0),
        "update": Scene(_changed, Rig.apply),
        "drift": Scene(_edited, Rig.drift, reads=True, reaches=Rig.apply),
        "repair": Scene(_edited, Rig.apply),
        "recreate": Scene(_gone, Rig.apply),
        "roll back": Scene(_released_twice, Rig.roll_back, reaches=Rig.apply, goes_back=True),
        "destroy": Scene(_created, Rig.destroy, leaves=0),
    }
)
"""By name, in the order of a life."""


def scenes(subject: str) -> Mapping[str, Scene]:
    """The scenes in the life of a subject: those that it can play."""
    return {name: one for name, one in SCENES.items() if SUBJECTS[subject].goes_back or not one.goes_back}
