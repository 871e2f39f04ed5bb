"""Audit logs for people and programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ivrplan.events.verify import Verified
from ivrplan.views.palette import Palette
from ivrplan.views.text import one_line

FORMAT_VERSION: Final = "1.0"


def verified_text(found: Verified, palette: Palette) -> str:
    """Whether a log is whole; else its first line that is not, and what is wrong."""
    name = one_line(found.path.name)
    if not found.whole:
        before = f"Before it, {_entries(found.entries)} can be relied on."
        return f"{palette.red('Not whole.')} {name}, line {found.line}: {one_line(found.problem)}.\n{before}"
    sealed = "sealed with a key" if found.keyed else "without a key"
    lines = [f"{palette.green('Whole.')} {name}: {_entries(found.entries)}, {sealed}."]
    if found.entries:
        lines.append(f"Hash of the last: {found.hash}")
    if found.note:
        lines.append(found.note)
    return "\n".join(lines)


def verified_json(found: Verified) -> dict[str, Any]:
    """The same as JSON data."""
    return {
        "format_version": FORMAT_VERSION,
        "whole": found.whole,
        "entries": found.entries,
        "last_hash": found.hash,
        "keyed": found.keyed,
        "line": found.line or None,
        "problem": found.problem or None,
    }


def entries_text(entries: Sequence[Mapping[str, Any]], palette: Palette) -> str:
    """A line an entry."""
    return "\n".join(_line(entry, palette) for entry in entries) or "There are no such entries."


def entries_json(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The entries as they stand in the log."""
    return {"format_version": FORMAT_VERSION, "entries": list(entries)}


def _line(entry: Mapping[str, Any], palette: Palette) -> str:
    status = _told(entry, "status")
    colour = palette.green if status == "succeeded" else palette.red
    parts = [
        _told(entry, "timestamp"),
        palette.bold(_told(entry, "address")),
        _told(entry, "action"),
        colour(status),
        _versions(entry),
        f"by {_told(entry, 'actor')}",
        *_remarks(entry),
    ]
    return "  ".join(part for part in parts if part)


def _remarks(entry: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    if entry.get("latency_ms") is not None:
        found.append(f"{_told(entry, 'latency_ms')} ms")
    if entry.get("error_code"):
        found.append(f"error {_told(entry, 'error_code')}: {_told(entry, 'error')}")
    if entry.get("webhook_error"):
        found.append(f"webhook: {_told(entry, 'webhook_error')}")
    elif entry.get("webhook_status"):
        found.append(f"webhook {_told(entry, 'webhook_status')}")
    if entry.get("recovered"):
        found.append("recovered")
    return found


def _versions(entry: Mapping[str, Any]) -> str:
    before, after = entry.get("old_version"), entry.get("new_version")
    if before is None and after is None:
        return ""
    return one_line(f"v{before or '-'} -> {f'v{after}' if after else 'none'}")


def _told(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return "" if value is None else one_line(str(value))


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
