"""A plan in the shape of Terraform's plan JSON, so that policy tools read it. What is ours sits under `ivrplan`.

Sensitive values are null, and marked in `before_sensitive` and `after_sensitive`; what is known only after apply is
absent, and marked in `after_unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final, assert_never

from ivrplan import __version__
from ivrplan.language.plain import Masked, to_plain
from ivrplan.language.values import Sensitive, SetValue, Unknown
from ivrplan.plan.change import Change, Difference, OutputChange, Plan
from ivrplan.plan.data import Reading
from ivrplan.plan.documents import ABSENT
from ivrplan.providers.contract import Action
from ivrplan.views.checks import checks_to_json
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.titles import label_of

FORMAT_VERSION: Final = "1.2"


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON data."""
    drifted = [change for change in plan.changes if change.drift or change.gone]
    return {
        "format_version": FORMAT_VERSION,
        "terraform_version": "",
        "applyable": not plan.failed and not plan.empty,
        "complete": not plan.targets,
        "errored": plan.failed,
        "timestamp": plan.created,
        "variables": {name: {"value": to_plain(value)} for name, value in plan.variables.items()},
        "resource_changes": [
            *(_change(change) for change in plan.changes),
            *(_read(reading) for reading in plan.data if reading.deferred),
        ],
        "resource_drift": [_drift(change) for change in drifted],
        "output_changes": {output.name: _output(output) for output in plan.outputs},
        "checks": checks_to_json(plan.checks),
        "ivrplan": _ours(plan),
    }


def _ours(plan: Plan) -> dict[str, Any]:
    counts = plan.counts
    return {
        "version": __version__,
        "plan": plan.id,
        "mode": plan.mode.value,
        "workspace": plan.workspace,
        "configuration": plan.configuration,
        "lineage": plan.lineage,
        "serial": plan.serial,
        "counts": {
            "add": counts.add,
            "change": counts.change,
            "destroy": counts.destroy,
            "release": counts.release,
            "import": counts.imported,
            "forget": counts.forgotten,
            "rollback": counts.rolled_back,
        },
        "targets": list(plan.targets),
        "diagnostics": diagnostics_to_json(plan.diagnostics),
        "allowed": list(plan.silenced),
        "data": [_data(reading) for reading in plan.data if not reading.deferred],
    }


def _read(reading: Reading) -> dict[str, Any]:
    """Data that is read during apply, as Terraform tells it."""
    return {
        "address": reading.address,
        "mode": "data",
        "type": reading.type,
        "name": label_of(reading.type, reading.address)[0],
        "provider_name": reading.provider,
        "change": {"actions": ["read"], **_sides(None, reading.query), "replace_paths": []},
        "action_reason": reading.because,
    }


def _data(reading: Reading) -> dict[str, Any]:
    """Data that the plan has read."""
    return {
        "address": reading.address,
        "type": reading.type,
        "provider_name": reading.provider,
        "values": _clear(reading.attributes),
        "sensitive_values": marks(reading.attributes, Sensitive | Masked),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "address": change.address,
        **({"previous_address": change.previous_address} if change.previous_address else {}),
        "mode": "managed",
        "type": change.type,
        "name": label_of(change.type, change.address)[0],
        "provider_name": change.provider,
        "change": {
            "actions": _actions(change),
            **_sides(change.before, change.after),
            "replace_paths": sorted(list(path) for path in change.replaces),
            **({"importing": {"id": change.importing}} if change.importing else {}),
        },
        "action_reason": change.because,
        "ivrplan": {
            "action": change.action.value,
            "id": change.id,
            "live_version": change.version,
            "published_version": change.published,
            "steps": [step.kind.value for step in change.steps],
            "dependencies": list(change.dependencies),
            **({"awaits": list(change.awaits)} if change.awaits else {}),
            **({"leads": dict(change.leads)} if change.leads else {}),
            **({"rollback": asdict(change.rollback)} if change.rollback else {}),
            "warnings": list(change.warnings),
            **difference_to_json(change.difference),
        },
    }


def _drift(change: Change) -> dict[str, Any]:
    return {
        "address": change.address,
        "mode": "managed",
        "type": change.type,
        "change": {"actions": ["delete" if change.gone else "update"]},
        "ivrplan": difference_to_json(change.drift),
    }


def difference_to_json(difference: Difference) -> dict[str, Any]:
    """What differs, part by part and as a call flow."""
    document: dict[str, Any] = {
        "fields": [
            {"path": list(field.path), "before": _shown(field.before), "after": _shown(field.after)}
            for field in difference.fields
        ],
    }
    if difference.flow is not None:
        document["flow"] = difference.flow.to_json()
    return document


def _shown(part: Any) -> Any:
    """A part with masks that a person can read: this is ours, not Terraform's."""
    if part is ABSENT:
        return None
    if isinstance(part, Sensitive | Masked | Unknown):
        return repr(part)
    if isinstance(part, Mapping):
        return {name: _shown(inner) for name, inner in part.items()}
    if isinstance(part, tuple):
        return [_shown(inner) for inner in part]
    return to_plain(part)


def _actions(change: Change) -> list[str]:
    match change.action:
        case Action.CREATE:
            return ["create"]
        case Action.UPDATE | Action.RELEASE | Action.ROLLBACK:
            return ["update"]
        case Action.DELETE:
            return ["delete"]
        case Action.REPLACE:
            return ["create", "delete"] if change.create_before_destroy else ["delete", "create"]
        case Action.FORGET:
            return ["forget"]
        case Action.NO_OP:
            return ["no-op"]
        case _ as unreachable:
            assert_never(unreachable)


def _output(output: OutputChange) -> dict[str, Any]:
    actions = ["create"] if output.before is None else ["delete"] if output.after is None else ["update"]
    sides = _sides(output.before, output.after)
    if output.sensitive:
        sides |= {"before": None, "after": None, "after_unknown": False}
        sides |= {"before_sensitive": output.before is not None, "after_sensitive": output.after is not None}
    return {"actions": actions, **sides}


def _sides(before: Any, after: Any) -> dict[str, Any]:
    return {
        "before": _clear(before),
        "after": _clear(after),
        "after_unknown": marks(after, Unknown),
        "before_sensitive": marks(before, Sensitive | Masked),
        "after_sensitive": marks(after, Sensitive | Masked),
    }


def _clear(part: Any) -> Any:
    match part:
        case Sensitive() | Masked() | Unknown():
            return None
        case Mapping():
            return {name: _clear(inner) for name, inner in part.items() if not isinstance(inner, Unknown)}
        case tuple() | list() | SetValue():
            return [_clear(inner) for inner in part]
        case _:
            return to_plain(part)


def marks(part: Any, kind: Any) -> Any:
    """Terraform's form of marks: `true` where a part is of the kind; mappings keep the marked entries only."""
    if isinstance(part, kind):
        return True
    if isinstance(part, Mapping):
        return _marked_entries(part.items(), kind)
    if isinstance(part, tuple | list | SetValue):
        return [marks(inner, kind) for inner in part]
    return False


def _marked_entries(entries: Iterable[tuple[str, Any]], kind: Any) -> dict[str, Any]:
    found = {name: marks(inner, kind) for name, inner in entries}
    return {name: mark for name, mark in found.items() if mark not in (False, {}) and _any(mark)}


def _any(mark: Any) -> bool:
    return any(map(_any, mark)) if isinstance(mark, list) else bool(mark)
