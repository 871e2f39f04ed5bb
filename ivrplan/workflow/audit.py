"""The audit log of a folder: is it whole, and what does it say? No vendor is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ivrplan.config.files.early_settings import load_settings
from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.events import verify as verification
from ivrplan.events.settings import AUDIT_KEY, AUDIT_PATH, audit_settings
from ivrplan.events.verify import Verified


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for.

    Attributes:
        address: of a resource, or of all instances of a block or a module; empty for all.
        since: the moment from which on; None for all.
    """

    address: str = ""
    since: datetime | None = None


def log_of(root: Path, environment: Mapping[str, str]) -> Path:
    """Where the audit log of a folder is.

    Raises:
        ConfigurationError: it has none, or its settings cannot be read.
    """
    settings = audit_settings(load_settings(root), root, environment)
    if settings is None:
        raise ConfigurationError(
            error(
                "No audit log",
                "Neither the configuration nor the environment names an audit log.",
                hint=f'Write ivrplan {{ audit {{ path = "audit.jsonl" }} }}, set {AUDIT_PATH}, or name the file.',
            )
        )
    return settings.path


def verify(path: Path, environment: Mapping[str, str], expected: str = "") -> Verified:
    """See whether a log is whole, with the key that the environment has.

    Args:
        path: the log.
        environment: of the process.
        expected: the hash of an entry that it has to have; empty for none.

    Raises:
        AuditError: it cannot be read.
    """
    return verification.verify(path, environment.get(AUDIT_KEY, ""), expected)


def entries(path: Path, wanted: Wanted) -> tuple[Mapping[str, Any], ...]:
    """The entries of a log that are asked for, oldest first. They are not verified.

    Raises:
        AuditError: it cannot be read.
    """
    return tuple(entry for entry in verification.entries(path) if _is_wanted(entry, wanted))


def _is_wanted(entry: Mapping[str, Any], wanted: Wanted) -> bool:
    address = str(entry.get("address", ""))
    named = (
        not wanted.address
        or address == wanted.address
        or address.startswith((f"{wanted.address}[", f"{wanted.address}."))
    )
    return named and (wanted.since is None or _moment(entry) >= wanted.since)


def _moment(entry: Mapping[str, Any]) -> datetime:
    """When an entry was written. One that does not say so is shown whatever was asked for."""
    try:
        moment = datetime.fromisoformat(str(entry.get("timestamp", "")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
