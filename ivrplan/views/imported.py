"""What `import` took into the state, for people and programs."""

from __future__ import annotations

from typing import Any, Final

from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
from ivrplan.views.text import one_line
from ivrplan.workflow.importing import Imported

FORMAT_VERSION: Final = "1.0"


def imported_text(imported: Imported, palette: Palette, width: int) -> str:
    """What is managed now, and what the next plan would do about it."""
    change = imported.change
    head = (
        f"{palette.green('Imported.')} {one_line(change.address)} is managed from now on"
        f"  [id={one_line(change.id)}, v{one_line(change.version)}]. Nothing was sent."
    )
    if not change.sends:
        return f"{head}\n\nThe object is as the configuration says."
    view = PlanView(palette, imported.sources, width)
    return (
        f"{head}\n\nThe next apply would bring it to the configuration:\n\n{view.whole(imported.following)}"
    )


def imported_json(imported: Imported) -> dict[str, Any]:
    """What is managed now, and the change that the next plan would have for it."""
    change = imported.change
    (following,) = plan_to_json(imported.following)["resource_changes"]
    return {
        "format_version": FORMAT_VERSION,
        "address": change.address,
        "type": change.type,
        "provider": change.provider,
        "id": change.id,
        "version": change.version,
        "serial": imported.state.serial,
        "next": following,
        "diagnostics": diagnostics_to_json(imported.warnings),
    }
