"""Flow <-> canonical document of a campaign flow.

    {name, description, entry,
     nodes: {node: {type, actions: {place: {directive, text, media_url, max_retries, parameters}}}},
     transitions: {node: {condition: node}}}

| in a flow | in the document |
| --- | --- |
| node name | the node's id, as it is |
| kind | `type`, and a directive for what it does; see actions.py |
| outcome `default` | condition `always` |
| outcome `1` | condition `input=1` |
| any other outcome | the condition is the word itself |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Custom
from ivrplan.flow.outcome import DEFAULT, is_digit
from ivrplan.language.plain import Document
from ivrplan.language.values import Value
from ivrplan.providers.cxone.campaign.actions import read_node, write_actions

ALWAYS: Final = "always"
BAR: Final = "|"
_INPUT: Final = "input="


def condition_of(outcome: str) -> str:
    """The vendor's condition for an outcome."""
    if outcome == DEFAULT:
        return ALWAYS
    return f"{_INPUT}{outcome}" if is_digit(outcome) else outcome


def outcome_of(condition: str) -> str:
    """The outcome of a vendor's condition, of one without a bar: undoes `condition_of`."""
    if condition == ALWAYS:
        return DEFAULT
    key = condition.removeprefix(_INPUT)
    return key if key != condition and is_digit(key) else condition


def is_misread(outcome: str) -> bool:
    """Whether the vendor would take the outcome for another one: for several, or for a key, or for none."""
    return BAR in outcome or outcome != outcome.strip() or outcome_of(condition_of(outcome)) != outcome


def to_document(name: Value, description: Value, flow: Flow) -> Document:
    """The canonical document of a flow under the resource's name. Unknown and sensitive parts stay as they are."""
    return {
        "name": name,
        "description": description,
        "entry": flow.entry,
        "nodes": {
            node.name: {"type": node_type(node), "actions": write_actions(node)} for node in flow.nodes
        },
        "transitions": {
            node.name: {condition_of(outcome): target for outcome, target in node.edges.items()}
            for node in flow.nodes
            if node.edges
        },
    }


def to_flow(document: Document) -> Flow | None:
    """The flow in a canonical document; None where there is none that could be read.

    A node that fits no kind of ours is passed through as a `node` with the vendor's type and its actions.
    """
    nodes, transitions = document.get("nodes"), document.get("transitions", {})
    if not isinstance(nodes, Mapping) or not nodes:
        return None
    name = document.get("name")
    try:
        return Flow(
            name=name if isinstance(name, str) and name else "flow",
            entry=document.get("entry", ""),
            nodes=tuple(_read(key, node, transitions.get(key, {})) for key, node in nodes.items()),
        )
    except ValidationError:
        return None


def comes_back(node: AnyNode) -> bool:
    """Whether the vendor can hold the node without loss: what is read is what was written."""
    edges = {condition_of(outcome): target for outcome, target in node.edges.items()}
    try:
        return _read(node.name, {"type": node_type(node), "actions": write_actions(node)}, edges) == node
    except ValidationError:
        return False


def node_type(node: AnyNode) -> str:
    """The vendor's type of a node."""
    return node.type if isinstance(node, Custom) else node.kind


def _read(name: str, node: Mapping[str, Any], ways: Mapping[str, str]) -> AnyNode:
    edges = {outcome_of(condition): target for condition, target in ways.items()}
    return read_node(name, node["type"], node["actions"], edges)
