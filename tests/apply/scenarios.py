"""What an apply is doing when its process dies: changes of every kind, to a project that has been applied once."""

from __future__ import annotations

from collections.abc import Callable

from ivrplan.config.configuration import Lifecycle
from ivrplan.language.values import Sensitive
from tests.fakes.world import Ref, World

SWAP = Lifecycle(create_before_destroy=True)


def chain(world: World) -> None:
    world.want("fake_flow.a", name="A", parts={"x": {"t": 1}, "y": {"t": 2}}, key=Sensitive("s3cret-key"))
    world.want("fake_hook.b", name="B", key=Ref("fake_flow.a"), parts={"z": {"t": 1}})
    world.want("fake_flow.c", name="C", shape="round", size=1)


def creates(world: World) -> None:
    chain(world)


def updates(world: World) -> None:
    world.want("fake_flow.a", name="A", parts={"x": {"t": 5}}, key=Sensitive("an0ther-key"))
    world.want("fake_hook.b", name="B", key=Ref("fake_flow.a", "version"))


def takes_a_part_away(world: World) -> None:
    world.want("fake_flow.a", name="A", parts={"x": {"t": 1}}, key=Sensitive("s3cret-key"))


def undoes_an_addition(world: World) -> None:
    world.vendor.edit("A", lambda document: document["parts"].update(w={"t": 9}))


def undoes_a_changed_default(world: World) -> None:
    world.vendor.edit("A", lambda document: document.update(region="us"))


def replaces(world: World) -> None:
    world.want("fake_flow.c", name="C", shape="square", size=1)


def swaps(world: World) -> None:
    world.want("fake_flow.c", name="C", shape="square", size=1, lifecycle=SWAP)


def deletes(world: World) -> None:
    world.forget("fake_hook.b")
    world.forget("fake_flow.c")


def deletes_what_was_needed(world: World) -> None:
    world.want("fake_hook.b", name="B", parts={"z": {"t": 1}})
    world.forget("fake_flow.a")


def makes_again_what_is_gone(world: World) -> None:
    del world.vendor.objects[world.vendor.named("A").id]


def releases(world: World) -> None:
    world.vendor.named("A").published = 1


def leads_in_a_circle(world: World) -> None:
    world.want("fake_flow.c", name="C", shape="round", size=1, leads=["fake_flow.d"])
    world.want("fake_flow.d", name="D", leads=["fake_flow.e"])
    world.want("fake_flow.e", name="E", key=Sensitive("s3cret-key"), leads=["fake_flow.d", "fake_flow.e"])


def replaces_in_a_circle(world: World) -> None:
    """The one that is replaced leads to one that is created, which leads back."""
    world.want("fake_flow.c", name="C", shape="square", size=1, leads=["fake_flow.d"])
    world.want("fake_flow.d", name="D", leads=["fake_flow.c"])


def swaps_in_a_circle(world: World) -> None:
    world.want("fake_flow.c", name="C", shape="square", size=1, leads=["fake_flow.d"], lifecycle=SWAP)
    world.want("fake_flow.d", name="D", leads=["fake_flow.c"])


def everything(world: World) -> None:
    updates(world)
    swaps(world)
    world.want("fake_flow.d", name="D", needs=("fake_flow.c",))


def moves(world: World) -> None:
    """What was `a` is `new` now, and changes; another `a` comes; `b` refers to both."""
    world.move("fake_flow.a", "fake_flow.new")
    world.want("fake_flow.new", name="A", parts={"x": {"t": 5}}, key=Sensitive("s3cret-key"))
    world.want("fake_flow.a", name="Another")
    world.want("fake_hook.b", name="B", key=Ref("fake_flow.new"), needs=("fake_flow.a",))
    world.forget("fake_flow.c")
    world.want("module.m.fake_flow.c[0]", name="C", shape="round", size=1)
    world.move("fake_flow.c", "module.m.fake_flow.c[0]")


def moves_only(world: World) -> None:
    world.blocks["fake_flow.c[0]"] = world.blocks.pop("fake_flow.c")
    world.want("fake_flow.c[0]", name="C", shape="round", size=1)


def moves_what_is_replaced(world: World) -> None:
    world.forget("fake_flow.c")
    world.move("fake_flow.c", "fake_flow.d")
    world.want("fake_flow.d", name="C", shape="square", size=1, lifecycle=SWAP)


def imports(world: World) -> None:
    """One object is as it is wanted, one is not."""
    world.vendor.create("fake_hook", {"name": "H", "parts": {"x": {"t": 1}}}, "by hand")
    world.vendor.create("fake_flow", {"name": "I", "parts": {"x": {"t": 1}, "y": {"t": 1}}}, "by hand too")
    world.want("fake_hook.h", name="H", parts={"x": {"t": 1}})
    world.want("fake_flow.i", name="I", parts={"x": {"t": 2}}, needs=("fake_hook.h",))
    world.take("fake_hook.h", world.vendor.named("H").id)
    world.take("fake_flow.i", "I", by="name")


SCENARIOS: tuple[Callable[[World], None], ...] = (
    creates,
    updates,
    takes_a_part_away,
    undoes_an_addition,
    undoes_a_changed_default,
    replaces,
    swaps,
    deletes,
    deletes_what_was_needed,
    makes_again_what_is_gone,
    releases,
    leads_in_a_circle,
    replaces_in_a_circle,
    swaps_in_a_circle,
    everything,
    moves,
    moves_only,
    moves_what_is_replaced,
    imports,
)
