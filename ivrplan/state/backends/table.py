"""The backends: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ivrplan.diagnostics import StateError, did_you_mean, error
from ivrplan.state.backend import Backend
from ivrplan.state.backends.local import DEFAULT_NAME, LocalBackend


@dataclass(frozen=True, slots=True)
class Place:
    """Where a state is asked for.

    Attributes:
        root: the configuration's root folder.
        workspace: the workspace's name.
        attributes: what the `backend` block says.
    """

    root: Path
    workspace: str
    attributes: Mapping[str, Any]


def _local(place: Place) -> Backend:
    unknown = sorted(set(place.attributes) - {"path"})
    if unknown:
        raise StateError(
            error(
                "Unknown backend setting",
                f'The local backend has no setting "{unknown[0]}".',
                hint=did_you_mean(unknown[0], ["path"]) or 'It has one: "path".',
            ),
        )
    return LocalBackend(place.root / str(place.attributes.get("path", DEFAULT_NAME)), place.workspace)


BACKENDS: Final[Mapping[str, Callable[[Place], Backend]]] = {
    "local": _local,
}


def open_backend(name: str, place: Place) -> Backend:
    """The backend of that name. Nothing is read or written yet.

    Raises:
        StateError: there is no such backend, or its settings are wrong.
    """
    if name not in BACKENDS:
        raise StateError(
            error(
                "Unknown backend",
                f'There is no backend "{name}".',
                hint=did_you_mean(name, BACKENDS) or f"There is: {', '.join(BACKENDS)}.",
            ),
        )
    return BACKENDS[name](place)
