"""Drift for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrplan.views.diagnostics import DiagnosticView, diagnostics_to_json
from ivrplan.views.differences import DifferenceRows
from ivrplan.views.palette import Palette
from ivrplan.views.planjson import difference_to_json
from ivrplan.views.rows import Row, Style
from ivrplan.views.text import one_line, plural
from ivrplan.workflow.drift import DRIFTED, Drift, DriftClass, DriftItem

FORMAT_VERSION: Final = "1.0"

_MEANINGS: Final[Mapping[DriftClass, str]] = {
    DriftClass.CLEAN: "is as it was applied",
    DriftClass.CHANGED: "was changed at the vendor",
    DriftClass.MISSING: "was deleted at the vendor",
    DriftClass.UNPUBLISHED: "is saved as applied, but callers get another version",
    DriftClass.UNMANAGED: "is not managed",
    DriftClass.UNKNOWN: "could not be read",
}


class DriftView:
    """Writes drift for people.

    Args:
        palette: colours.
        sources: the text of source files, for the snippets of diagnostics.
        width: columns of the terminal.
    """

    def __init__(self, palette: Palette, sources: Mapping[str, str], width: int) -> None:
        self._palette = palette
        self._style = Style(palette, width)
        self._problems = DiagnosticView(palette, sources, width)

    def whole(self, drift: Drift) -> str:
        """Every object that is not as we left it, what could not be read last; then the sum."""
        shown = [item for item in drift.items if item.state is not DriftClass.CLEAN]
        shown.sort(key=lambda item: _ORDER.index(item.state), reverse=True)
        writer = DifferenceRows(self._style)
        return "\n\n".join([*("\n".join(self._item(item, writer)) for item in shown), self.sum(drift)])

    def sum(self, drift: Drift) -> str:
        """The last line."""
        paint, counts = self._palette, drift.counts
        managed = len(drift.items) - counts[DriftClass.UNMANAGED]
        found = ", ".join(f"{counts[state]} {state.value}" for state in _ORDER if counts[state])
        if not found:
            return f"{paint.green('No drift.')} {_as_applied(managed, managed)}."
        head = paint.red("Not all could be read:") if drift.unread else paint.yellow("Drift:")
        return f"{head} {found}; {_as_applied(counts[DriftClass.CLEAN], managed)}."

    def _item(self, item: DriftItem, writer: DifferenceRows) -> Iterator[str]:
        sign = "?" if item.state is DriftClass.UNKNOWN else "!"
        versions = f"  (applied v{item.recorded}, live v{item.live})" if item.live else ""
        title = f"{self._palette.bold(one_line(item.address))} {_MEANINGS[item.state]}{one_line(versions)}"
        yield self._style.line(Row(0, sign, title))
        yield from self._style.lines(writer.rows(item.address, item.difference, 1))
        for text in item.warnings:
            yield self._style.line(Row(1, " ", f"# {self._palette.yellow(one_line(text))}"))
        if item.diagnostics:
            yield ""
            yield self._problems.all(item.diagnostics)


def _as_applied(clean: int, managed: int) -> str:
    if clean == managed:
        return f"{plural(managed, 'resource')} {'is' if managed == 1 else 'are'} as applied"
    return f"{clean} of {plural(managed, 'managed resource')} {'is' if clean == 1 else 'are'} as applied"


_ORDER: Final = (
    DriftClass.UNKNOWN,
    DriftClass.MISSING,
    DriftClass.CHANGED,
    DriftClass.UNPUBLISHED,
    DriftClass.UNMANAGED,
)


def drift_to_json(drift: Drift) -> dict[str, Any]:
    """Drift as JSON data."""
    counts = {state.value: count for state, count in drift.counts.items()}
    managed = len(drift.items) - counts[DriftClass.UNMANAGED.value]
    return {
        "format_version": FORMAT_VERSION,
        "drifted": bool(drift.drifted),
        "complete": not drift.unread,
        "summary": {"managed": managed, **counts},
        "items": [_item_to_json(item) for item in drift.items],
        "diagnostics": diagnostics_to_json(drift.warnings),
    }


def _item_to_json(item: DriftItem) -> dict[str, Any]:
    document: dict[str, Any] = {
        "address": item.address,
        "type": item.type,
        "provider": item.provider,
        "id": item.id,
        "class": item.state.value,
        "drifted": item.state in DRIFTED,
        "applied_version": item.recorded,
        "live_version": item.live,
    }
    if item.difference:
        document |= difference_to_json(item.difference)
    if item.diagnostics:
        document["diagnostics"] = [diagnostic.to_json() for diagnostic in item.diagnostics]
    if item.warnings:
        document["warnings"] = list(item.warnings)
    return document
