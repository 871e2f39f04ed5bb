"""CXone's stored flows. One flow, two views: connections with conditions (S3), nodes with pointers (S0)."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.store import Store

FALLBACKS = frozenset({"timeout", "invalid", "error"})
DIGITS = frozenset("0123456789*#")
_TABLE = "cxone.flows"
_DTMF = re.compile(r"dtmf == '([0-9*#])'")


@dataclass(frozen=True, slots=True)
class Connection:
    """An arrow as S3 has it: condition and type (`default`, `conditional`, `fallback`)."""

    id: str
    source: str
    target: str
    condition: str
    type: str

    def to_json(self) -> JsonObject:
        """As S3 writes it."""
        return {
            "id": self.id,
            "source_node_id": self.source,
            "target_node_id": self.target,
            "condition": self.condition,
            "type": self.type,
        }


@dataclass(frozen=True, slots=True)
class Node:
    """A node without its arrows."""

    id: str
    type: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Flow:
    """A stored flow; every change makes a new one with the next version."""

    id: str
    name: str
    version: int
    entry_point: str
    nodes: tuple[Node, ...]
    connections: tuple[Connection, ...]

    def summary(self) -> JsonObject:
        """As the listing shows it."""
        return {"id": self.id, "name": self.name, "type": "IVR", "version": self.version}

    def as_connections(self) -> JsonObject:
        """As S3 shows it: its three node types follow from the topology."""
        sources = {connection.source for connection in self.connections}
        nodes = [{"id": node.id, "type": self._s3_type(node.id, sources)} for node in self.nodes]
        return {
            **self.summary(),
            "connections": [item.to_json() for item in self.connections],
            "nodes": nodes,
        }

    def as_nodes(self) -> JsonObject:
        """As S0 shows it."""
        pointers: dict[str, dict[str, str]] = {node.id: {} for node in self.nodes}
        for connection in self.connections:
            pointers[connection.source][pointer_of(connection.condition)] = connection.target
        nodes = [
            {
                "id": node.id,
                "type": node.type,
                "properties": node.properties,
                "connections": pointers[node.id],
            }
            for node in self.nodes
        ]
        return {"id": self.id, "version": self.version, "nodes": nodes, "entryPoint": self.entry_point}

    def to_json(self) -> JsonObject:
        """All there is: both views in one."""
        return {**self.as_connections(), **self.as_nodes()}

    def _s3_type(self, node_id: str, sources: set[str]) -> str:
        if node_id == self.entry_point:
            return "start"
        return "decision" if node_id in sources else "terminal"


class Flows:
    """All flows, found by id and by name without a search."""

    def __init__(self, store: Store, published: Callable[[str, int], None]) -> None:
        self._store = store
        self._published = published
        self._flows: dict[str, Flow] = {}
        self._ids: dict[str, str] = {}
        self.reload()

    def __len__(self) -> int:
        return len(self._flows)

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows.values())

    def get(self, flow_id: str) -> Flow | None:
        """The flow with an id."""
        return self._flows.get(flow_id)

    def has(self, flow_id: str) -> bool:
        """Whether there is a flow with an id."""
        return flow_id in self._flows

    def id_of(self, name: str) -> str | None:
        """The id of the flow with a name."""
        return self._ids.get(name)

    def page(self, number: int, size: int) -> list[Flow]:
        """One page of all flows in the order of their registration."""
        return list(islice(self._flows.values(), (number - 1) * size, number * size))

    def put(self, flow: Flow) -> None:
        """Store a new flow, or a new version of one: callers get it from then on."""
        self._remember(flow)
        self._store.put(_TABLE, flow.id, flow.to_json())
        if flow.version > 1:  # a registration has nothing yet that callers could get
            self._published(flow.id, flow.version)

    def remove(self, flow: Flow) -> None:
        """Delete a flow."""
        del self._flows[flow.id]
        del self._ids[flow.name]
        self._store.delete(_TABLE, flow.id)

    def reload(self) -> None:
        """Read the store again."""
        self._flows.clear()
        self._ids.clear()
        for stored in self._store.table(_TABLE).values():
            self._remember(_loaded(stored))

    def _remember(self, flow: Flow) -> None:
        self._flows[flow.id] = flow
        self._ids[flow.name] = flow.id


def configured(flow: Flow, nodes: Sequence[JsonObject], entry_point: str) -> Flow:
    """The next version of a flow with other nodes, as S0 writes them; connections that stay keep their ids."""
    kept = {(item.source, item.condition, item.target): item.id for item in flow.connections}
    connections = tuple(
        _connection(flow.id, (node["id"], condition_of(pointer), target), kept)
        for node in nodes
        for pointer, target in node["connections"].items()
    )
    return replace(
        flow,
        version=flow.version + 1,
        entry_point=entry_point,
        nodes=tuple(Node(node["id"], node["type"], node["properties"]) for node in nodes),
        connections=connections,
    )


def pointer_of(condition: str) -> str:
    """The S0 pointer of an S3 condition: `true` is `default`, `dtmf == '1'` is `1`, all else is itself."""
    if condition == "true":
        return "default"
    digit = _DTMF.fullmatch(condition)
    return digit[1] if digit else condition


def condition_of(pointer: str) -> str:
    """The S3 condition of an S0 pointer."""
    if pointer == "default":
        return "true"
    return f"dtmf == '{pointer}'" if pointer in DIGITS else pointer


def type_of(condition: str) -> str:
    """The S3 type that goes with a condition."""
    if condition == "true":
        return "default"
    return "fallback" if condition in FALLBACKS else "conditional"


def _connection(
    flow_id: str, arrow: tuple[str, str, str], kept: dict[tuple[str, str, str], str]
) -> Connection:
    source, condition, target = arrow
    digest = hashlib.sha256("\0".join([flow_id, *arrow]).encode()).hexdigest()
    return Connection(kept.get(arrow, f"conn_{digest[:12]}"), source, target, condition, type_of(condition))


def _loaded(stored: JsonObject) -> Flow:
    return Flow(
        id=stored["id"],
        name=stored["name"],
        version=stored["version"],
        entry_point=stored["entryPoint"],
        nodes=tuple(Node(node["id"], node["type"], node["properties"]) for node in stored["nodes"]),
        connections=tuple(
            Connection(
                item["id"], item["source_node_id"], item["target_node_id"], item["condition"], item["type"]
            )
            for item in stored["connections"]
        ),
    )
