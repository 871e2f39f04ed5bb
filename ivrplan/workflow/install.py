"""Fetch the modules that a configuration calls, and pin what is new. No vendor is asked, no state is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ivrplan.config.modules.install import Installed
from ivrplan.config.modules.install import install as install_modules


def _silent(source: str) -> None:
    """Tell nobody."""


def install(
    root: Path, *, upgrade: bool = False, fetching: Callable[[str], None] = _silent
) -> tuple[Installed, ...]:
    """Make every module that a root folder calls, directly or through others, be there as the lock file pins it.

    Args:
        root: the root folder.
        upgrade: look up every tag and branch again, and pin what they stand for now.
        fetching: is told each git source that is about to be fetched.

    Returns:
        The git sources in use, sorted, each with what happened to it.

    Raises:
        ConfigurationError: with everything that is wrong. The lock file is as it was then.
    """
    return install_modules(root, upgrade=upgrade, fetching=fetching)
