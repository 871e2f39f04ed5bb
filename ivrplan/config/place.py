"""Where something was written, as offsets that become a range only when somebody looks."""

from __future__ import annotations

from typing import NamedTuple

from ivrplan.diagnostics import SourceRange
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Expression, Label


class Place(NamedTuple):
    """A stretch of parsed text. Turning it into lines and columns costs a search, so it waits until it is needed."""

    source: SourceText
    start: int
    end: int

    @property
    def range(self) -> SourceRange:
        """The stretch of the source file."""
        return self.source.range(self.start, self.end)


def header_of(block: Block) -> Place:
    """A block's type and labels."""
    return Place(block.body.source, block.start, block.header_end)


def name_of(attribute: Attribute, source: SourceText) -> Place:
    """An attribute's name."""
    return Place(source, attribute.start, attribute.name_end)


def place_of(node: Expression | Label | Attribute, source: SourceText) -> Place:
    """A whole syntax node."""
    return Place(source, node.start, node.end)
