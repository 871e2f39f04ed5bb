"""The versions of a resource for people and programs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ivrplan.providers.versions import VersionEntry
from ivrplan.views.palette import Palette
from ivrplan.views.text import columns, one_line, padded
from ivrplan.workflow.versions import Versions

FORMAT_VERSION: Final = "1.0"

_HEAD: Final = ("VERSION", "STATUS", "MADE", "BY", "ID", "")


def versions_text(found: Versions, palette: Palette) -> str:
    """A table, newest first, and what to do with it."""
    return "\n".join(_lines(found, palette))


def _lines(found: Versions, palette: Palette) -> Iterator[str]:
    yield f"# {palette.bold(one_line(found.address))}  [id={one_line(found.id)}]"
    yield from (f"# {palette.yellow(one_line(text))}" for text in found.warnings)
    yield ""
    entries = found.history.entries
    if not entries:
        yield f"{found.title} has no versions of it."
        return
    rows = [_HEAD, *(_row(entry, found) for entry in entries)]
    head, *others = _columns(rows)
    yield palette.dim(head)
    for entry, line in zip(entries, others, strict=True):
        yield palette.green(line) if entry.id == found.history.live else line
    yield ""
    yield _closing(found)


def _row(entry: VersionEntry, found: Versions) -> tuple[str, ...]:
    facts = (entry.name, entry.status, entry.at, entry.by, entry.id)
    return (*(one_line(fact) or "-" for fact in facts), ", ".join(_marks(entry, found)))


def _marks(entry: VersionEntry, found: Versions) -> Iterator[str]:
    if entry.id == found.history.live:
        yield "live, by a rollback" if found.rolled_back else "live"
    if entry.id == found.earlier:
        yield "the one before" if found.rolled_back else "rollback takes this one"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _closing(found: Versions) -> str:
    command = shlex.join(["ivrplan", "rollback", one_line(found.address)])
    earlier = found.history.of(found.earlier)
    if earlier is not None and found.rolled_back:
        return f"To go further back: {command} --to {shlex.quote(one_line(earlier.name))}"
    if earlier is not None:
        return f"To go back: {command}"
    if found.history.live is None:
        return "Callers get none of them."
    return f"No version before the live one is known. To go to another: {command} --to VERSION"


def versions_json(found: Versions) -> dict[str, Any]:
    """The same as JSON data."""
    return {
        "format_version": FORMAT_VERSION,
        "address": found.address,
        "type": found.type,
        "provider": found.provider,
        "id": found.id,
        "live": found.history.live,
        "rollback": found.earlier,
        "rolled_back": found.rolled_back,
        "versions": [_entry_json(entry) for entry in found.history.entries],
        "warnings": list(found.warnings),
    }


def _entry_json(entry: VersionEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "status": entry.status,
        "made_at": entry.at or None,
        "made_by": entry.by or None,
        "previous": entry.before,
        "hindrance": entry.hindrance or None,
    }
