"""One file, read as far as it can be: its text, its syntax tree, and where its templates are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ivrplan.editor.texts import Lines, Span, without_templates
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block, Body


@dataclass(frozen=True)
class Document:
    r"""A file.

    Attributes:
        path: where it is; absolute.
        text: what it holds, unsaved changes included, with `\n` for every line end.
    """

    path: Path
    text: str

    @cached_property
    def lines(self) -> Lines:
        """Its lines."""
        return Lines(self.text)

    @cached_property
    def _plain(self) -> tuple[str, tuple[Span, ...]]:
        return without_templates(self.text)

    @property
    def plain(self) -> str:
        """Its text without templates; everything else has the offset that it has in the text."""
        return self._plain[0]

    @property
    def templates(self) -> tuple[Span, ...]:
        """Where the templates are."""
        return self._plain[1]

    @cached_property
    def body(self) -> Body:
        """What can be read of it. Offsets in it are offsets in the text."""
        return body_of(self.plain)

    def template_at(self, offset: int) -> Span | None:
        """The template that an offset is in."""
        return next((span for span in self.templates if span.start < offset < span.end), None)

    def blocks_at(self, offset: int) -> tuple[Block, ...]:
        """The blocks around an offset, the outermost first."""
        return tuple(_around(self.body, offset))


def document(path: Path, text: str) -> Document:
    """A file with a text that may have any line ends."""
    return Document(path, text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))


def body_of(plain: str) -> Body:
    """What can be read of a text without templates."""
    return parse(SourceText.of_file("", plain)).body


def _around(body: Body, offset: int) -> Iterator[Block]:
    for block in body.blocks:
        if block.start <= offset <= block.end:
            yield block
            yield from _around(block.body, offset)
            return


def inside(blocks: tuple[Block, ...], offset: int) -> tuple[Block, ...]:
    """Those of some nested blocks between whose braces an offset is."""
    return tuple(block for block in blocks if block.body.start < offset < block.body.end)
