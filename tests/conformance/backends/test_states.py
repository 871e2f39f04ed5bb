"""What every backend promises of the state: what was written is read, and nobody's write is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from ivrplan import __version__
from ivrplan.diagnostics import StateConflictError
from ivrplan.language.plain import mask
from ivrplan.language.values import Sensitive
from ivrplan.state.backend import Backend
from ivrplan.state.document import OutputRecord, ResourceRecord, State
from tests.conformance.backends.conftest import Start
from tests.conformance.backends.places import Where


def record(address: str = "fake.a", **given: object) -> ResourceRecord:
    values: dict[str, object] = {
        "address": address,
        "type": "fake",
        "provider": "fake.emea",
        "id": "id-1",
        "version": "7",
        "published": "6",
        "document": {"näme": '日本 "x"\n', "n": Decimal("0.5"), "key": mask(Sensitive("s")), "none": None},
        "sent": {"näme": "x", "list": (1, True, "2")},
        "attributes": {"id": "id-1"},
        "dependencies": ("fake.b",),
    }
    return ResourceRecord(**(values | given))  # type: ignore[arg-type] # checked by the comparison


async def test_nothing_was_written_yet(backend: Backend) -> None:
    state = await backend.read()
    assert (state.lineage, state.serial, state.resources, state.outputs) == ("", 0, {}, {})
    assert list(await backend.read_journal()) == []


async def test_what_is_written_is_read_again(backend: Backend, where: Where) -> None:
    resources = {one.address: one for one in (record(), record("fake.b", sent=None, published=None))}
    outputs = {"a": OutputRecord({"x": (1, "2")}), "secret": OutputRecord(None, sensitive=True)}
    nothing = await backend.read()
    kept = await backend.write(replace(nothing, resources=resources, outputs=outputs), expected=nothing)
    assert await where.open().read() == kept
    assert (kept.resources, kept.outputs) == (resources, outputs)
    assert kept.ivrplan_version == __version__


async def test_the_lineage_is_drawn_once_and_the_serial_rises_by_one(backend: Backend) -> None:
    state = await backend.read()
    first = await backend.write(state, expected=state)
    second = await backend.write(replace(first, lineage="mine", serial=99), expected=first)
    assert first.lineage
    assert second.lineage == first.lineage
    assert (first.serial, second.serial) == (1, 2)


async def test_two_states_have_two_lineages(where: Where) -> None:
    written = []
    for workspace in ("default", "staging"):
        backend = where.open(workspace)
        state = await backend.read()
        assert state.serial == 0
        written.append(await backend.write(state, expected=state))
    assert written[0].lineage != written[1].lineage
    assert (await where.open("staging").read()).lineage == written[1].lineage


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda _: State(lineage=""),
        lambda kept: replace(kept, serial=kept.serial - 1),
        lambda kept: replace(kept, serial=kept.serial + 1),
        lambda kept: replace(kept, lineage="another"),
    ],
)
async def test_a_write_on_another_basis_overwrites_nothing(
    backend: Backend, elsewhere: Callable[[State], State]
) -> None:
    nothing = await backend.read()
    kept = await backend.write(replace(nothing, resources={"fake.a": record()}), expected=nothing)
    with pytest.raises(StateConflictError) as caught:
        await backend.write(State(lineage=""), expected=elsewhere(kept))
    found = caught.value.diagnostics[0]
    assert found.summary == "State moved"
    assert found.detail.startswith("The state is at serial 1, but this command read it at serial ")
    assert found.detail.endswith("Nothing was overwritten; what was done is in the journal.")
    assert found.hint == "Run the command again: it starts from the newer state."
    assert await backend.read() == kept


async def test_another_process_cannot_overwrite_either(backend: Backend, start: Start) -> None:
    state = await backend.read()
    await backend.write(state, expected=state)
    assert start("write", 0).communicate(timeout=30)[0] == "conflict\n"
    assert start("write", 1).communicate(timeout=30)[0] == "written\n"
    assert (await backend.read()).serial == 2


async def test_no_write_is_lost_between_processes_that_hold_no_lock(backend: Backend, start: Start) -> None:
    """Three processes raise one number; each write builds on what it read or is refused."""
    state = await backend.read()
    await backend.write(replace(state, outputs={"number": OutputRecord(0)}), expected=state)
    children = [start("count", 20) for _ in range(3)]
    for child in children:
        await asyncio.to_thread(child.communicate, timeout=60)
    assert [child.returncode for child in children] == [0, 0, 0]
    after = await backend.read()
    assert after.outputs == {"number": OutputRecord(60)}
    assert after.serial == 61
