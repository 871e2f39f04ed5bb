"""State, resources and outputs for people and programs. What is secret is a mask here too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrplan.flow.diff import diff
from ivrplan.flow.flow import Flow
from ivrplan.language.plain import to_plain
from ivrplan.language.values import Sensitive
from ivrplan.state.document import OutputRecord, ResourceRecord
from ivrplan.state.encoding import record_to_json
from ivrplan.views.flows import FlowView
from ivrplan.views.palette import Palette
from ivrplan.views.values import key, literal, quoted

FORMAT_VERSION: Final = "1.0"


def record_text(record: ResourceRecord, flow: Flow | None, palette: Palette) -> str:
    """One resource for people: its identity, its attributes, and its flow as a configuration would say it."""
    return "\n".join(_record_lines(record, flow, palette))


def _record_lines(record: ResourceRecord, flow: Flow | None, palette: Palette) -> Iterator[str]:
    yield f"# {palette.bold(record.address)}"
    yield f"resource {quoted(record.type)} {quoted(record.address.rpartition(f'{record.type}.')[2])} {{"
    facts: dict[str, Any] = {"provider": record.provider, "id": record.id, "version": record.version}
    facts |= {name: value for name, value in record.attributes.items() if name not in facts}
    if record.published is not None:
        facts["published"] = record.published
    facts |= {name: part for name, part in record.document.items() if _plain(part) and name not in facts}
    for name, value in facts.items():
        yield f"  {key(name)} = {literal(value)}"
    if record.sent is None:
        yield f"  # {palette.yellow('its first apply did not come to its end')}"
    if flow is not None:
        yield "  flow {"
        for line in FlowView(Palette(), "  ").lines(diff(Flow(name=flow.name), flow)):
            yield line.replace("+ ", "  ", 1)
        yield "  }"
    yield "}"


def _plain(part: Any) -> bool:
    return not isinstance(part, Mapping)


def record_json(record: ResourceRecord, flow: Flow | None) -> dict[str, Any]:
    """One resource as JSON data."""
    document = {"format_version": FORMAT_VERSION, **record_to_json(record)}
    if flow is not None:
        document["flow"] = flow.to_masked_json()
    return document


def records_json(records: tuple[ResourceRecord, ...]) -> dict[str, Any]:
    """Several resources as JSON data, without their documents."""
    rows = [
        {
            "address": record.address,
            "type": record.type,
            "provider": record.provider,
            "id": record.id,
            "version": record.version,
            "published": record.published,
        }
        for record in records
    ]
    return {"format_version": FORMAT_VERSION, "resources": rows}


def outputs_text(outputs: Mapping[str, OutputRecord]) -> str:
    """All outputs for people."""
    if not outputs:
        return "There are no outputs."
    return "\n".join(f"{name} = {_output(output)}" for name, output in outputs.items())


def _output(output: OutputRecord) -> str:
    return literal(Sensitive(None)) if output.sensitive else literal(output.value)


def outputs_json(outputs: Mapping[str, OutputRecord]) -> dict[str, Any]:
    """All outputs as JSON data, in the shape of Terraform's."""
    return {
        name: {"sensitive": output.sensitive, "value": None if output.sensitive else to_plain(output.value)}
        for name, output in outputs.items()
    }
