"""Flow <-> canonical document <-> what the vendor reads and writes (S4).

The canonical document of a `genesys_flow`:

    name, description, language, type   text
    start                               id of the node where calls begin
    nodes                               id -> {type, name, settings}
    connections                         id of the source -> condition -> id of the target
    variables                           id -> {name, type, scope}
    settings                            name -> value

A connection without a condition stands under `default`. Ids of connections are derived and no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Collect, Decision, Request, Set
from ivrplan.flow.outcome import DEFAULT
from ivrplan.language.plain import Document
from ivrplan.providers.genesys.nodes import START, Part, node_id, node_of, parts_of, split_ends

CALL_TYPE = "INBOUNDCALL"
"""The one type of flow that the vendor contract knows."""


class _Wire(BaseModel):
    """What the vendor sends may have more in it than the contract says."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class WireNode(_Wire):
    """A node of a version."""

    id: str = Field(min_length=1)
    type: str
    name: str = ""
    settings: dict[str, Any] | None = None


class WireConnection(_Wire):
    """A connection of a version."""

    id: str = ""
    sourceNodeId: str  # noqa: N815 - the vendor's name
    targetNodeId: str  # noqa: N815 - the vendor's name
    condition: str | None = None


class WireVariable(_Wire):
    """A variable of a version."""

    id: str = Field(min_length=1)
    name: str
    type: str
    scope: str


class WireContent(_Wire):
    """The content of a version."""

    name: str
    description: str | None = None
    language: str = ""
    nodes: tuple[WireNode, ...] = ()
    connections: tuple[WireConnection, ...] = ()
    variables: tuple[WireVariable, ...] | None = None
    settings: dict[str, Any] | None = None


def document_of(flow: Flow, *, name: Any, description: Any, language: Any, settings: Document) -> Document:
    """The canonical document of a flow that is deployed under this name. Unknown and sensitive parts stay as they are."""
    parts = [part for node in flow.nodes for part in parts_of(node)]
    entry = {DEFAULT: node_id(flow.entry)} if flow.entry else {}
    everything = [Part(START, START, START, {}, entry), *parts]
    return {
        "name": name,
        "description": description,
        "language": language,
        "type": CALL_TYPE,
        "start": START,
        "nodes": {part.id: _node(part) for part in everything},
        "connections": {part.id: dict(part.ways) for part in everything if part.ways},
        "variables": {node_id(variable): _variable(variable) for variable in _variables(flow.nodes)},
        "settings": settings,
    }


def flow_of(document: Document) -> Flow | None:
    """The call flow in a canonical document; None where it has no start, or cannot be a flow for another reason."""
    parts = _parts(document)
    start = parts.pop(document.get("start", ""), None)
    if start is None or set(start.ways) - {DEFAULT}:
        return None
    ends = split_ends(parts)
    inner = {id_: part for id_, part in parts.items() if id_ not in ends}
    names = _names(inner.values())
    nodes = tuple(node_of(part, ends, names) for part in inner.values())
    target = start.ways.get(DEFAULT, "")
    try:
        return Flow(name=_title(document), entry=names.get(target, target), nodes=nodes)
    except ValidationError:
        return None


def to_wire(document: Document) -> dict[str, Any]:
    """What is sent to create a version. Sensitive parts are still marked: the client reveals them."""
    nodes = [
        {"id": id_, "type": node["type"], "name": node["name"], "settings": node["settings"]}
        for id_, node in document["nodes"].items()
    ]
    connections = [
        _connection(source, condition, target)
        for source, ways in document["connections"].items()
        for condition, target in ways.items()
    ]
    return {
        "name": document["name"],
        "description": document["description"],
        "language": document["language"],
        "nodes": nodes,
        "connections": connections,
        "variables": [{"id": id_, **variable} for id_, variable in document["variables"].items()],
        "settings": document["settings"],
    }


def from_wire(content: WireContent, flow_type: str) -> Document:
    """The canonical document of a version as the vendor has it."""
    return {
        "name": content.name,
        "description": content.description or "",
        "language": content.language,
        "type": flow_type,
        "start": next((node.id for node in content.nodes if node.type == START), ""),
        "nodes": {
            node.id: {"type": node.type, "name": node.name, "settings": _values(node.settings or {})}
            for node in content.nodes
        },
        "connections": _ways(content.connections),
        "variables": {
            variable.id: {"name": variable.name, "type": variable.type, "scope": variable.scope}
            for variable in content.variables or ()
        },
        "settings": _values(content.settings or {}),
    }


def empty_document(name: str, description: str, flow_type: str) -> Document:
    """The canonical document of a flow that has no version yet."""
    return from_wire(WireContent(name=name, description=description), flow_type)


def node_names(document: Document) -> Mapping[str, str]:
    """The vendor's node id -> what people call the node, for messages."""
    return {id_: str(node["name"] or id_) for id_, node in document["nodes"].items()}


def _node(part: Part) -> dict[str, Any]:
    return {"type": part.type, "name": part.name, "settings": part.settings}


def _parts(document: Document) -> dict[str, Part]:
    connections = document.get("connections", {})
    return {
        id_: Part(id_, node["type"], node["name"], node["settings"], connections.get(id_, {}))
        for id_, node in document.get("nodes", {}).items()
    }


def _names(parts: Iterable[Part]) -> dict[str, str]:
    """Id -> a name that no other node has: a vendor's editor allows two nodes of one name."""
    listed = list(parts)
    taken: set[str] = {part.id for part in listed}
    names: dict[str, str] = {}
    for part in listed:
        wanted = part.name if part.name and (part.name == part.id or part.name not in taken) else part.id
        names[part.id] = wanted
        taken.add(wanted)
    return names


def _title(document: Document) -> str:
    name = document.get("name")
    return name if isinstance(name, str) and name else "flow"


def _variables(nodes: Iterable[AnyNode]) -> list[str]:
    found: dict[str, None] = {}
    for node in nodes:
        match node:
            case Collect() | Decision():
                found[node.variable] = None
            case Set():
                found |= dict.fromkeys(node.values)
            case Request():
                found |= dict.fromkeys(node.save)
            case _:
                continue
    return sorted(found)


def _variable(name: str) -> dict[str, str]:
    return {"name": name, "type": "string", "scope": "flow"}


def _connection(source: str, condition: str, target: str) -> dict[str, str]:
    digest = blake2b(f"{source}\0{condition}".encode(), digest_size=8).hexdigest()
    wire = {"id": f"connection-{digest}", "sourceNodeId": source, "targetNodeId": target}
    return wire if condition == DEFAULT else wire | {"condition": condition}


def _ways(connections: Iterable[WireConnection]) -> dict[str, dict[str, str]]:
    ways: dict[str, dict[str, str]] = {}
    for connection in connections:
        own = ways.setdefault(connection.sourceNodeId, {})
        condition = connection.condition or DEFAULT
        # Two ways of one condition cannot be told apart by a caller, but both must be seen.
        key = condition if condition not in own else f"{condition} ({connection.id})"
        own[key] = connection.targetNodeId
    return ways


def _values(value: Any) -> Any:
    """JSON as values of the language: lists as tuples, whole numbers as such."""
    match value:
        case dict():
            return {name: _values(part) for name, part in value.items()}
        case list():
            return tuple(_values(part) for part in value)
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case _:
            return value
