"""Work on many things, on all cores of the machine."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 1_000
"""For fewer things, a process of their own costs more than it saves."""


def on_all_cores(
    work: Callable[[Sequence[Item]], Sequence[Result]],
    items: Sequence[Item],
    *,
    fewest: int = FEWEST,
) -> list[Result]:
    """The results of work on things that do not depend on each other, in the order of the things.

    Processes are forks, so that what the work knows need not be sent to them; where there are no forks, this process
    does everything. Only results are sent, and must be plain values.

    Args:
        work: what is done with some of the things.
        items: all of them.
        fewest: for how many things a process is worth its while.

    Raises:
        Exception: what the work raises.
    """
    count = min(_cores(), len(items) // fewest)
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return list(work(items))
    size = -(-len(items) // count)
    mine, *others = [items[start : start + size] for start in range(0, len(items), size)]
    started = [_start(work, part) for part in others]
    results = list(work(mine))
    for part, share in zip(others, started, strict=True):
        done = share.results()
        # Where a process came to nothing, what is wrong shows when its share is done here.
        results += work(part) if done is None else done
    return results


@dataclass(frozen=True, slots=True)
class _Share(Generic[Result]):
    """A part of the work that another process does."""

    process: Any
    answer: Connection

    def results(self) -> Sequence[Result] | None:
        """What came of it, when it has come to its end; None where nothing did."""
        try:
            done: Sequence[Result] = self.answer.recv()
        except EOFError:
            return None
        finally:
            self.answer.close()
            self.process.join()
        return done


def _start(work: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item]) -> _Share[Result]:
    context = multiprocessing.get_context("fork")
    answer, sender = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, items, sender), daemon=True)
    process.start()
    sender.close()
    return _Share(process, answer)


def _do(
    work: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item], sender: Connection
) -> None:
    with suppress(Exception), sender:  # who waits does it again, and sees what is wrong
        sender.send(list(work(items)))


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
