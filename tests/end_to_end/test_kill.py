"""ivrplan is killed at every moment at which something leaves it; the same command, given again, makes all well.

Before and after each request, in the middle of each write of the journal, before each step of writing the state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.end_to_end.world import KILLED, QUICKSTART, Fault, Ran, World, at

UPDATE_CXONE = "PUT /cxone/api/v2/flows/ivr/{id}"


@dataclass(frozen=True)
class Scenario:
    """A command, and what goes before it.

    Attributes:
        prepare: makes the folder and the vendors as they are before the command, for each round.
        command: what is killed.
        again: the command that is given after the kill; the same where it is empty.
    """

    prepare: Callable[[World, int], None]
    command: tuple[str, ...] = ("apply", "--auto-approve")
    again: tuple[str, ...] = ()


def nothing(world: World, turn: int) -> None:
    world.hurried = True
    world.begin(QUICKSTART)
    named(world, turn)


def named(world: World, turn: int) -> None:
    """Each round has a company of its own: where one exists already, a new name is a change."""
    world.environment["IVRPLAN_VAR_company"] = f"Company {turn}"


def applied(world: World, turn: int) -> None:
    nothing(world, turn)
    world.apply()


def edited_and_changed(world: World, turn: int) -> None:
    """A person edits the flow at CXone, and the configuration changes for both."""
    if turn == 0:
        applied(world, 0)
    flow = world.flow("cxone")
    world.edit("cxone", flow["id"], {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 30 + turn}}}})
    world.environment["IVRPLAN_VAR_timeout"] = str(3 + turn % 2)


def renamed(world: World, turn: int) -> None:
    """No endpoint of CXone renames a flow: it is replaced."""
    if turn == 0:
        applied(world, -1)
    named(world, turn)


def renamed_create_first(world: World, turn: int) -> None:
    if turn == 0:
        nothing(world, -1)
        block = 'resource "cxone_ivr_flow" "main" {'
        world.edit_file("main.ivr.hcl", block, f"{block}\n  lifecycle {{ create_before_destroy = true }}")
        world.apply()
    named(world, turn)


def unchanged(world: World, turn: int) -> None:
    if turn == 0:
        applied(world, 0)


def killed_already(world: World, turn: int) -> None:
    """The run before was killed when the vendor had configured the flow and nobody had heard of it."""
    nothing(world, turn)
    assert world.run("apply", "--auto-approve", faults=[at(UPDATE_CXONE, "after")]).status == KILLED


def moved_and_changed(world: World, turn: int) -> None:
    """Both resources have another address each round, CXone's in a module's place, and menus wait for another time."""
    if turn == 0:
        applied(world, 0)
    new = f"main{turn}"
    old = "main" if turn == 0 else f"main{turn - 1}"
    path = world.folder / "main.ivr.hcl"
    text = path.read_text(encoding="utf-8").partition("moved {")[0]
    for kind in ("cxone_ivr_flow", "genesys_flow"):
        text = text.replace(f'"{kind}" "{old}"', f'"{kind}" "{new}"').replace(
            f"{kind}.{old}.", f"{kind}.{new}."
        )
        text += f"moved {{\n  from = {kind}.{old}\n  to   = {kind}.{new}\n}}\n"
    path.write_text(text, encoding="utf-8")
    world.environment["IVRPLAN_VAR_timeout"] = str(3 + turn % 2)


def to_be_imported(world: World, turn: int) -> None:
    """Nobody manages what both vendors have; CXone's flow is not as it is wanted."""
    if turn == 0:
        applied(world, 0)
        text = "".join(
            f'import {{\n  to = {kind}.main\n  id = "{world.flow(vendor)["id"]}"\n}}\n'
            for vendor, kind in (("cxone", "cxone_ivr_flow"), ("genesys", "genesys_flow"))
        )
        (world.folder / "imports.ivr.hcl").write_text(text, encoding="utf-8")
    world.state_file.unlink()
    flow = world.flow("cxone")
    world.edit("cxone", flow["id"], {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 30 + turn}}}})


