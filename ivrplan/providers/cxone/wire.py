"""Canonical document <-> the two shapes in which CXone knows a flow: connections (S3) and nodes (S0)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ivrplan.flow.outcome import DEFAULT, ERROR, INVALID, TIMEOUT, is_digit
from ivrplan.language.plain import Document, Masked, Path, leaves, same, to_json
from ivrplan.language.values import Sensitive
from ivrplan.providers.cxone.convert import digest
from ivrplan.providers.cxone.properties import owns

_FALLBACKS: Final = frozenset({TIMEOUT, INVALID, ERROR})
_NOTHING: Final = object()
_LONGEST: Final = 60


class Arrow(NamedTuple):
    """A connection without its id: what is compared after registration."""

    source: str
    target: str
    condition: str
    type: str

    def __str__(self) -> str:
        return f"{self.source} -[{self.condition}]-> {self.target} ({self.type})"


def registration(document: Document, key: str) -> dict[str, Any]:
    """The body that registers the topology of a flow (S3).

    Args:
        document: the canonical document.
        key: the step's idempotency key; the ids of the connections are made of it.
    """
    nodes, entry = document["nodes"], document["entry"]
    return {
        "name": document["name"],
        "type": "IVR",
        "nodes": tuple(
            {"id": key, "type": _registered_type(key, node, entry)} for key, node in nodes.items()
        ),
        "connections": tuple(_connection(key, arrow) for arrow in arrows(document)),
    }


def connection_ids(document: Document, key: str) -> frozenset[str]:
    """The ids of the connections that a registration under this key sends."""
    return frozenset(_connection_id(key, arrow) for arrow in arrows(document))


def arrows(document: Document) -> tuple[Arrow, ...]:
    """The connections of a document, in the order of its nodes and pointers."""
    return tuple(
        Arrow(source, target, *_condition(pointer))
        for source, node in document["nodes"].items()
        for pointer, target in node["connections"].items()
    )


def configuration(document: Document, flow_id: str, version: int) -> dict[str, Any]:
    """The body that configures the nodes of a flow (S0). Sensitive values are still marked in it."""
    return {
        "id": flow_id,
        "version": version,
        "nodes": tuple({"id": key, **node} for key, node in document["nodes"].items()),
        "entryPoint": document["entry"],
    }


def differences(wanted: Document, found: Document) -> tuple[str, ...]:
    """What keeps `found` from being what is wanted, one sentence part each; what a vendor adds does not count."""
    return tuple(_differences(wanted, found))


def moved_nodes(before: Document, after: Document) -> tuple[str, ...]:
    """What somebody changed between two readings, as parts of a sentence: both sides, unless secrets are involved."""
    old, new = before["nodes"], after["nodes"]
    changes = [f'node "{key}" was removed' for key in old if key not in new]
    changes += [f'node "{key}" was added' for key in new if key not in old]
    # Where secrets are involved, a person may have copied one to any place: then no value is shown.
    secret = any(isinstance(part, Sensitive | Masked) for _, part in leaves(before))
    for key in new:
        if key in old and not same(old[key], new[key]):
            parts = _moved_parts(key, dict(leaves(old[key])), dict(leaves(new[key])))
            changes += [f'node "{key}" was changed'] if secret else parts
    if before["entry"] != after["entry"]:
        changes.append(f'the entry moved from "{before["entry"]}" to "{after["entry"]}"')
    return tuple(changes)


def _moved_parts(key: str, old: Mapping[Path, Any], new: Mapping[Path, Any]) -> Iterator[str]:
    for path in dict.fromkeys([*old, *new]):
        before, after = old.get(path, _NOTHING), new.get(path, _NOTHING)
        if not same(before, after):
            yield f'{path[-1]} of node "{key}" was {_shown(before)} and is {_shown(after)} now'


def _shown(part: Any) -> str:
    if part is _NOTHING or part == {}:
        return "not there"
    text = json.dumps(to_json(part), ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _registered_type(key: str, node: Mapping[str, Any], entry: str) -> str:
    if key == entry:
        return "start"
    return "decision" if node["connections"] else "terminal"


def _connection(key: str, arrow: Arrow) -> dict[str, Any]:
    return {
        "id": _connection_id(key, arrow),
        "source_node_id": arrow.source,
        "target_node_id": arrow.target,
        "condition": arrow.condition,
        "type": arrow.type,
    }


def _connection_id(key: str, arrow: Arrow) -> str:
    return f"conn_{digest(key, arrow.source, arrow.condition)}"


def _condition(pointer: str) -> tuple[str, str]:
    # The table of pointers and conditions in the vendor contracts, marked there as assumed.
    if pointer == DEFAULT:
        return "true", "default"
    if is_digit(pointer):
        return f"dtmf == '{pointer}'", "conditional"
    return pointer, "fallback" if pointer in _FALLBACKS else "conditional"


def _differences(wanted: Document, found: Document) -> Iterator[str]:
    if wanted["entry"] != found["entry"]:
        yield f'the entry is "{found["entry"]}" and not "{wanted["entry"]}"'
    want, have = wanted["nodes"], found["nodes"]
    yield from (f'node "{key}" is missing' for key in want if key not in have)
    yield from (f'node "{key}" is there, but was not asked for' for key in have if key not in want)
    for key in want:
        if key in have:
            yield from _node_differences(key, want[key], have[key])


def _node_differences(key: str, want: Mapping[str, Any], have: Mapping[str, Any]) -> Iterator[str]:
    if want["type"] != have["type"]:
        yield f'node "{key}" has the type "{have["type"]}" and not "{want["type"]}"'
        return
    for pointer in dict.fromkeys([*want["connections"], *have["connections"]]):
        if want["connections"].get(pointer) != have["connections"].get(pointer):
            yield f'connection "{pointer}" of node "{key}" leads elsewhere'
    for name, value in want["properties"].items():
        if name not in have["properties"] or not same(value, have["properties"][name]):
            yield f'property "{name}" of node "{key}" has another value'
    for name in have["properties"]:
        if name not in want["properties"] and owns(want["type"], want["properties"], name):
            yield f'property "{name}" of node "{key}" was not asked for'
