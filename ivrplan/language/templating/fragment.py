"""HCL text in pieces that know where they come from.

Rendering yields fragments, never plain text: the template's own text, which is known when it is compiled, and values,
which are escaped when they are put in. What a macro or a set block gives is a fragment too. A fragment is not text for
the template: filters and operators refuse it, so nothing can take escaped text apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, NoReturn, final

from ivrplan.language.source import Origin, SourceText


class Segment(NamedTuple):
    """Text from one place; `frozen` when it is a value, all of which comes from there."""

    text: str
    file: str
    line: int
    column: int
    frozen: bool


class FragmentUseError(Exception):
    """A template used HCL text as a value."""


@final
class Fragment:
    """Segments in order, and how many characters they have."""

    __slots__ = ("segments", "size")

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self.size = sum(len(segment.text) for segment in segments)

    @classmethod
    def joined(cls, fragments: Iterable[Fragment]) -> Fragment:
        """One fragment of several."""
        return cls(tuple(segment for fragment in fragments for segment in fragment.segments))

    @property
    def text(self) -> str:
        """The text without its places."""
        return "".join(segment.text for segment in self.segments)

    def __bool__(self) -> bool:
        return self.size > 0

    def refuse(self, *_: object) -> NoReturn:
        """Stop: the text is used as if it were a value.

        Raises:
            FragmentUseError: always.
        """
        raise FragmentUseError

    __str__ = __iter__ = __len__ = __eq__ = __hash__ = __format__ = __getitem__ = refuse
    __add__ = __radd__ = __mul__ = __rmul__ = __lt__ = __contains__ = refuse


def assemble(file: str, segments: Iterable[Segment]) -> SourceText:
    """The whole text of a rendered file and its origins."""
    texts: list[str] = []
    origins: list[Origin] = [Origin(0, file, 1, 1)]
    offset = 0
    for segment in segments:
        if segment.text:
            texts.append(segment.text)
            origins.append(Origin(offset, *segment[1:]))
            offset += len(segment.text)
    return SourceText("".join(texts), origins)
