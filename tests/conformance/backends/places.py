"""The backends that the suite runs on: one line each. A place can be opened by several processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ivrplan.state.backend import Backend
from ivrplan.state.backends import table


@dataclass(frozen=True, slots=True)
class Where:
    """A backend and its settings, as they can be handed to another process.

    Attributes:
        name: the backend's name.
        root: the configuration's root folder.
        attributes: what the `backend` block says.
    """

    name: str
    root: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def open(self, workspace: str = "default") -> Backend:
        """The backend. Nothing is read or written yet."""
        return table.open_backend(self.name, table.Place(Path(self.root), workspace, self.attributes))

    def to_text(self) -> str:
        return json.dumps({"name": self.name, "root": self.root, "attributes": dict(self.attributes)})

    @classmethod
    def from_text(cls, text: str) -> Where:
        return cls(**json.loads(text))


def _local(folder: Path) -> Where:
    return Where("local", str(folder), {"path": "kept/state.json"})


PLACES: Mapping[str, Callable[[Path], Where]] = {"local": _local}
