"""The state document as JSON data, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ivrplan.language.plain import from_json, to_json
from ivrplan.state.document import FORMAT_VERSION, OutputRecord, ResourceRecord, RollbackPoint, State


def state_to_json(state: State) -> dict[str, Any]:
    """The state as JSON data, records in the order of their addresses."""
    return {
        "version": FORMAT_VERSION,
        "ivrplan_version": state.ivrplan_version,
        "serial": state.serial,
        "lineage": state.lineage,
        "outputs": {name: output_to_json(output) for name, output in sorted(state.outputs.items())},
        "resources": [record_to_json(record) for _, record in sorted(state.resources.items())],
    }


def state_from_json(data: Mapping[str, Any]) -> State:
    """The state in JSON data of the current format. Older formats are upgraded first.

    Raises:
        KeyError, TypeError, ValueError: the data is not a state.
    """
    records = [record_from_json(record) for record in data["resources"]]
    _check_distinct(records)
    return State(
        lineage=str(data["lineage"]),
        serial=int(data["serial"]),
        resources={record.address: record for record in records},
        outputs={name: _output(output) for name, output in data["outputs"].items()},
        ivrplan_version=str(data["ivrplan_version"]),
    )


def _check_distinct(records: Sequence[ResourceRecord]) -> None:
    counts = Counter(record.address for record in records)
    twice = [address for address, count in counts.items() if count > 1]
    if twice:
        msg = f"it holds {twice[0]} twice"
        raise ValueError(msg)


def record_to_json(record: ResourceRecord) -> dict[str, Any]:
    """One resource's record as JSON data."""
    return {
        "address": record.address,
        "type": record.type,
        "provider": record.provider,
        "id": record.id,
        "version": record.version,
        "published": record.published,
        "attributes": to_json(record.attributes),
        "dependencies": list(record.dependencies),
        "document": to_json(record.document),
        "sent": to_json(record.sent),
        **({} if record.rollback is None else {"rollback": _point_to_json(record.rollback)}),
    }


def _point_to_json(point: RollbackPoint) -> dict[str, Any]:
    return {"of": point.of, "version": point.version, "rolled_back": point.rolled_back}


def record_from_json(data: Mapping[str, Any]) -> ResourceRecord:
    """One resource's record from JSON data.

    Raises:
        KeyError, TypeError: the data is not a record.
    """
    return ResourceRecord(
        address=data["address"],
        type=data["type"],
        provider=data["provider"],
        id=data["id"],
        version=data["version"],
        published=data["published"],
        attributes=from_json(data["attributes"]),
        dependencies=tuple(data["dependencies"]),
        document=from_json(data["document"]),
        sent=from_json(data["sent"]),
        rollback=_point_from_json(data.get("rollback")),
    )


def _point_from_json(data: Mapping[str, Any] | None) -> RollbackPoint | None:
    if data is None:
        return None
    return RollbackPoint(data["of"], data["version"], rolled_back=data["rolled_back"])


def output_to_json(output: OutputRecord) -> dict[str, Any]:
    """One output as JSON data. A sensitive one shows that it is there, and nothing of its value."""
    if output.sensitive:
        return {"sensitive": True}
    return {"value": to_json(output.value)}


def _output(data: Mapping[str, Any]) -> OutputRecord:
    return OutputRecord(from_json(data.get("value")), bool(data.get("sensitive", False)))
