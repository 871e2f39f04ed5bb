"""A flow: its nodes and where calls enter it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, PlainValidator, Strict, ValidationError, model_validator

from ivrplan.diagnostics import ConfigurationError, Diagnostic, did_you_mean, error
from ivrplan.flow.fields import Name, refused
from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode, Node
from ivrplan.flow.reference import FlowReference
from ivrplan.language.values import Sensitive, Unknown


def _nodes(value: object) -> tuple[AnyNode, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(node, Node) for node in value):
        raise refused("a list of nodes is required")
    return tuple(value)


class Flow(BaseModel):
    """A vendor-neutral call flow.

    Attributes:
        name: what its author calls it.
        entry: the name of the node where calls begin; empty when the author named none (rule IVR102 says so).
        nodes: in the order in which they were written.
        description: for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Name
    entry: Annotated[str, Strict()] = ""
    nodes: Annotated[tuple[AnyNode, ...], PlainValidator(_nodes)] = ()
    description: Annotated[str, Strict()] | None = None

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        if len({node.name for node in self.nodes}) != len(self.nodes):
            counts = Counter(node.name for node in self.nodes)
            twice = ", ".join(f'"{name}"' for name, count in counts.items() if count > 1)
            raise refused(f"node names must be unique, but these are used more than once: {twice}")
        return self

    @cached_property
    def index(self) -> Mapping[str, AnyNode]:
        """The nodes by name."""
        return {node.name: node for node in self.nodes}

    def node(self, name: str) -> AnyNode:
        """The node of this name.

        Raises:
            KeyError: there is none.
        """
        return self.index[name]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields replaced, unchecked as with every pydantic model; it builds its own index."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("index", None)
        return copied

    def to_json(self) -> dict[str, Any]:
        """The flow as plain data, from which `from_json` makes an equal flow.

        Raises:
            ValueError: a part is known only after apply, or is sensitive: neither may be written down.
        """
        return _document(self, _refuse)

    def to_masked_json(self) -> dict[str, Any]:
        """The flow as plain data for people to read: unknown and sensitive parts are masks."""
        return _document(self, repr)

    @classmethod
    def from_json(cls, document: object) -> Flow:
        """The flow that `to_json` wrote down.

        Raises:
            ConfigurationError: the document is not a flow.
        """
        return _read(document)


Mask = Callable[[Unknown | Sensitive], str]


def _refuse(value: Unknown | Sensitive) -> str:
    raise ValueError(f"a flow with a {value!r} cannot be written down")


def _document(flow: Flow, mask: Mask) -> dict[str, Any]:
    document: dict[str, Any] = {"name": flow.name, "entry": flow.entry}
    if flow.description is not None:
        document["description"] = flow.description
    document["nodes"] = [node_to_json(node, mask) for node in flow.nodes]
    return document


def node_to_json(node: AnyNode, mask: Mask = _refuse) -> dict[str, Any]:
    """A node as plain data; fields that have their default are left out.

    Args:
        node: any node.
        mask: what stands for an unknown or sensitive part; refuses it unless given.
    """
    document: dict[str, Any] = {"kind": node.kind, "name": node.name}
    for field in fields_of(type(node)):
        value = getattr(node, field)
        if value != type(node).model_fields[field].default:
            document[field] = plain(value, mask)
    if node.edges:
        document["edges"] = dict(node.edges)
    return document


def plain(value: object, mask: Mask = _refuse) -> Any:
    """A field's value as JSON-like data.

    Args:
        value: what a field of a node holds.
        mask: what stands for an unknown or sensitive part; refuses it unless given.
    """
    match value:
        case Unknown() | Sensitive():
            return mask(value)
        case FlowReference():
            return {"name": value.name}
        case Decimal():
            return float(value)
        case tuple():
            return [plain(item, mask) for item in value]
        case Mapping():
            return {name: plain(item, mask) for name, item in value.items()}
        case _:
            return value


def _read(document: object) -> Flow:
    if not isinstance(document, Mapping) or not isinstance(document.get("nodes", []), list):
        raise ConfigurationError(error("Not a flow document", "A flow is an object with a list of nodes."))
    nodes = [_read_node(node) for node in document.get("nodes", [])]
    try:
        return Flow.model_validate({**document, "nodes": nodes})
    except ValidationError as failure:
        raise ConfigurationError(*_complaints("The flow", failure)) from failure


def _read_node(document: object) -> AnyNode:
    if not isinstance(document, Mapping):
        raise ConfigurationError(error("Not a flow document", "Every node of a flow is an object."))
    word = document.get("kind")
    kind = KINDS.get(word) if isinstance(word, str) else None
    if kind is None:
        hint = did_you_mean(str(word), KINDS)
        raise ConfigurationError(error("Not a flow document", f'"{word}" is no kind of node.', hint=hint))
    try:
        return kind.model_validate({name: value for name, value in document.items() if name != "kind"})
    except ValidationError as failure:
        raise ConfigurationError(*_complaints(f'Node "{document.get("name")}"', failure)) from failure


def _complaints(what: str, failure: ValidationError) -> list[Diagnostic]:
    found = failure.errors(include_url=False, include_context=False, include_input=False)
    return [
        error("Not a flow document", f"{what}: {'.'.join(map(str, item['loc']))} {item['msg']}.")
        for item in found
    ]
