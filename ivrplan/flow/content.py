"""Comparing what two nodes of one kind hold, whatever their names and edges are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from ivrplan.flow.differences import FieldChange
from ivrplan.flow.fields import Setting
from ivrplan.flow.kinds import fields_of
from ivrplan.flow.nodes import AnyNode, Custom
from ivrplan.language.values import Sensitive, contains_sensitive, reveal

ALIKE: Final = 0.5
"""From this share of equal content on, a node that was renamed at the same time still counts as the same node."""

_LONG: Final = 500
"""Longer texts are compared by their beginnings: similarity costs the square of the length."""


def field_changes(before: AnyNode, after: AnyNode) -> Iterator[FieldChange]:
    """The fields that differ between two nodes of one kind, in the order of the kind's fields."""
    for field in fields_of(type(after)):
        old, new = getattr(before, field), getattr(after, field)
        if not same(old, new):
            yield from _changes(field, old, new)


def _changes(field: str, old: Setting, new: Setting) -> Iterator[FieldChange]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield _change(field, old, new)
        return
    for key in dict.fromkeys([*old, *new]):
        if (key in old) != (key in new) or not same(old[key], new[key]):
            yield _change(field, old.get(key), new.get(key), key)


def _change(field: str, old: Setting, new: Setting, key: str | None = None) -> FieldChange:
    if contains_sensitive(old) or contains_sensitive(new):
        return FieldChange(field, _hidden(old), _hidden(new), key)
    return FieldChange(field, old, new, key)


def _hidden(value: Setting) -> Setting:
    return None if value is None else Sensitive(reveal(value))


def same(old: Setting, new: Setting) -> bool:
    """Whether two values are the same once a vendor has them: a sensitive mark makes no difference."""
    return old is new or _key(old) == _key(new)


def same_node(before: AnyNode, after: AnyNode) -> bool:
    """Whether two nodes are the same in everything: the quick answer for most nodes of most flows."""
    # Python takes true for 1, and only a custom node's settings can hold either.
    return before == after and (before.kind != Custom.kind or content(before) == content(after))


def content(node: AnyNode) -> tuple[object, ...]:
    """What a node holds beside its name and edges; equal contents are equal and hash alike."""
    return (node.kind, *(_key(getattr(node, field)) for field in fields_of(type(node))))


def _key(value: Setting) -> object:
    """The value in a form that can be hashed, and in which `true` differs from `1` and a map from a list."""
    match reveal(value):
        case bool() as truth:
            return bool, truth
        case Mapping() as items:
            return Mapping, tuple((name, _key(item)) for name, item in sorted(items.items()))
        case tuple() as items:
            return tuple(_key(item) for item in items)
        case other:
            return other


def is_bare(node: AnyNode) -> bool:
    """Whether a node holds nothing that tells it from others of its kind."""
    return all(
        getattr(node, field) == type(node).model_fields[field].default for field in fields_of(type(node))
    )


def alike(before: AnyNode, after: AnyNode) -> bool:
    """Whether two nodes of one kind hold nearly the same."""
    fields = [
        field
        for field in fields_of(type(after))
        if any(getattr(node, field) != type(node).model_fields[field].default for node in (before, after))
    ]
    if not fields:
        return True
    total = sum(_similarity(getattr(before, field), getattr(after, field)) for field in fields)
    return total >= ALIKE * len(fields)


def _similarity(old: Setting, new: Setting) -> float:
    if same(old, new):
        return 1.0
    one, other = reveal(old), reveal(new)
    if not isinstance(one, str) or not isinstance(other, str):
        return 0.0
    return SequenceMatcher(None, one[:_LONG], other[:_LONG], autojunk=False).ratio()
