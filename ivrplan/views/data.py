"""Data that a plan could not read yet, as blocks of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ivrplan.plan.data import Reading
from ivrplan.views.rows import Row, Style, closing, remark
from ivrplan.views.text import columns, one_line, padded
from ivrplan.views.titles import block_title
from ivrplan.views.values import literal

SIGN: Final = "<="
MEANING: Final = "read during apply"


def data_blocks(readings: Iterable[Reading], style: Style) -> list[str]:
    """One block of lines for each data instance that is read during apply.

    Args:
        readings: the data of a plan.
        style: how rows look.
    """
    return ["\n".join(_block(reading, style)) for reading in readings if reading.deferred]


def _block(reading: Reading, style: Style) -> Iterator[str]:
    why = f", because {one_line(reading.because)}" if reading.because else ""
    yield f"  # {style.palette.bold(one_line(reading.address))} will be read during apply{why}"
    yield from style.lines(_rows(reading))


def _rows(reading: Reading) -> Iterator[Row]:
    width = max(map(columns, reading.query), default=0)
    yield Row(0, SIGN, f"{block_title('data', reading.type, reading.address)} {{")
    yield from (
        Row(1, " ", f"{padded(name, width)} = {literal(value)}") for name, value in reading.query.items()
    )
    yield remark(1, "all else is known after apply")
    yield closing(0)
