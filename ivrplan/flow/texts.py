"""The texts of a flow: all that callers hear, and all that vendors and other systems are given.

Names of nodes, variables and outcomes are no texts, nor is the path into an answer. What is sensitive or known only
after apply is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode
from ivrplan.language.values import Sensitive, Unknown

_PLAIN: Final = frozenset(
    {"say", "audio", "url", "body", "queue", "agent", "number", "mailbox", "schedule", "flow"}
)
_SEVERAL: Final = frozenset({"values", "headers", "settings"})
_PLAIN_OF: Final[Mapping[type[AnyNode], tuple[str, ...]]] = MappingProxyType(
    {kind: tuple(field for field in fields_of(kind) if field in _PLAIN) for kind in KINDS.values()}
)
_SEVERAL_OF: Final[Mapping[type[AnyNode], tuple[str, ...]]] = MappingProxyType(
    {kind: tuple(field for field in fields_of(kind) if field in _SEVERAL) for kind in KINDS.values()}
)


_REFERENCE: Final = re.compile(r"(?:[{$%<(]\s*|\b(?:Flow|Task|Call|Session|System)\.)(\w+(?:\.\w+)*)")
"""A variable in a text, as vendors write it: `{name}`, `{{ name }}`, `${name}`, `$(name)`, `%name%`, `<name>`, `Flow.name`."""


def references(text: str) -> frozenset[str]:
    """The words of a text that may stand for variables. Which of them do, only the flow's variables can tell."""
    found = _REFERENCE.findall(text)
    return frozenset([*found, *(word for name in found for word in name.split("."))])


class Text(NamedTuple):
    """A text in a node.

    Attributes:
        node: the node.
        attribute: the attribute that holds it.
        text: the text.
        key: where the attribute holds several: the name of the variable, of the header, of the setting.
    """

    node: AnyNode
    attribute: str
    text: str
    key: str = ""


class Texts:
    """The texts of some nodes."""

    def __init__(self, nodes: Iterable[AnyNode]) -> None:
        self._nodes = nodes

    @cached_property
    def joined(self) -> str:
        """All that is shown, keys included, one after the other, for a first look that costs little."""
        found: list[Any] = []
        for node in self._nodes:
            found += [getattr(node, field) for field in _PLAIN_OF[type(node)]]
            if _SEVERAL_OF[type(node)]:
                found += [part for text in _several(node) for part in (text.key, text.text)]
        return "\0".join([text for text in found if type(text) is str])

    @cached_property
    def shown(self) -> tuple[Text, ...]:
        """The texts that may be looked at, in the order of their nodes."""
        return tuple(text for text in self._all if isinstance(text.text, str))

    @cached_property
    def has_hidden(self) -> bool:
        """Whether there are others."""
        return any(isinstance(text.text, Unknown | Sensitive) for text in self._all)

    @cached_property
    def _all(self) -> tuple[Text, ...]:
        return tuple(text for node in self._nodes for text in (*_plain(node), *_several(node)))


def _plain(node: AnyNode) -> Iterator[Text]:
    for field in _PLAIN_OF[type(node)]:
        yield Text(node, field, getattr(node, field))


def _several(node: AnyNode) -> Iterator[Text]:
    for field in _SEVERAL_OF[type(node)]:
        for key, value in getattr(node, field).items():
            yield from (Text(node, field, leaf, key) for leaf in _leaves(value))


def _leaves(value: object) -> Iterator[Any]:
    """What a setting holds, however deep."""
    todo = [value]
    while todo:
        match todo.pop():
            case Mapping() as inner:
                todo += reversed(tuple(inner.values()))
            case tuple() as inner:
                todo += reversed(inner)
            case leaf:
                yield leaf
