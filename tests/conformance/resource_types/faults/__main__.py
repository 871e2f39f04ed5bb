"""The whole fault matrix, type by type: faults x requests x outcome.

    python -m tests.conformance.resource_types.faults [SUBJECT ...]

A row is a fault, a column a command of a resource's life, and each sign one request of that command at which the fault
strikes. Ends with status 1 if a cell is broken.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from tests.conformance.resource_types.faults.kinds import FAULTS
from tests.conformance.resource_types.faults.life import scenes
from tests.conformance.resource_types.faults.matrix import Cell, Score, Verdict, cells, play, score
from tests.conformance.resource_types.faults.subjects import SUBJECTS

_BROKEN: Final = "X"
_SIGNS: Final[Mapping[Verdict, str]] = {Verdict.HELD: ".", Verdict.AGAIN: "a"}
_NAMES: Final = 28
_AT_ONCE: Final = 2


class Outcome(NamedTuple):
    """What came of a cell: its sign, and what is wrong where something is."""

    cell: Cell
    sign: str
    wrong: str = ""


async def _outcome(cell: Cell, written: int, scratch: Path) -> Outcome:
    try:
        return Outcome(cell, _SIGNS[await play(cell, written, scratch)])
    except Exception as failure:  # noqa: BLE001 - whatever breaks a cell is shown, and the others are played
        return Outcome(cell, _BROKEN, f"{type(failure).__name__}: {failure}")


async def _played(type_: str) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        scores = {scene: await score(type_, scene, scratch) for scene in scenes(type_)}
        return [
            await _outcome(cell, scores[cell.scene].written, scratch) for cell in _in_order(type_, scores)
        ]


def _in_order(type_: str, scores: Mapping[str, Score]) -> list[Cell]:
    rank = {fault.name: number for number, fault in enumerate(FAULTS)}
    return sorted(cells(type_, scores), key=lambda cell: (rank[cell.fault.name], cell.lasting))


def _play(type_: str) -> list[Outcome]:
    return asyncio.run(_played(type_))


def _table(type_: str, outcomes: Iterable[Outcome]) -> Iterator[str]:
    rows: defaultdict[str, defaultdict[str, str]] = defaultdict(lambda: defaultdict(str))
    for outcome in outcomes:
        row = f"{outcome.cell.fault.name}{' ...' if outcome.cell.lasting else ''}"
        rows[row][outcome.cell.scene] += outcome.sign
    widths = {scene: max(len(scene), *(len(row[scene]) for row in rows.values())) for scene in scenes(type_)}
    yield f"{type_:<{_NAMES}}" + "  ".join(f"{scene:<{widths[scene]}}" for scene in scenes(type_))
    for name, signs_of in rows.items():
        signs = "  ".join(f"{signs_of[scene]:<{widths[scene]}}" for scene in scenes(type_))
        yield f"  {name:<{_NAMES - 2}}{signs}".rstrip()


def _broken(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.wrong:
            yield f"  {_BROKEN} {outcome.cell}\n      {outcome.wrong}"


def main(types: list[str]) -> int:
    """Play the matrix of these types, and print it."""
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(_AT_ONCE) as pool:
        for type_, outcomes in zip(types, pool.map(_play, types), strict=True):
            total.update(outcome.sign for outcome in outcomes)
            print(*_table(type_, outcomes), *_broken(outcomes), "", sep="\n", flush=True)  # noqa: T201 - the table
    legend = (*((sign, verdict.value) for verdict, sign in _SIGNS.items()), (_BROKEN, "broken"))
    print("... the fault lasts until the command has ended")  # noqa: T201 - the legend
    print(*(f"{sign}   {total[sign]:>6}  {words}" for sign, words in legend), sep="\n")  # noqa: T201 - the sum
    return 1 if total[_BROKEN] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(SUBJECTS)))
