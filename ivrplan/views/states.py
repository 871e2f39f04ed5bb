"""State, resources and outputs for people and programs. What is secret is a mask here too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrplan.flow.flow import Flow
from ivrplan.language.plain import to_plain
from ivrplan.state.document import OutputRecord, ResourceRecord
from ivrplan.state.encoding import record_to_json
from ivrplan.views.attributes import whole
from ivrplan.views.flows import outline_rows
from ivrplan.views.palette import Palette
from ivrplan.views.rows import Row, Style, closing
from ivrplan.views.text import columns, one_line, padded
from ivrplan.views.titles import resource_title
from ivrplan.views.values import HIDDEN, key, literal

FORMAT_VERSION: Final = "1.0"


def record_text(record: ResourceRecord, flow: Flow | None, palette: Palette, width: int) -> str:
    """One resource for people: its identity, its attributes, and its flow as a configuration would say it."""
    lines = [f"# {palette.bold(one_line(record.address))}"]
    if record.sent is None:
        lines.append(f"# {palette.yellow('its first apply did not come to its end')}")
    indented = Style(palette, width + 4).lines(_record_rows(record, flow, Style(palette, width)))
    return "\n".join([*lines, *(line[4:] for line in indented)])


def _record_rows(record: ResourceRecord, flow: Flow | None, style: Style) -> Iterator[Row]:
    yield Row(0, " ", f"{resource_title(record.type, record.address)} {{")
    facts = _facts(record, flow)
    width = max(columns(key(name)) for name in facts)
    for name, value in facts.items():
        yield from whole(" ", padded(key(name), width), value, 1, style)
    if flow is not None:
        yield Row(1, " ", "flow {")
        yield from outline_rows(flow, 2, style)
        yield closing(1)
    yield closing(0)


def _facts(record: ResourceRecord, flow: Flow | None) -> dict[str, Any]:
    """What is known of a resource. Of a document that is read as a flow only what stands beside the flow."""
    facts: dict[str, Any] = {"provider": record.provider, "id": record.id, "version": record.version}
    if record.published is not None:
        facts["published"] = record.published
    document = {
        name: part
        for name, part in record.document.items()
        if flow is None or (not isinstance(part, Mapping) and name not in {"entry", "start"})
    }
    return facts | {
        name: part for name, part in {**record.attributes, **document}.items() if name not in facts
    }


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
    width = max(map(columns, map(one_line, outputs)))
    return "\n".join(
        f"{padded(one_line(name), width)} = {_output(output)}" for name, output in outputs.items()
    )


def _output(output: OutputRecord) -> str:
    return HIDDEN if output.sensitive else literal(output.value)


def outputs_json(outputs: Mapping[str, OutputRecord]) -> dict[str, Any]:
    """All outputs as JSON data: each in the shape of Terraform's."""
    return {"format_version": FORMAT_VERSION, "outputs": output_values(outputs)}


def output_values(outputs: Mapping[str, OutputRecord]) -> dict[str, Any]:
    """Outputs by name: whether each is sensitive, and its value unless it is."""
    return {
        name: {"sensitive": output.sensitive, "value": None if output.sensitive else to_plain(output.value)}
        for name, output in outputs.items()
    }
