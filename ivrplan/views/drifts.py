"""Drift for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrplan.views.diagnostics import DiagnosticView
from ivrplan.views.palette import Palette
from ivrplan.views.planjson import difference_to_json
from ivrplan.views.plans import difference_lines
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
    """Writes drift for people."""

    def __init__(self, palette: Palette, sources: Mapping[str, str], width: int) -> None:
        self._palette = palette
        self._problems = DiagnosticView(palette, sources, width)

    def whole(self, drift: Drift) -> str:
        """Every object that is not as we left it, then the sum."""
        shown = [item for item in drift.items if item.state is not DriftClass.CLEAN]
        return "\n\n".join([*("\n".join(self._item(item)) for item in shown), self.sum(drift)])

    def sum(self, drift: Drift) -> str:
        """The last line."""
        paint, counts = self._palette, drift.counts
        managed = len(drift.items) - counts[DriftClass.UNMANAGED]
        found = ", ".join(f"{counts[state]} {state.value}" for state in _ORDER if counts[state])
        if not found:
            return f"{paint.green('No drift.')} {managed} resources are as they were applied."
        head = paint.red("Not all could be read:") if drift.unread else paint.yellow("Drift:")
        return f"{head} {found}; {counts[DriftClass.CLEAN]} of {managed} managed resources are as they were applied."

    def _item(self, item: DriftItem) -> Iterator[str]:
        sign = self._palette.red("?") if item.state is DriftClass.UNKNOWN else self._palette.sign("!")
        versions = f"  (applied v{item.recorded}, live v{item.live})" if item.live else ""
        yield f"{sign} {self._palette.bold(item.address)} {_MEANINGS[item.state]}{versions}"
        yield from difference_lines(item.difference, self._palette)
        for text in item.warnings:
            yield f"      # {self._palette.yellow(text)}"
        if item.diagnostics:
            yield self._problems.all(item.diagnostics)


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
