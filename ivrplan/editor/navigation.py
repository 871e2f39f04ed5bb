"""Where things are declared and used, what a file holds, and what a new name changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from ivrplan.diagnostics import SourceRange
from ivrplan.editor.documents import Document
from ivrplan.editor.folder import Folder
from ivrplan.editor.index import Kind, Symbol
from ivrplan.editor.texts import Position, Span, made_by_template
from ivrplan.flow.kinds import KINDS
from ivrplan.language.lexer import is_identifier
from ivrplan.language.syntax import Block, Body


class Location(NamedTuple):
    """A place in a file."""

    path: Path
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry of a file's outline.

    Attributes:
        title: what people read.
        detail: the kind of node, the type of resource.
        word: the block's word.
        span: all of it.
        name: its header.
        inner: what is in it.
    """

    title: str
    detail: str
    word: str
    span: Span
    name: Span
    inner: tuple[Outline, ...] = ()


_RENAMED: Final = (Kind.VARIABLE, Kind.LOCAL, Kind.FLOW, Kind.NODE, Kind.MODULE, Kind.RESOURCE)
_FORBIDDEN: Final = re.compile(r'["\\$%{}\n]')


def location(document: Document, span: tuple[int, int]) -> Location:
    """A stretch of a file as a place."""
    lines = document.lines
    return Location(document.path, lines.position(span[0]), lines.position(span[1]))


def definitions(folder: Folder, path: Path, offset: int) -> list[Location]:
    """Where what stands at an offset is declared.

    Args:
        folder: all files.
        path: one of them.
        offset: a place in it.
    """
    found = folder.symbol_at(path, offset)
    if found is None:
        return []
    symbol, _ = found
    declared = [location(document, item.name) for document, item in folder.declared(symbol)]
    return declared + list(_module_files(folder, symbol)) or list(_made(folder, symbol))


def _module_files(folder: Folder, symbol: Symbol) -> Iterator[Location]:
    """The files behind a local module."""
    if symbol.kind is Kind.MODULE and symbol.name in folder.around:
        for path in sorted(folder.around[symbol.name].files):
            yield Location(path, Position(0, 0), Position(0, 0))


def _made(folder: Folder, symbol: Symbol) -> Iterator[Location]:
    """A node that a template made: only the loaded configuration knows where."""
    loaded = folder.configuration
    if symbol.kind is not Kind.NODE or loaded is None or symbol.owner not in loaded.flows:
        return
    flow = loaded.flows[symbol.owner]
    if symbol.name in flow.composed.index:
        yield from _place(folder, flow.locate(node=symbol.name))


def _place(folder: Folder, place: SourceRange) -> Iterator[Location]:
    file = folder.files.get(folder.root / place.file)
    if file is not None:
        lines = file.document.lines
        start, end = (
            lines.place(place.line, place.column),
            lines.place(place.end_line, place.end_column),
        )
        yield Location(file.document.path, start, end)


def references(folder: Folder, path: Path, offset: int) -> list[Location]:
    """Every place that refers to what stands at an offset, and where it is declared."""
    found = folder.symbol_at(path, offset)
    if found is None or found[0].kind is Kind.BUILTIN:
        return []
    declared = [location(document, item.name) for document, item in folder.declarations(found[0])]
    return declared + [location(document, use.name) for document, use in folder.uses(found[0])]


def renameable(folder: Folder, path: Path, offset: int) -> Span | None:
    """The name at an offset that can be changed everywhere; None when there is none."""
    found = folder.symbol_at(path, offset)
    if found is None or found[0].kind not in _RENAMED or not folder.declarations(found[0]):
        return None
    return Span(*found[1])


def rename(folder: Folder, path: Path, offset: int, name: str) -> list[Location] | None:
    """The places that take a new name; None when it cannot be one, or nothing can be renamed there."""
    span = renameable(folder, path, offset)
    found = folder.symbol_at(path, offset)
    if span is None or found is None or not _fits(found[0].kind, name):
        return None
    return references(folder, path, offset)


def _fits(kind: Kind, name: str) -> bool:
    if kind is Kind.NODE:
        return bool(name) and not _FORBIDDEN.search(name)
    return bool(name) and is_identifier(name)


def outline(document: Document) -> list[Outline]:
    """What a file holds, for lists of symbols."""
    return list(_outline(document.body, document))


def _outline(body: Body, document: Document) -> Iterator[Outline]:
    for block in body.blocks:
        labels = [_shown(document, block, index) for index in range(len(block.labels))]
        name = Span(block.start, block.header_end)
        inner = tuple(_inner(block, document))
        title = labels[-1] if labels else block.type
        detail = " ".join((block.type, *labels[:-1])) if labels else ""
        yield Outline(title, detail, block.type, Span(block.start, block.end), name, inner)


def _inner(block: Block, document: Document) -> Iterator[Outline]:
    if block.type == "locals":
        for item in block.body.attributes.values():
            name = Span(item.start, item.name_end)
            yield Outline(item.name, "", "local", Span(item.start, item.end), name)
    elif block.type not in KINDS:
        yield from _outline(block.body, document)


def _shown(document: Document, block: Block, index: int) -> str:
    """A label as it is written: a template in it, too."""
    label = block.labels[index]
    return document.text[label.start : label.end].strip('"') if made_by_template(label.value) else label.value
