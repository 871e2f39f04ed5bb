"""What is released of a flow <-> a version as CXone knows it (vendor contract S2).

| in the canonical document | in a version |
| --- | --- |
| a node | an element: its id, its type, its properties; the entry has the type `start` and its own as `nodeType` |
| a connection | an edge, with the condition of its pointer |
| a connection that neither a key nor a fallback takes | a routing rule as well: its condition, the id of its target as the action |
| `release` | `metadata`, `versionTags`, `timeouts` |
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrplan.flow.outcome import DEFAULT
from ivrplan.language.plain import Document, to_json
from ivrplan.language.values import UNKNOWN, Sensitive, Value, contains_sensitive, contains_unknown, reveal
from ivrplan.providers.cxone.convert import to_document, to_flow
from ivrplan.providers.cxone.wire import arrows
from ivrplan.providers.releasing import CONTENT, RELEASE

START: Final = "start"
_TIMEOUTS: Final = {
    "global_ms": "globalTimeout",
    "input_ms": "inputTimeout",
    "transfer_ms": "transferTimeout",
}
_ALWAYS: Final = "true"
_ROUTED: Final = "conditional"
_DTMF: Final = "dtmf == '"


def fingerprint(document: Document) -> Value:
    """A short text for the flow in a document: the same for ever, another for every other flow.

    What a vendor adds to nodes of its own does not count. It is sensitive where the flow holds a secret.
    """
    plain = _plain(document)
    if contains_unknown(plain):
        return UNKNOWN
    text = json.dumps(to_json(reveal(plain)), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Sensitive(digest) if contains_sensitive(plain) else digest


def version_body(document: Document, previous: str | None, at: str) -> dict[str, Any]:
    """The body that registers a version. Sensitive values are still marked in it.

    Args:
        document: the canonical document, with its release.
        previous: the id of the version that callers get until now: where a rollback leads.
        at: when, ISO 8601.
    """
    release, plain = document[RELEASE], _plain(document)
    metadata = {
        "versionTag": release["tag"],
        "activationPriority": release["priority"],
        "createdBy": "ivrplan",
        "timestamp": at,
    }
    return {
        "metadata": metadata if previous is None else {**metadata, "rollbackPoint": previous},
        "versionTags": {
            "environment": release["environment"],
            "releaseMatrix": release["matrix"],
            "rollbackReference": previous,
        },
        "elements": tuple(_elements(plain)),
        "edges": tuple(
            {"from": arrow.source, "to": arrow.target, "condition": arrow.condition}
            for arrow in arrows(plain)
        ),
        "routingRules": tuple(
            {"condition": arrow.condition, "action": arrow.target}
            for arrow in arrows(plain)
            if arrow.type == _ROUTED and not arrow.condition.startswith(_DTMF)
        ),
        "timeouts": {theirs: release["timeouts"][ours] for ours, theirs in _TIMEOUTS.items()},
    }


def content_of(elements: Mapping[str, Mapping[str, Any]], edges: list[tuple[str, str, str]]) -> Document:
    """The flow in a version: `entry` and `nodes`, as in a canonical document.

    Args:
        elements: by id.
        edges: source, condition and target of each.
    """
    connections: dict[str, dict[str, str]] = {key: {} for key in elements}
    for source, condition, target in edges:
        connections.setdefault(source, {})[_pointer(condition)] = target
    nodes = {
        key: {
            "type": element.get("nodeType") or element["type"],
            "properties": element.get("properties") or {},
            "connections": connections[key],
        }
        for key, element in elements.items()
    }
    entry = next((key for key, element in elements.items() if element["type"] == START), "")
    return {"name": "", "entry": entry, "nodes": nodes}


def release_part(settings: Mapping[str, Any], content: Document) -> dict[str, Any]:
    """The part of a canonical document that says what callers get."""
    return {**settings, CONTENT: fingerprint(content)}


def timeouts_from(theirs: Mapping[str, int]) -> dict[str, int]:
    """Timeouts by our names."""
    return {ours: theirs[name] for ours, name in _TIMEOUTS.items()}


def _plain(document: Document) -> Document:
    """The flow as we write it, whatever a vendor added; as it is where it cannot be read."""
    nodes = {"entry": document["entry"], "nodes": document["nodes"]}
    flow = None if contains_unknown(nodes) else to_flow({"name": "flow", **nodes})
    if flow is None:
        return nodes
    written = to_document("flow", flow)
    return {"entry": written["entry"], "nodes": written["nodes"]}


def _elements(plain: Document) -> Iterator[dict[str, Any]]:
    for key, node in plain["nodes"].items():
        if key == plain["entry"]:
            yield {"id": key, "type": START, "nodeType": node["type"], "properties": node["properties"]}
        else:
            yield {"id": key, "type": node["type"], "properties": node["properties"]}


def _pointer(condition: str) -> str:
    if condition == _ALWAYS:
        return DEFAULT
    is_key = condition.startswith(_DTMF) and condition.endswith("'") and len(condition) == len(_DTMF) + 2
    return condition[len(_DTMF)] if is_key else condition
