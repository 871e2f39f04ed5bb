"""The files that an editor works on: open ones as they are typed, all others from the disk, each read and indexed once."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ivrplan.config.configuration import Configuration
from ivrplan.config.files.loader import CONFIGURATION, WORKSPACES
from ivrplan.editor.documents import Document, document
from ivrplan.editor.folder import Folder, IndexedDocument
from ivrplan.editor.index import VALUES, Kind, Symbol
from ivrplan.editor.vocabulary import Vocabulary
from ivrplan.language.syntax import Attribute, Block, Literal

ENDINGS: Final = (CONFIGURATION, VALUES)
"""How the names of files end that belong to a configuration."""

_ABOVE: Final = 4
"""So many folders above a file are looked at for one that calls its folder as a module."""

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

    def open_files(self, roots: Collection[Path]) -> list[Path]:
        """The open files of some folders."""
        return [path for path in self._open if root_of(path) in roots]

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

    def roots_of(self, path: Path) -> list[Path]:
        """The folders to check for a file: those that call its folder as a local module; else its own folder.

        A module by itself lacks what its callers give it: values, providers. Callers are looked for above it, and where files are
        open.
        """
        own = root_of(path)
        nearby = [folder for folder in own.parents[:_ABOVE] if _is_root(folder)]
        open_roots = [root_of(other) for other in self._open]
        callers = [
            folder
            for folder in dict.fromkeys((*nearby, *open_roots))
            if folder != own and own in self.modules_of(folder)
        ]
        tops = [one for one in callers if not any(one in self.modules_of(two) for two in callers)]
        return tops or [own]

    def modules_of(self, root: Path) -> set[Path]:
        """The folders of all local modules of a folder, and of theirs."""
        return self._called(root, set())

    def _called(self, root: Path, seen: set[Path]) -> set[Path]:
        if root not in seen:
            seen.add(root)
            for _, path in _local_modules(self._alone(root)):
                self._called(path, seen)
        return seen - {root}

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


def _is_root(folder: Path) -> bool:
    try:
        return any(path.name.endswith(CONFIGURATION) for path in folder.iterdir())
    except OSError:
        return False  # what cannot be listed cannot be loaded either


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
    if not written.startswith(("./", "../")):
        return None
    return Path(os.path.normpath(root / written))


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
