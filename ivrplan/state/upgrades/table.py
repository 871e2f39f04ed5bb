"""The upgrades of the state's format, by the version that each starts from.

The format has had one version so far, so there is none yet. The next change adds `v1_to_v2.py` with a function that
takes and returns JSON data, and one line here: `1: v1_to_v2.upgrade`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ivrplan.diagnostics import StateError, error
from ivrplan.state.document import FORMAT_VERSION

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

UPGRADES: Final[Mapping[int, Upgrade]] = {}


def upgraded(
    data: dict[str, Any], upgrades: Mapping[int, Upgrade] = UPGRADES, current: int = FORMAT_VERSION
) -> dict[str, Any]:
    """State data of any known format, as data of the current one.

    Args:
        data: what was read; its `version` says its format.
        upgrades: by the version that each starts from.
        current: the version to arrive at.

    Raises:
        StateError: the format is newer than this ivrplan, or no format at all.
    """
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StateError(error("Damaged state", "The state does not say which version of the format it has."))
    if version > current:
        raise StateError(
            error(
                "State of a newer format",
                f"The state has format version {version}; this ivrplan reads versions up to {current}.",
                hint="Use the newer ivrplan that wrote it: "
                f"version {data.get('ivrplan_version') or 'unknown'} or later.",
            ),
        )
    for step in range(version, current):
        data = upgrades[step](data) | {"version": step + 1}
    return data