REPLACE = ("apply", "--auto-approve", "--replace", "cxone_ivr_flow.main")

SCENARIOS = {
    "create": Scenario(nothing),
    "update": Scenario(edited_and_changed),
    "replace": Scenario(renamed),
    "create before destroy": Scenario(renamed_create_first),
    "forced replace": Scenario(unchanged, command=REPLACE, again=("apply", "--auto-approve")),
    "destroy": Scenario(applied, command=("destroy", "--auto-approve")),
    "recover": Scenario(killed_already),
    "move": Scenario(moved_and_changed),
    "import": Scenario(to_be_imported),
}


def moments(ran: Ran, *, every: bool) -> Iterator[Fault]:
    """The moments of a run at which a kill leaves something else behind, or `every` one."""
    seen: Counter[str] = Counter()
    for point in ran.points:
        seen[point] += 1
        # For a process that is killed, what is written is kept, synced or not.
        if point == "fdatasync file" or point.startswith("wait"):
            continue
        if every or point != "write journal":
            act = "tear" if point in {"write journal", "fsync file"} else "kill"
            yield at(point, "before", act, nth=seen[point])
        if "/" in point and (every or not point.startswith("GET")):
            yield at(point, "after", nth=seen[point])


def check(world: World, scenario: Scenario) -> None:
    world.run(*(scenario.again or scenario.command)).ended()
    if scenario.command[0] != "destroy":
        name = f"{world.environment['IVRPLAN_VAR_company']} main line"
        world.check_whole(("cxone", name), ("genesys", name))
        return
    assert world.flows("cxone") == world.flows("genesys") == []
    assert world.state()["resources"] == []
    assert world.journal() == ()
    world.run("plan", "--destroy", "--detailed-exitcode").ended(0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_lost_or_made_twice(world: World, name: str) -> None:
    scenario = SCENARIOS[name]
    scenario.prepare(world, 0)
    whole = world.run(*scenario.command).ended()
    check(world, scenario)
    killed = 0
    for turn, fault in enumerate(moments(whole, every=name == "create"), 1):
        scenario.prepare(world, turn)
        ran = world.run(*scenario.command, faults=[fault])
        assert ran.status == KILLED, (fault, ran)
        killed += 1
        try:
            check(world, scenario)
        except AssertionError as failure:
            failure.add_note(f"after a kill at {dict(fault)}\n{ran.text}")
            raise
    assert killed > 10


def test_the_old_object_is_never_taken_for_the_new_one(world: World) -> None:
    """Both have the same name and the same shape; the new one, which CXone refuses, was about to be created."""
    renamed_create_first(world, 0)
    named(world, -1)
    ran = world.run(*REPLACE, faults=[at("POST /cxone/api/v2/flows")])
    assert ran.status == KILLED
    _nobody_lost_it(world)


def test_nor_when_the_answer_is_lost(world: World) -> None:
    renamed_create_first(world, 0)
    named(world, -1)
    world.fault({"kind": "drop_before"}, vendor="cxone", method="POST", path="flows$", count=None)
    ran = world.run(*REPLACE).ended(1)
    assert "closed the connection without answering" in ran.diagnostics
    world.mend()
    _nobody_lost_it(world)


def _nobody_lost_it(world: World) -> None:
    """The flow that callers get is there, under its record, until a new one takes its place."""
    (old,) = (record["id"] for record in world.records().values() if record["type"] == "cxone_ivr_flow")
    ran = world.run("apply", "--auto-approve").ended(1)
    assert "The vendor has such an object already" in ran.stderr
    assert [flow["id"] for flow in world.flows("cxone")] == [old]
    assert [address for address, record in world.records().items() if record["id"] == old] == [
        f"cxone_ivr_flow.main (deposed {old})"
    ]
