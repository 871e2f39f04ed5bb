"""Values of the editor package -> those of the protocol, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lsprotocol import types
from pygls.uris import to_fs_path

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.editor.completion import Offer, Sort
from ivrplan.editor.documents import Document
from ivrplan.editor.navigation import Outline
from ivrplan.editor.texts import Encoding, Lines, Position, Span

SOURCE: Final = "ivrplan"
"""Who found a problem."""

_SEVERITIES: Final[Mapping[Severity, types.DiagnosticSeverity]] = MappingProxyType(
    {
        Severity.ERROR: types.DiagnosticSeverity.Error,
        Severity.WARNING: types.DiagnosticSeverity.Warning,
        Severity.NOTE: types.DiagnosticSeverity.Information,
    }
)
_SORTS: Final[Mapping[Sort, types.CompletionItemKind]] = MappingProxyType(
    {
        Sort.BLOCK: types.CompletionItemKind.Class,
        Sort.ATTRIBUTE: types.CompletionItemKind.Property,
        Sort.NODE: types.CompletionItemKind.Struct,
        Sort.OUTCOME: types.CompletionItemKind.Event,
        Sort.FUNCTION: types.CompletionItemKind.Function,
        Sort.REFERENCE: types.CompletionItemKind.Variable,
        Sort.ROOT: types.CompletionItemKind.Module,
        Sort.CHOICE: types.CompletionItemKind.EnumMember,
    }
)
_SYMBOLS: Final[Mapping[str, types.SymbolKind]] = MappingProxyType(
    {
        "flow": types.SymbolKind.Class,
        "resource": types.SymbolKind.Object,
        "variable": types.SymbolKind.Variable,
        "local": types.SymbolKind.Constant,
        "module": types.SymbolKind.Module,
        "output": types.SymbolKind.Property,
        "provider": types.SymbolKind.Package,
    }
)


def path_of(uri: str) -> Path | None:
    """The file that a URI names; None when it names no file on this machine."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """The URI of a file."""
    return path.as_uri()


def from_client(lines: Lines, position: types.Position, encoding: Encoding) -> int:
    """The offset of a position in the editor's units."""
    return lines.offset(lines.decoded(Position(position.line, position.character), encoding))


def to_client(lines: Lines, position: Position, encoding: Encoding) -> types.Position:
    """A position in the editor's units."""
    return types.Position(*lines.encoded(position, encoding))


def span_range(lines: Lines, span: Span, encoding: Encoding) -> types.Range:
    """A stretch of a text."""
    return types.Range(
        to_client(lines, lines.position(span.start), encoding),
        to_client(lines, lines.position(span.end), encoding),
    )


def source_range(lines: Lines, place: SourceRange, encoding: Encoding) -> types.Range:
    """A stretch of a source file, as diagnostics say it."""
    start = lines.place(place.line, place.column)
    end = lines.place(place.end_line, place.end_column)
    return types.Range(to_client(lines, start, encoding), to_client(lines, end, encoding))


def message(problem: Diagnostic) -> str:
    """A problem in words: what is wrong, and how to mend it."""
    text = f"{problem.summary}. {problem.detail}" if problem.detail else problem.summary
    return f"{text}\n{problem.hint}" if problem.hint else text


Locate = Callable[[SourceRange], types.Location | None]
"""Where a place in the sources is, for the editor."""


def diagnostic(problem: Diagnostic, place: types.Range, locate: Locate) -> types.Diagnostic:
    """A problem.

    Args:
        problem: what is wrong.
        place: where, in its file.
        locate: finds the places that it is related to.
    """
    related = [
        types.DiagnosticRelatedInformation(found, text)
        for where, text in problem.related
        if (found := locate(where)) is not None
    ]
    return types.Diagnostic(
        range=place,
        message=message(problem),
        severity=_SEVERITIES[problem.severity],
        code=problem.code or None,
        source=SOURCE,
        related_information=related or None,
    )


def completion(offer: Offer, place: types.Range, index: int, *, snippets: bool) -> types.CompletionItem:
    """One thing that may be typed.

    Args:
        offer: what.
        place: what it replaces.
        index: its rank among all.
        snippets: the editor can fill in places.
    """
    snippet = offer.snippet if snippets else ""
    text = snippet or offer.insert or offer.label
    form = types.InsertTextFormat.Snippet if snippet else types.InsertTextFormat.PlainText
    return types.CompletionItem(
        label=offer.label,
        kind=_SORTS[offer.sort],
        detail=offer.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, offer.doc) if offer.doc else None,
        sort_text=f"{index:05}",
        filter_text=offer.label,
        insert_text_format=form,
        text_edit=types.TextEdit(place, text),
    )


def symbol(entry: Outline, document: Document, encoding: Encoding) -> types.DocumentSymbol:
    """An entry of a file's outline."""
    return types.DocumentSymbol(
        name=entry.title or entry.word,
        kind=_SYMBOLS.get(entry.word, types.SymbolKind.Field),
        range=span_range(document.lines, entry.span, encoding),
        selection_range=span_range(document.lines, entry.name, encoding),
        detail=entry.detail or None,
        children=[symbol(inner, document, encoding) for inner in entry.inner] or None,
    )
