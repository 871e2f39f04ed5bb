"""A process that dies at every call to the disk in turn.

    python -m tests.state.crashing FOLDER write|journal|replace|remove

FOLDER/start holds the files to begin with. For each N, FOLDER/N is a copy of it in which the work was done by a
process that the N-th call killed; a call that writes has written half by then. It ends with the first N that lived.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ivrplan.state.backends.local import LocalBackend
from ivrplan.state.document import OutputRecord
from ivrplan.state.journal import StepBegan

CALLS = ("fsync", "fdatasync", "replace", "rename", "link", "unlink", "write", "ftruncate")


async def write(backend: LocalBackend) -> None:
    state = await backend.read()
    await backend.write(replace(state, outputs={"new": OutputRecord(True)}), expected=state)


async def journal(backend: LocalBackend) -> None:
    async with backend.journal() as opened:
        for number in range(3):
            await opened.append(StepBegan("fake.a", f"new {number}", "key"))
            (backend.path.parent / "kept").write_text(str(number), encoding="utf-8")


async def replace_all(backend: LocalBackend) -> None:
    await backend.replace_journal((await backend.read_journal())[1:])


async def remove(backend: LocalBackend) -> None:
    await backend.remove(expected=await backend.read())


WORK = {"write": write, "journal": journal, "replace": replace_all, "remove": remove}


def arm(fatal: int) -> None:
    """From now on the process dies at this call to the disk."""
    count = 0

    def armed(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == fatal:
                if name == "write":
                    descriptor, data = arguments
                    real(descriptor, bytes(data)[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    for name in CALLS:
        setattr(os, name, armed(name, getattr(os, name)))


def attempt(folder: Path, work: str, fatal: int) -> bool:
    """Do the work in a process that dies at this call; whether it lived."""
    child = os.fork()
    if child == 0:
        arm(fatal)
        asyncio.run(WORK[work](LocalBackend(folder / "state.json")))
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def main(folder: Path, work: str) -> None:
    number = 0
    lived = False
    while not lived:
        number += 1
        here = folder / str(number)
        shutil.copytree(folder / "start", here)
        lived = attempt(here, work, number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
