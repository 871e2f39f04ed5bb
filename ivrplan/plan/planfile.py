"""Saved plans: one JSON document that tells when it was changed, and holds no secret in clear.

    {"format": "ivrplan plan", "format_version": 1, "digest": "...", "plan": {...}}

What differs is not kept: it follows from the two documents of each change.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ivrplan import __version__
from ivrplan.config.verdicts import ConditionKind, Status
from ivrplan.diagnostics import Diagnostic, PlanError, Severity, SourceRange, StalePlanError, error
from ivrplan.flow.renames import NOBODY_SAID
from ivrplan.language.plain import Document, Masked, from_json, mask, to_json
from ivrplan.language.values import Sensitive, contains_sensitive
from ivrplan.plan import decide
from ivrplan.plan.change import Change, Difference, Mode, OutputChange, Plan
from ivrplan.plan.conditions import Checked
from ivrplan.plan.data import Reading
from ivrplan.plan.documents import patch
from ivrplan.providers.contract import Action, ResourceType, Step, StepKind
from ivrplan.state.backends.files import replace_file
from ivrplan.state.encoding import record_from_json, record_to_json
from ivrplan.state.rearrange import Forgotten, Rearrangement, Relocation

FORMAT: Final = "ivrplan plan"
FORMAT_VERSION: Final = 1


def write(plan: Plan, path: Path) -> None:
    """Save the plan, for its owner's eyes: names and prompts are nobody else's business.

    Raises:
        PlanError: the file cannot be written.
    """
    body = _plan_to_json(plan, secrets.token_hex(8))
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "ivrplan_version": __version__,
        "digest": _digest(body),
        "plan": body,
    }
    try:
        replace_file(path, json.dumps(document, ensure_ascii=False) + "\n")
    except OSError as cause:
        raise PlanError(
            error("Plan cannot be saved", f"{path.name}: {cause.strerror or cause}."),
        ) from cause


def read(path: Path, types: Mapping[str, ResourceType]) -> Plan:
    """The plan that was saved there.

    Args:
        path: the file.
        types: the resource types by name, to see flows in documents.

    Raises:
        PlanError: it is no saved plan, was changed since, or cannot be read.
        StalePlanError: another version of ivrplan made it.
    """
    document = _document(path)
    if document.get("ivrplan_version") != __version__:
        raise StalePlanError(
            error(
                "Plan of another version",
                f"{path.name} was made by ivrplan {document.get('ivrplan_version')}; this is {__version__}.",
                hint="Plan again with this version.",
            ),
        )
    body = document["plan"]
    if _digest(body) != document["digest"]:
        raise PlanError(
            error(
                "Plan file was changed",
                f"{path.name} is not as `ivrplan plan` saved it, so what was reviewed is not what would be applied.",
                hint="Plan again, and do not edit the file.",
            ),
        )
    return _plan_from_json(body, types)


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as cause:
        raise PlanError(
            error("Plan cannot be read", f"{path.name}: {cause.strerror or cause}."),
        ) from cause
    except ValueError as cause:
        raise _no_plan(path, "It is not JSON text, or was cut off.") from cause
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _no_plan(path, "It does not say that it is one.")
    if document.get("format_version") != FORMAT_VERSION:
        raise _no_plan(path, f"Its format version is {document.get('format_version')}, not {FORMAT_VERSION}.")
    if not isinstance(document.get("plan"), dict):
        raise _no_plan(path, "Its content is missing.")
    return {"digest": "", **document}


def _no_plan(path: Path, why: str) -> PlanError:
    return PlanError(
        error(
            "Not a saved plan",
            f"{path.name} is not a plan of this version of ivrplan. {why}",
            hint="Plan again.",
        ),
    )


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _plan_to_json(plan: Plan, salt: str) -> dict[str, Any]:
    return {
        "id": plan.id,
        "created": plan.created,
        "mode": plan.mode.value,
        "workspace": plan.workspace,
        "configuration": plan.configuration,
        "lineage": plan.lineage,
        "serial": plan.serial,
        "changes": [_change_to_json(change, salt) for change in plan.changes],
        "outputs": [_output_to_json(output, salt) for output in plan.outputs],
        "variables": to_json(plan.variables),
        "records": {
            address: None if record is None else record_to_json(record)
            for address, record in plan.records.items()
        },
        "targets": list(plan.targets),
        "diagnostics": [_diagnostic_to_json(diagnostic) for diagnostic in plan.diagnostics],
        "silenced": list(plan.silenced),
        "data": [_reading_to_json(reading, salt) for reading in plan.data],
        "checks": [_checked_to_json(checked) for checked in plan.checks],
        "moves": [list(move) for move in plan.rearrangement.moves],
        "forgotten": [list(each) for each in plan.rearrangement.forgotten],
    }


def _plan_from_json(data: Mapping[str, Any], types: Mapping[str, ResourceType]) -> Plan:
    try:
        return Plan(
            id=data["id"],
            created=data["created"],
            mode=Mode(data["mode"]),
            workspace=data["workspace"],
            configuration=data["configuration"],
            lineage=data["lineage"],
            serial=data["serial"],
            changes=tuple(_change_from_json(change, types) for change in data["changes"]),
            outputs=tuple(_output_from_json(output) for output in data["outputs"]),
            variables=from_json(data["variables"]),
            records={
                address: None if record is None else record_from_json(record)
                for address, record in data["records"].items()
            },
            targets=tuple(data["targets"]),
            diagnostics=tuple(_diagnostic_from_json(each) for each in data["diagnostics"]),
            silenced=tuple(data["silenced"]),
            data=tuple(_reading_from_json(reading) for reading in data["data"]),
            checks=tuple(_checked_from_json(checked) for checked in data["checks"]),
            rearrangement=Rearrangement(
                tuple(Relocation(*move) for move in data["moves"]),
                tuple(Forgotten(*each) for each in data["forgotten"]),
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise PlanError(
            error(
                "Not a saved plan",
                f"A part of it is missing or has a wrong form: {cause}.",
                hint="Plan again.",
            ),
        ) from cause


def _change_to_json(change: Change, salt: str) -> dict[str, Any]:
    return {
        "address": change.address,
        "type": change.type,
        "provider": change.provider,
        "action": change.action.value,
        "because": change.because,
        "id": change.id,
        "version": change.version,
        "published": change.published,
        "before": to_json(mask(change.before, salt)),
        "after": to_json(mask(change.after, salt)),
        "differs_to": to_json(mask(_shown(change), salt)),
        "drifted_from": to_json(mask(_patched_back(change), salt)),
        "gone": change.gone,
        "replaces": sorted(list(path) for path in change.replaces),
        "steps": [
            {"kind": step.kind.value, "key": step.key, "summary": step.summary} for step in change.steps
        ],
        "dependencies": list(change.dependencies),
        "awaits": list(change.awaits),
        "leads": dict(change.leads),
        "needs": list(change.needs),
        "create_before_destroy": change.create_before_destroy,
        "warnings": list(change.warnings),
        "previous_address": change.previous_address,
        "importing": change.importing,
        "renames": dict(change.renames),
    }


def _shown(change: Change) -> Document | None:
    """Where the difference leads, when that is not `after`: a new object gets its defaults from the vendor."""
    if change.action is not Action.REPLACE:
        return None
    return patch(change.before or {}, change.difference.fields)


def _patched_back(change: Change) -> Document | None:
    """The document before the drift; None where nothing drifted."""
    if not change.drift or change.before is None:
        return None
    return decide.without(change.before, change.drift)


def _change_from_json(data: Mapping[str, Any], types: Mapping[str, ResourceType]) -> Change:
    kind = types[data["type"]]
    before, after, earlier = (from_json(data[name]) for name in ("before", "after", "drifted_from"))
    shown = after if data["differs_to"] is None else from_json(data["differs_to"])
    return Change(
        address=data["address"],
        type=data["type"],
        provider=data["provider"],
        action=Action(data["action"]),
        because=data["because"],
        id=data["id"],
        version=data["version"],
        published=data["published"],
        before=before,
        after=after,
        difference=Difference()
        if data["action"] == Action.FORGET
        else _difference(kind, before, shown, data["renames"]),
        drift=Difference() if earlier is None else _difference(kind, earlier, before),
        gone=data["gone"],
        replaces=frozenset(tuple(path) for path in data["replaces"]),
        steps=tuple(Step(StepKind(step["kind"]), step["key"], step["summary"]) for step in data["steps"]),
        dependencies=tuple(data["dependencies"]),
        awaits=tuple(data["awaits"]),
        leads=data["leads"],
        needs=tuple(data["needs"]),
        create_before_destroy=data["create_before_destroy"],
        warnings=tuple(data["warnings"]),
        previous_address=data["previous_address"],
        importing=data["importing"],
        renames=data["renames"],
    )


def _difference(
    kind: ResourceType,
    before: Document | None,
    after: Document | None,
    renames: Mapping[str, str] = NOBODY_SAID,
) -> Difference:
    return decide.difference(kind, thawed(before or {}), thawed(after or {}), renames)


def thawed(part: Any) -> Any:
    """A document that was written down, as one to look at: what stands behind a mask is sensitive.

    The mask itself takes the place of the secret, so two such parts are equal when their secrets were masked together
    and are equal.
    """
    match part:
        case Masked():
            return Sensitive(part.digest)
        case Mapping():
            return {name: thawed(inner) for name, inner in part.items()}
        case tuple():
            return tuple(thawed(inner) for inner in part)
        case _:
            return part


def _output_to_json(output: OutputChange, salt: str) -> dict[str, Any]:
    return {
        "name": output.name,
        "before": to_json(mask(output.before, salt)),
        "after": to_json(mask(output.after, salt)),
        "sensitive": output.sensitive,
    }


def _output_from_json(data: Mapping[str, Any]) -> OutputChange:
    before, after = thawed(from_json(data["before"])), thawed(from_json(data["after"]))
    return OutputChange(data["name"], before, after, data["sensitive"])


def _reading_to_json(reading: Reading, salt: str) -> dict[str, Any]:
    """What was read, unless a part of it is secret: that is read again."""
    hidden = contains_sensitive(reading.attributes)
    return {
        "address": reading.address,
        "type": reading.type,
        "provider": reading.provider,
        "query": to_json(mask(reading.query, salt)),
        "attributes": None if hidden else to_json(reading.attributes),
        "because": "what it tells is sensitive" if hidden else reading.because,
    }


def _reading_from_json(data: Mapping[str, Any]) -> Reading:
    return Reading(
        address=data["address"],
        type=data["type"],
        provider=data["provider"],
        query=thawed(from_json(data["query"])),
        attributes=from_json(data["attributes"]),
        because=data["because"],
    )


def _checked_to_json(checked: Checked) -> dict[str, Any]:
    return {
        "kind": checked.kind.value,
        "owner": checked.owner,
        "status": checked.status.value,
        "message": checked.message,
    }


def _checked_from_json(data: Mapping[str, Any]) -> Checked:
    return Checked(ConditionKind(data["kind"]), data["owner"], Status(data["status"]), data["message"])


def _diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    return {field.name: getattr(diagnostic, field.name) for field in fields(diagnostic)}


def _diagnostic_from_json(data: Mapping[str, Any]) -> Diagnostic:
    place = data["range"]
    return Diagnostic(
        severity=Severity(data["severity"]),
        summary=data["summary"],
        detail=data["detail"],
        hint=data["hint"],
        range=SourceRange(*place) if place else None,
        code=data["code"],
        address=data["address"],
        related=tuple((SourceRange(*where), text) for where, text in data["related"]),
    )
