"""Text to be parsed, with the way back to where each of its characters was written.

Positions inside the language are plain offsets into `SourceText.text`. They become lines and columns of the source
files only when somebody needs them, so that parsing pays nothing for them.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ivrplan.diagnostics import SourceRange


class Origin(NamedTuple):
    """From `offset` of the text on, characters come from `file` at this line and column, one for one.

    Attributes:
        offset: where in the text the stretch begins.
        file: the source file as people name it, relative to the root folder.
        line: counted from 1.
        column: counted in characters from 1.
        frozen: the stretch was computed (a template's output): all of it comes from this one place.
    """

    offset: int
    file: str
    line: int
    column: int
    frozen: bool = False


class SourceText:
    r"""Text and its origins.

    Args:
        text: what is parsed. Line ends are `\n`.
        origins: ascending by offset; the first one at offset 0.
    """

    __slots__ = ("_ends", "_offsets", "origins", "text")

    def __init__(self, text: str, origins: Sequence[Origin]) -> None:
        self.text = text
        self.origins = origins
        self._offsets = [origin.offset for origin in origins]
        self._ends: array[int] | None = None

    @classmethod
    def of_file(cls, file: str, text: str) -> SourceText:
        """Text that stands in `file` exactly as it is here."""
        return cls(text, (Origin(0, file, 1, 1),))

    def position(self, offset: int) -> tuple[str, int, int]:
        """The file, line and column (from 1) where the character at `offset` was written."""
        origin = self.origins[bisect_right(self._offsets, offset) - 1]
        if origin.frozen:
            return origin.file, origin.line, origin.column
        ends = self._line_ends()
        first, following = bisect_left(ends, origin.offset), bisect_left(ends, offset)
        if first == following:
            return origin.file, origin.line, origin.column + offset - origin.offset
        return origin.file, origin.line + following - first, offset - ends[following - 1]

    def _line_ends(self) -> array[int]:
        """Where lines end. Found out when somebody asks for a first position: most texts are never asked about."""
        if self._ends is None:
            self._ends = array("Q", [found.start() for found in re.finditer("\n", self.text)])
        return self._ends

    def range(self, start: int, end: int) -> SourceRange:
        """The stretch of source that the characters from `start` up to (not including) `end` came from.

        Where the end was written in another file (an include), the range covers the start's character only.
        """
        file, line, column = self.position(start)
        end_file, end_line, end_column = self.position(max(start, end - 1))
        if end_file != file or (end_line, end_column) < (line, column):
            return SourceRange(file, line, column, line, column + 1)
        return SourceRange(file, line, column, end_line, end_column + 1)

    def verbatim(self, start: int, end: int) -> bool:
        """Whether these characters stand in one source file just so, and were taken from there once.

        What a template computed is not written anywhere; what stands in a loop, or in a file that is included twice,
        may be here several times.
        """
        first = bisect_right(self._offsets, start) - 1
        last = bisect_right(self._offsets, max(start, end - 1)) - 1
        covering = self.origins[first : last + 1]
        if any(origin.frozen for origin in covering):
            return False
        if not all(self._continues(number) for number in range(first + 1, last + 1)):
            return False
        place = self.range(start, end)
        return not any(
            self._overlaps(number, place)
            for number, origin in enumerate(self.origins)
            if not first <= number <= last and not origin.frozen and origin.file == place.file
        )

    def _continues(self, number: int) -> bool:
        """Whether a stretch comes from right behind the one before it."""
        origin = self.origins[number]
        file, line, column = self.position(origin.offset - 1)
        behind = (line + 1, 1) if self.text[origin.offset - 1] == "\n" else (line, column + 1)
        return (file, *behind) == (origin.file, origin.line, origin.column)

    def _overlaps(self, number: int, place: SourceRange) -> bool:
        origin = self.origins[number]
        end = self.origins[number + 1].offset if number + 1 < len(self.origins) else len(self.text)
        if end == origin.offset:
            return False
        _, line, column = self.position(end - 1)
        begins, ends = (origin.line, origin.column), (line, column)
        return begins < (place.end_line, place.end_column) and (place.line, place.column) <= ends
