"""The files that an editor works on: open ones as they are typed, all others from the disk, each read and indexed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ivrplan.config.configuration import Configuration
from ivrplan.config.loader import CONFIGURATION, WORKSPACES
from ivrplan.editor.documents import Document, document
from ivrplan.editor.folder import Folder, IndexedDocument
from ivrplan.editor.index import VALUES, Kind, Symbol
from ivrplan.editor.vocabulary import Vocabulary
from ivrplan.language.syntax import Attribute, Block, Literal

ENDINGS: Final = (CONFIGURATION, VALUES)
"""How the names of files end that belong to a configuration."""

_Stamp = tuple[int, int]


class Library:
    """The files, and what their folders said when they could last be loaded.

    Args:
        words: what may be written.
    """

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self._open: dict[Path, IndexedDocument] = {}
        self._read: dict[Path, tuple[_Stamp, IndexedDocument]] = {}
        self._loaded: dict[Path, Configuration] = {}

    def put(self, path: Path, text: str) -> None:
        """Take the text of an open file."""
        self._open[path] = IndexedDocument(document(path, text))

    def drop(self, path: Path) -> None:
        """Forget that a file is open."""
        self._open.pop(path, None)

    def keep(self, root: Path, configuration: Configuration) -> None:
        """Keep what a folder says."""
        self._loaded[root] = configuration

    @property
    def overlay(self) -> Mapping[Path, str]:
        """The texts of the open files, by path."""
        return MappingProxyType({path: item.document.text for path, item in self._open.items()})

    def open_files(self, root: Path) -> list[Path]:
        """The open files of a root folder."""
        return [path for path in self._open if root_of(path) == root]

    def document(self, path: Path) -> Document | None:
        """A file; None when it cannot be read."""
        found = self._indexed(path)
        return None if found is None else found.document

    def files(self, root: Path) -> list[IndexedDocument]:
        """The files of a root folder."""
        return [item for path in self._paths(root) if (item := self._indexed(path)) is not None]

    def folder(self, root: Path) -> Folder:
        """All files of a root folder, and of the folders of its local modules."""
        folder = self._alone(root)
        around = {name: self._alone(path) for name, path in _local_modules(folder)}
        return replace(folder, around=around) if around else folder

    def _alone(self, root: Path) -> Folder:
        files = {item.document.path: item for item in self.files(root)}
        return Folder(root, files, self.words, self._loaded.get(root))

    def _paths(self, root: Path) -> list[Path]:
        found = {path for path in self._open if root_of(path) == root}
        for place in (root, root / WORKSPACES):
            if place.is_dir():
                found |= {path for path in place.iterdir() if root_of(path) == root and _counts(path)}
        return sorted(found)

    def _indexed(self, path: Path) -> IndexedDocument | None:
        if path in self._open:
            return self._open[path]
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            kept = self._read.get(path)
            if kept is None or kept[0] != stamp:
                text = path.read_text(encoding="utf-8-sig", errors="replace")
                kept = self._read[path] = (stamp, IndexedDocument(document(path, text)))
        except OSError:
            return None  # the check says why it cannot be read
        return kept[1]


def _counts(path: Path) -> bool:
    return path.name.endswith(ENDINGS) and not path.name.startswith(".")


def is_ours(path: Path) -> bool:
    """Whether a file belongs to a configuration."""
    return path.name.endswith(ENDINGS)


def root_of(path: Path) -> Path:
    """The root folder that a file belongs to."""
    folder = path.parent
    return folder.parent if folder.name == WORKSPACES and path.name.endswith(VALUES) else folder


def _local_modules(folder: Folder) -> Iterator[tuple[str, Path]]:
    """The modules whose source is a folder beside this one, and that folder."""
    for name in folder.names(Kind.MODULE):
        for _, declared in folder.declarations(Symbol(Kind.MODULE, name)):
            path = _source(folder.root, declared.item)
            if path is not None and path.is_dir():
                yield name, path


def _source(root: Path, item: Block | Attribute) -> Path | None:
    source = item.body.attributes.get("source") if isinstance(item, Block) else None
    if source is None or not isinstance(source.expression, Literal):
        return None
    written = str(source.expression.value)
    return (root / written).resolve() if written.startswith(("./", "../")) else None


def required_variables(folder: Folder) -> list[str]:
    """The variables without a default."""
    declared = (file.index.declarations for file in folder.files.values())
    return [
        item.symbol.name
        for items in declared
        for item in items
        if item.symbol.kind is Kind.VARIABLE
        and isinstance(item.item, Block)
        and "default" not in item.item.body.attributes
    ]
