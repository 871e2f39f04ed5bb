"""Flow <-> canonical document of a CXone flow.

    {name, entry, nodes: {node id: {type, properties: {name: value}, connections: {pointer: node id}}}}

| in a flow | in the document |
| --- | --- |
| node name | the id: `node_` and a readable form of the name; in full as the property `name` |
| kind | `type`; a `node` block passes its own type through |
| fields | `properties`, see properties.py |
| outcome | the pointer |
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Custom
from ivrplan.language.plain import Document
from ivrplan.language.values import Value
from ivrplan.providers.cxone.properties import NAME, kind_of, read_fields, read_settings, write_properties

_READABLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)
_DIGESTED: Final = re.compile(r".*_[0-9a-f]{12}")
_NOT_READABLE: Final = re.compile(r"[^a-z0-9]+")
_DTMF: Final = re.compile(r"dtmf == '[0-9*#]'")
_QUOTED: Final = re.compile(r"value == '(.*)'", re.DOTALL)


def node_id(name: str) -> str:
    """The vendor's id of the node with this name: the same for ever, different for every name, short.

    Names of letters, digits, dots, dashes and underscores stand as they are; others are spelled in ASCII as far as
    possible, and a digest of the name makes them unique.
    """
    if _READABLE.fullmatch(name) and not _DIGESTED.fullmatch(name):
        return f"node_{name}"
    ascii_form = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    spelled = _NOT_READABLE.sub("_", ascii_form)[:24].strip("_") or "x"
    return f"node_{spelled}_{digest(name)}"


def digest(*parts: str) -> str:
    """12 hexadecimal digits that tell texts apart."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def pointer_of(outcome: str) -> str:
    """The pointer of an outcome: the outcome itself, unless the vendor would read something else into it.

    `true` is the condition of the pointer `default`, and `dtmf == '1'` that of the pointer `1`: such values of a
    decision are told apart by quoting them.
    """
    return f"value == '{outcome}'" if _is_misread(outcome) else outcome


def outcome_of(pointer: str) -> str:
    """The outcome of a pointer: undoes `pointer_of`."""
    quoted = _QUOTED.fullmatch(pointer)
    return quoted[1] if quoted and _is_misread(quoted[1]) else pointer


def to_document(name: Value, flow: Flow) -> Document:
    """The canonical document of a flow under the resource's name. Unknown and sensitive parts stay as they are."""
    return {
        "name": name,
        "entry": node_id(flow.entry) if flow.entry else "",
        "nodes": {node_id(node.name): _write_node(node) for node in flow.nodes},
    }


def to_flow(document: Document) -> Flow | None:
    """The flow in a canonical document; None where there is none that could be read.

    A node that fits no kind of ours is passed through as a `node` with the vendor's type and its properties.
    """
    nodes = document.get("nodes")
    if not isinstance(nodes, Mapping) or not nodes:
        return None
    names = _names(nodes)
    entry = document.get("entry", "")
    try:
        read = tuple(_read_node(node, names[key], names) for key, node in nodes.items())
        return Flow(name=_text_or(document.get("name"), "flow"), entry=names.get(entry, entry), nodes=read)
    except ValidationError:
        return None


def _write_node(node: AnyNode) -> dict[str, Any]:
    return {
        "type": node.type if isinstance(node, Custom) else node.kind,
        "properties": write_properties(node),
        "connections": {pointer_of(outcome): node_id(target) for outcome, target in node.edges.items()},
    }


def _read_node(node: Mapping[str, Any], name: str, names: Mapping[str, str]) -> AnyNode:
    edges = {
        outcome_of(pointer): names.get(target, target) for pointer, target in node["connections"].items()
    }
    known = _read_known(node, {"name": name, "edges": edges})
    if known is not None:
        return known
    settings = read_settings(node["properties"])
    return Custom.model_validate({"name": name, "edges": edges, "type": node["type"], "settings": settings})


def _read_known(node: Mapping[str, Any], common: Mapping[str, Any]) -> AnyNode | None:
    """The node as one of our kinds; None when it is none, or was left in a state that means nothing to us."""
    kind = kind_of(node["type"], node["properties"])
    if kind is None:
        return None
    try:
        return kind.model_validate({**read_fields(kind, node["properties"]), **common})
    except ValueError:  # pydantic's complaints are among them
        return None


def _names(nodes: Mapping[str, Any]) -> dict[str, str]:
    """Node id -> name. A name that several claim (copies made in the vendor's editor) goes to the node of its id."""
    claimed = {key: _text_or(node["properties"].get(NAME), _bare(key)) for key, node in nodes.items()}
    counts = Counter(claimed.values())
    names = {key: name for key, name in claimed.items() if counts[name] == 1 or node_id(name) == key}
    taken = set(names.values())
    for key in claimed:
        if key not in names:
            names[key] = _free(key, taken)
            taken.add(names[key])
    return names


def _free(key: str, taken: set[str]) -> str:
    name = _bare(key)
    while name in taken:
        name, key = key, f"{key}_"
    return name


def _bare(key: str) -> str:
    return key.removeprefix("node_") or key


def _text_or(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise


def _is_misread(outcome: str) -> bool:
    while quoted := _QUOTED.fullmatch(outcome):
        outcome = quoted[1]
    return outcome == "true" or not outcome.strip() or _DTMF.fullmatch(outcome) is not None
