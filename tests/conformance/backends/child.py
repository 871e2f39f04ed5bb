"""Another process that uses the same state. It does what its first argument says and tells of it line by line.

hold        take the lock, say "held", let go when its input ends
refused     try to take the lock, say how that was refused
append      append entries, say "kept" after each, live on until its input ends
write       write a state that builds on the serial in its third argument, say "written" or "conflict"
count       raise a number in the state by one, this many times, starting over after each conflict
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from ivrplan.diagnostics import IvrplanError, StateConflictError
from ivrplan.state.document import OutputRecord
from ivrplan.state.journal import StepBegan
from ivrplan.state.lock import LockInfo
from tests.conformance.backends.places import Where


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - it is how the other process hears of it


async def hold(where: Where) -> None:
    info = LockInfo.of_this_process("apply")
    async with where.open().lock(info):
        say(f"held {info.id}")
        sys.stdin.read()


async def refused(where: Where) -> None:
    try:
        async with where.open().lock(LockInfo.of_this_process("plan")):
            say("held")
    except IvrplanError as failure:
        say(type(failure).__name__)


async def append(where: Where, count: int) -> None:
    async with where.open().journal() as journal:
        for number in range(count):
            await journal.append(StepBegan("fake.a", f"step {number}", "key"))
            say("kept")
        sys.stdin.read()


async def write(where: Where, serial: int) -> None:
    backend = where.open()
    state = await backend.read()
    try:
        await backend.write(state, expected=replace(state, serial=serial))
    except StateConflictError:
        say("conflict")
    else:
        say("written")


async def count(where: Where, times: int) -> None:
    backend = where.open()
    done = 0
    while done < times:
        state = await backend.read()
        number = state.outputs["number"].value + 1
        try:
            await backend.write(replace(state, outputs={"number": OutputRecord(number)}), expected=state)
        except StateConflictError:
            continue
        done += 1


def main(command: str, text: str, *numbers: str) -> None:
    where = Where.from_text(text)
    match command, [int(number) for number in numbers]:
        case "hold", []:
            asyncio.run(hold(where))
        case "refused", []:
            asyncio.run(refused(where))
        case "append", [number]:
            asyncio.run(append(where, number))
        case "write", [number]:
            asyncio.run(write(where, number))
        case "count", [number]:
            asyncio.run(count(where, number))
        case unknown:
            raise ValueError(unknown)


if __name__ == "__main__":
    main(*sys.argv[1:])
