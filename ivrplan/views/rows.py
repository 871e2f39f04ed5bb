"""Rows: lines with a sign and a depth, of which plans and drift are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ivrplan.views.palette import Palette

_STEP = 4
_FIRST = 2


class Row(NamedTuple):
    """One line.

    Attributes:
        depth: how deep it stands; the outermost is 0.
        sign: what happens to what it says; a space where nothing does.
        text: what it says, painted already.
    """

    depth: int
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """How rows look.

    Attributes:
        palette: colours.
        width: columns of the terminal.
        leads: where the gotos of the flow that is shown lead: node -> the address of a resource.
    """

    palette: Palette
    width: int
    leads: Mapping[str, str] = field(default_factory=dict)

    def room(self, depth: int) -> int:
        """How many columns the text of a row at that depth has."""
        return max(self.width - _FIRST - 2 - depth * _STEP, 24)

    def line(self, row: Row) -> str:
        """The row as a line. Signs end in the same column, however many characters they have."""
        before = _FIRST + 1 + row.depth * _STEP - len(row.sign)
        return f"{' ' * before}{self.palette.sign(row.sign)} {row.text}".rstrip()

    def lines(self, rows: Iterable[Row]) -> Iterator[str]:
        """The rows as lines."""
        return map(self.line, rows)


def closing(depth: int, bracket: str = "}") -> Row:
    """The end of a block."""
    return Row(depth, " ", bracket)


def remark(depth: int, text: str) -> Row:
    """A row that says something about its neighbours."""
    return Row(depth, " ", f"# {text}")
