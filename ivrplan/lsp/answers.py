"""Answers to the editor's questions about a place in a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from lsprotocol import types

from ivrplan.diagnostics import ConfigurationError
from ivrplan.editor import navigation
from ivrplan.editor.completion import complete
from ivrplan.editor.documents import Document
from ivrplan.editor.folder import Folder
from ivrplan.editor.hover import hover as hover_at
from ivrplan.editor.library import root_of
from ivrplan.editor.navigation import Location
from ivrplan.editor.place import place_at
from ivrplan.editor.texts import Span
from ivrplan.language.format import format_source
from ivrplan.lsp.convert import (
    completion,
    from_client,
    path_of,
    span_range,
    symbol,
    to_client,
    uri_of,
)
from ivrplan.lsp.server import Server, guarded


class _AtPlace(Protocol):
    """What all questions about a place have."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


def _asked(ls: Server, params: _AtPlace) -> tuple[Folder, Document, int] | None:
    """The folder, the file and the offset that a question is about."""
    path = path_of(params.text_document.uri)
    document = ls.library.document(path) if path else None
    if path is None or document is None:
        return None
    offset = from_client(document.lines, params.position, ls.encoding)
    return ls.library.folder(root_of(path)), document, offset


def _locations(ls: Server, found: Iterable[Location]) -> list[types.Location]:
    return [place for item in found if (place := _location(ls, item)) is not None]


def _location(ls: Server, found: Location) -> types.Location | None:
    document = ls.library.document(found.path)
    if document is None:
        return None
    start, end = (to_client(document.lines, place, ls.encoding) for place in (found.start, found.end))
    return types.Location(uri_of(found.path), types.Range(start, end))


@guarded
def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What a word means."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    found = hover_at(folder, document.path, offset)
    if found is None:
        return None
    text = types.MarkupContent(types.MarkupKind.Markdown, found.markdown)
    return types.Hover(text, span_range(document.lines, found.span, ls.encoding))


@guarded
def completions(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """What may be typed."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    word = place_at(document, offset).replaced
    place = span_range(document.lines, Span(offset - len(word), offset), ls.encoding)
    items = [
        completion(offer, place, index, snippets=_snippets(ls))
        for index, offer in enumerate(complete(folder, document.path, offset))
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def _snippets(ls: Server) -> bool:
    """Whether the editor can fill in places."""
    able = ls.client_capabilities.text_document
    item = able.completion.completion_item if able and able.completion else None
    return bool(item and item.snippet_support)


@guarded
def definition(ls: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    """Where something is declared."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    return _locations(ls, navigation.definitions(folder, document.path, offset))


@guarded
def references(ls: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    """Where something is referred to."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    return _locations(ls, navigation.references(folder, document.path, offset))


@guarded
def highlight(ls: Server, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
    """The same, in this file."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    found = navigation.references(folder, document.path, offset)
    here = _locations(ls, (item for item in found if item.path == document.path))
    return [types.DocumentHighlight(place.range) for place in here]


@guarded
def prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.Range | None:
    """The name that can be changed."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    span = navigation.renameable(folder, document.path, offset)
    return None if span is None else span_range(document.lines, span, ls.encoding)


@guarded
def rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """A new name, everywhere."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    folder, document, offset = asked
    found = navigation.rename(folder, document.path, offset, params.new_name)
    if found is None:
        return None
    changes: dict[str, list[types.TextEdit]] = {}
    for place in _locations(ls, dict.fromkeys(found)):
        changes.setdefault(place.uri, []).append(types.TextEdit(place.range, params.new_name))
    return types.WorkspaceEdit(changes=changes)


@guarded
def document_symbols(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    """What a file holds."""
    path = path_of(params.text_document.uri)
    document = ls.library.document(path) if path else None
    if document is None:
        return None
    return [symbol(entry, document, ls.encoding) for entry in navigation.outline(document)]


@guarded
def formatting(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """The file in the canonical style; nothing for one that cannot be read, whose problems are shown already."""
    path = path_of(params.text_document.uri)
    document = ls.library.document(path) if path else None
    if document is None:
        return None
    try:
        text = format_source(document.path.name, document.text)
    except ConfigurationError:
        return None
    if text == document.text:
        return []
    return [types.TextEdit(span_range(document.lines, Span(0, len(document.text)), ls.encoding), text)]
