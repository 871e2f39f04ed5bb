"""All files of one root folder: what they declare and refer to, together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ivrplan.config.configuration import Configuration
from ivrplan.editor.documents import Document
from ivrplan.editor.index import Declaration, Index, Kind, Symbol, Use, index_of
from ivrplan.editor.vocabulary import Vocabulary


@dataclass(frozen=True)
class IndexedDocument:
    """A file with its index, which is made when it is first asked for and kept as long as the text is the same."""

    document: Document

    @cached_property
    def index(self) -> Index:
        """What the file declares and refers to."""
        return index_of(self.document)


@dataclass(frozen=True)
class Folder:
    """A root folder.

    Attributes:
        root: where it is.
        files: its files by path, files of values included.
        words: what may be written.
        configuration: what it said when it could last be loaded; None when it never could.
        around: the folders of its local modules, by the label of the module block.
    """

    root: Path
    files: Mapping[Path, IndexedDocument]
    words: Vocabulary
    configuration: Configuration | None = None
    around: Mapping[str, Folder] = field(default_factory=dict)

    @cached_property
    def _declarations(self) -> Mapping[Symbol, list[tuple[Document, Declaration]]]:
        found: dict[Symbol, list[tuple[Document, Declaration]]] = defaultdict(list)
        for file in self.files.values():
            for item in file.index.declarations:
                found[item.symbol].append((file.document, item))
        return dict(found)

    def declarations(self, symbol: Symbol) -> list[tuple[Document, Declaration]]:
        """Where something is declared."""
        return self._declarations.get(symbol, [])

    def declared(self, symbol: Symbol) -> list[tuple[Document, Declaration]]:
        """Where something is declared, in the folders of local modules, too."""
        if symbol.kind is not Kind.OUTPUT or not symbol.owner:
            return self.declarations(symbol)
        module = self.around.get(symbol.owner)
        return module.declarations(symbol._replace(owner="")) if module else []

    def uses(self, symbol: Symbol) -> Iterator[tuple[Document, Use]]:
        """Where something is referred to."""
        for file in self.files.values():
            for use in file.index.uses:
                if use.symbol == symbol:
                    yield file.document, use

    def names(self, kind: Kind, owner: str = "") -> list[str]:
        """The names of everything of a kind, in order."""
        return sorted({item.name for item in self._declarations if (item.kind, item.owner) == (kind, owner)})

    def symbol_at(self, path: Path, offset: int) -> tuple[Symbol, tuple[int, int]] | None:
        """What a place refers to or declares, and where its name stands there."""
        file = self.files.get(path)
        if file is None:
            return None
        holding = [use for use in file.index.uses if use.span.holds(offset)]
        if holding:  # of `module.hours.flow`, the last part when it is pointed at
            return holding[-1].symbol, holding[-1].name
        for item in file.index.declarations:
            if item.name.holds(offset):
                return item.symbol, item.name
        return None
