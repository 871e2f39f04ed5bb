"""The texts that diagnostics point into, for snippets, also when loading failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ivrplan.diagnostics import Diagnostic


def sources_of(root: Path, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """The texts of the files that diagnostics name, by the name that their ranges use.

    What is no file (`--var name`), or cannot be read as text, is left out: diagnostics are complete without snippets.

    Args:
        root: the root folder.
        diagnostics: what is to be shown.
    """
    names = dict.fromkeys(name for diagnostic in diagnostics for name in _files(diagnostic))
    texts = ((name, _text(root / name)) for name in names)
    return {name: text for name, text in texts if text is not None}


def _files(diagnostic: Diagnostic) -> Iterator[str]:
    if diagnostic.range is not None:
        yield diagnostic.range.file
    yield from (place.file for place, _ in diagnostic.related)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError, ValueError):
        return None
