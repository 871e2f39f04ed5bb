"""Canonical document <-> what the vendor reads and writes (S1), and documents compared.

A transition of the vendor can name several conditions, joined with a bar: `timeout|invalid`. In a document each stands
for itself, so that two documents compare the same however the vendor joined them; what is sent is joined by target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ivrplan.flow.outcome import order
from ivrplan.language.plain import Document, Path, leaves, same
from ivrplan.providers.cxone.campaign.convert import ALWAYS, BAR, outcome_of
from ivrplan.providers.cxone.values import plain

_OURS: Final = frozenset({"directive", "media_url", "text", "max_retries"})
"""The members of an action that the contract knows: what is not wanted of them must not be there."""


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class WireNode(_Wire):
    """A node as the vendor has it."""

    id: str = Field(min_length=1)
    type: str
    actions: Annotated[tuple[dict[str, Any], ...], BeforeValidator(plain)] = ()


class WireTransition(_Wire):
    """A transition as the vendor has it."""

    from_node: str
    to_node: str
    condition: str | None = None


class WireFlow(_Wire):
    """A flow as the vendor has it."""

    id: str = Field(min_length=1)
    version: int = Field(strict=True)
    name: str
    description: str | None = None
    nodes: tuple[WireNode, ...]
    transitions: tuple[WireTransition, ...] = ()
    entry_node: str


def to_wire(document: Document) -> dict[str, Any]:
    """The body that creates or changes a flow. Sensitive values are still marked in it."""
    return {
        "name": document["name"],
        "description": document["description"],
        "nodes": tuple(
            {"id": key, "type": node["type"], "actions": _listed(node["actions"])}
            for key, node in document["nodes"].items()
        ),
        "transitions": tuple(
            {"from_node": source, "to_node": target, "condition": condition}
            for source, ways in document["transitions"].items()
            for condition, target in _joined(ways)
        ),
        "entry_node": document["entry"],
    }


def from_wire(flow: WireFlow) -> Document:
    """The canonical document of a flow as the vendor has it."""
    return {
        "name": flow.name,
        "description": flow.description or "",
        "entry": flow.entry_node,
        "nodes": {
            node.id: {"type": node.type, "actions": numbered(map(_told, node.actions))} for node in flow.nodes
        },
        "transitions": _split(flow.transitions),
    }


def numbered(actions: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Actions by their place, counted from 1: so they compare one by one."""
    return {str(place): action for place, action in enumerate(actions, 1)}


def differences(wanted: Document, found: Document) -> tuple[str, ...]:
    """What keeps `found` from being what is wanted, one part of a sentence each; what a vendor adds does not count.

    No values are shown: any of them may be a secret that somebody copied.
    """
    missing = (path for path, value in leaves(wanted) if not _has(found, path, value))
    return tuple(dict.fromkeys(map(_said, [*missing, *_unwanted(wanted, found)])))


def _listed(actions: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(actions[place] for place in sorted(actions, key=int))


def _told(action: Mapping[str, Any]) -> dict[str, Any]:
    """The action without the members that the vendor names, but has nothing in."""
    return {name: value for name, value in action.items() if value is not None}


def _joined(ways: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Condition and target of each transition, in the order of outcomes; the last resort stands alone."""
    by_target: dict[str, list[str]] = {}
    for condition in sorted(ways, key=lambda each: order(outcome_of(each))):
        if condition != ALWAYS:
            by_target.setdefault(ways[condition], []).append(condition)
    for target, conditions in by_target.items():
        yield BAR.join(conditions), target
    if ALWAYS in ways:
        yield ALWAYS, ways[ALWAYS]


def _split(transitions: Iterable[WireTransition]) -> dict[str, dict[str, str]]:
    ways: dict[str, dict[str, str]] = {}
    for transition in transitions:
        own = ways.setdefault(transition.from_node, {})
        for condition in (transition.condition or ALWAYS).split(BAR):
            own[_free(condition.strip() or ALWAYS, own)] = transition.to_node
    return {source: _in_order(own) for source, own in ways.items()}


def _free(condition: str, own: Mapping[str, str]) -> str:
    """The condition, told apart from one that stands there: callers take one of the two, but both must be seen."""
    key, count = condition, 1
    while key in own:
        count += 1
        key = f"{condition} ({count})"
    return key


def _in_order(ways: Mapping[str, str]) -> dict[str, str]:
    return {key: ways[key] for key in sorted(ways, key=lambda each: order(outcome_of(each)))}


def _has(document: Any, path: Path, value: Any) -> bool:
    for name in path:
        if not isinstance(document, Mapping) or name not in document:
            return False
        document = document[name]
    return isinstance(document, Mapping) if value == {} else same(document, value)


def _unwanted(wanted: Document, found: Document) -> Iterator[Path]:
    yield from (("nodes", key) for key in found["nodes"] if key not in wanted["nodes"])
    for key, node in wanted["nodes"].items():
        yield from _unwanted_actions(key, node["actions"], found["nodes"].get(key, {}).get("actions", {}))
    for source, ways in found["transitions"].items():
        own = wanted["transitions"].get(source, {})
        yield from (("transitions", source, condition) for condition in ways if condition not in own)


def _unwanted_actions(key: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Path]:
    for place, action in found.items():
        own = wanted.get(place, {})
        yield from (("nodes", key, "actions") for name in action if name in _OURS and name not in own)


def _said(path: Path) -> str:
    match path:
        case ("nodes", key, *_):
            return f'node "{key}" is another'
        case ("transitions", source, condition, *_):
            return f'transition "{condition}" of node "{source}" is another'
        case _:
            return f"the {path[0]} is another"
