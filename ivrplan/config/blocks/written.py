"""Blocks as they are written: what all of them have, whatever kind they are."""

from __future__ import annotations

from dataclasses import dataclass

from ivrplan.config.blocks.shape import describe, sentence
from ivrplan.config.place import Place, header_of, name_of
from ivrplan.diagnostics import Problems, error
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block


@dataclass(frozen=True, slots=True)
class Written:
    """A block as it is written."""

    block: Block

    @property
    def source(self) -> SourceText:
        """The text that it stands in."""
        return self.block.body.source

    @property
    def place(self) -> Place:
        """Its header."""
        return header_of(self.block)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, if it is written."""
        return self.block.body.attributes.get(name)


@dataclass(frozen=True, slots=True)
class Repeated(Written):
    """A block that may have instances."""

    @property
    def repetition(self) -> tuple[Attribute | None, Attribute | None]:
        """Its `count` and its `for_each`."""
        return self.attribute("count"), self.attribute("for_each")

    @property
    def repeated(self) -> bool:
        """Whether it has instances."""
        return any(self.repetition)

    @property
    def twice_repeated(self) -> bool:
        """Whether it has both `count` and `for_each`, so that nobody can tell its instances."""
        return all(self.repetition)


def check_repetition(block: Block, problems: Problems) -> None:
    """Report a block that has both `count` and `for_each`."""
    each = Repeated(block).attribute("for_each")
    if each is not None and Repeated(block).twice_repeated:
        place = name_of(each, block.body.source).range
        detail = f'{sentence(describe(block))} has both "count" and "for_each".'
        problems.add(error("Invalid combination", detail, hint="Keep one of them.", range=place))
