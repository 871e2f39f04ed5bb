"""What can differ between two flows: a closed set of frozen values.

No value that is sensitive on either side is ever shown: both sides of such a field are `Sensitive`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from ivrplan.flow.fields import Setting
from ivrplan.flow.flow import node_to_json, plain
from ivrplan.flow.nodes import AnyNode


@dataclass(frozen=True, slots=True)
class Moved:
    """The entry of the flow is another node. A side is empty where there is no entry."""

    before: str
    after: str

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a node differs. `None` means that it is not set.

    Attributes:
        name: the field.
        before: its value in the old flow, `Sensitive` when either value is.
        after: its value in the new flow; may be known only after apply.
        key: which entry differs, where the field is a map (`settings`, `headers`, ...).
    """

    name: str
    before: Setting
    after: Setting
    key: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain data, masked."""
        document: dict[str, Any] = {"name": self.name}
        if self.key is not None:
            document["key"] = self.key
        return document | {"before": plain(self.before, repr), "after": plain(self.after, repr)}


@dataclass(frozen=True, slots=True)
class EdgeAdded:
    """An outcome leads somewhere now."""

    outcome: str
    target: str

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"change": "added", "outcome": self.outcome, "target": self.target}


@dataclass(frozen=True, slots=True)
class EdgeRemoved:
    """An outcome leads nowhere any more."""

    outcome: str
    target: str

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"change": "removed", "outcome": self.outcome, "target": self.target}


@dataclass(frozen=True, slots=True)
class EdgeRetargeted:
    """An outcome leads to another node. A node that was only renamed is no other node."""

    outcome: str
    before: str
    after: str

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"change": "retargeted", "outcome": self.outcome, "before": self.before, "after": self.after}


EdgeChange: TypeAlias = EdgeAdded | EdgeRemoved | EdgeRetargeted


@dataclass(frozen=True, slots=True)
class NodeAdded:
    """A node that only the new flow has."""

    node: AnyNode

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    def to_json(self) -> dict[str, Any]:
        """As plain data, masked."""
        return {"change": "added", "node": node_to_json(self.node, repr)}


@dataclass(frozen=True, slots=True)
class NodeRemoved:
    """A node that only the old flow has."""

    node: AnyNode

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    def to_json(self) -> dict[str, Any]:
        """As plain data, masked."""
        return {"change": "removed", "node": node_to_json(self.node, repr)}


@dataclass(frozen=True, slots=True)
class NodeRetyped:
    """A node that kept its name and became another kind."""

    before: AnyNode
    after: AnyNode
    edges: tuple[EdgeChange, ...] = ()

    @property
    def name(self) -> str:
        """The node's name."""
        return self.after.name

    def to_json(self) -> dict[str, Any]:
        """As plain data, masked."""
        return {
            "change": "retyped",
            "before": node_to_json(self.before, repr),
            "after": node_to_json(self.after, repr),
            "edges": [edge.to_json() for edge in self.edges],
        }


@dataclass(frozen=True, slots=True)
class NodeRenamed:
    """A node that has another name, and perhaps changed a little.

    Attributes:
        before: its old name.
        node: the node in the new flow.
        fields: what else differs in it.
        edges: what differs in its edges; targets that were only renamed do not differ.
    """

    before: str
    node: AnyNode
    fields: tuple[FieldChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()

    @property
    def name(self) -> str:
        """The node's new name."""
        return self.node.name

    def to_json(self) -> dict[str, Any]:
        """As plain data, masked."""
        document = {"change": "renamed", "before": self.before, "name": self.name, "kind": self.node.kind}
        return document | _inside(self.fields, self.edges)


@dataclass(frozen=True, slots=True)
class NodeChanged:
    """A node whose fields or edges differ.

    Attributes:
        node: the node in the new flow.
        fields: the fields that differ.
        edges: the edges that differ.
    """

    node: AnyNode
    fields: tuple[FieldChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    def to_json(self) -> dict[str, Any]:
        """As plain data, masked."""
        document = {"change": "changed", "name": self.name, "kind": self.node.kind}
        return document | _inside(self.fields, self.edges)


def _inside(fields: tuple[FieldChange, ...], edges: tuple[EdgeChange, ...]) -> dict[str, Any]:
    return {"fields": [field.to_json() for field in fields], "edges": [edge.to_json() for edge in edges]}


NodeChange: TypeAlias = NodeAdded | NodeRemoved | NodeRetyped | NodeRenamed | NodeChanged


@dataclass(frozen=True, slots=True)
class FlowDiff:
    """What differs between two flows for callers; the flows' own names and descriptions do not count.

    Attributes:
        entry: where calls begin, if that moved. An entry that was only renamed has not moved.
        nodes: in the order of the new flow; removed nodes where they stood in the old one.
    """

    entry: Moved | None = None
    nodes: tuple[NodeChange, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether callers meet the same flow."""
        return self.entry is None and not self.nodes

    def touched(self) -> frozenset[str]:
        """The names, old and new, of the nodes that differ: two differences without a common one can be merged."""
        old = (change.before for change in self.nodes if isinstance(change, NodeRenamed))
        return frozenset(change.name for change in self.nodes) | frozenset(old)

    def to_json(self) -> dict[str, Any]:
        """As plain data in which unknown and sensitive values are masked."""
        document: dict[str, Any] = {} if self.entry is None else {"entry": self.entry.to_json()}
        return document | {"nodes": [change.to_json() for change in self.nodes]}
