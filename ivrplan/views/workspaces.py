"""Workspaces for people and programs."""

from __future__ import annotations

from typing import Any, Final

from ivrplan.views.palette import Palette
from ivrplan.views.text import columns, one_line, padded, plural
from ivrplan.workflow.workspaces import Deleted, Listing, Workspace

FORMAT_VERSION: Final = "1.0"


def listing_text(listing: Listing, palette: Palette) -> str:
    """One line a workspace; the current one is marked."""
    width = max(columns(workspace.name) for workspace in listing.workspaces)
    return "\n".join(_line(workspace, width, palette) for workspace in listing.workspaces)


def _line(workspace: Workspace, width: int, palette: Palette) -> str:
    name = padded(one_line(workspace.name), width)
    remark = "" if workspace.state else "  no state yet"
    line = f"{'*' if workspace.current else ' '} {name}{remark}".rstrip()
    return palette.bold(line) if workspace.current else line


def listing_json(listing: Listing) -> dict[str, Any]:
    """The workspaces as JSON data."""
    rows = [
        {"name": each.name, "current": each.current, "state": each.state, "values": each.values}
        for each in listing.workspaces
    ]
    return {"format_version": FORMAT_VERSION, "workspaces": rows}


def deleted_text(name: str, deleted: Deleted) -> str:
    """What was deleted, and what stays."""
    lines = [f'Deleted the workspace "{name}".']
    if deleted.resources:
        stay = "stays" if deleted.resources == 1 else "stay"
        lines.append(f"{plural(deleted.resources, 'resource')} {stay} at the vendors, managed by nobody now.")
    if deleted.values:
        lines.append(f"Its values in {deleted.values} are still there.")
    return "\n".join(lines)
