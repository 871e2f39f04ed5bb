"""Names, attributes, indexes and splats."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from ivrplan.diagnostics import did_you_mean
from ivrplan.language import numeric
from ivrplan.language.convert import to_number, to_text
from ivrplan.language.evaluation.run import Run
from ivrplan.language.marks import mark, mark_if, unmark
from ivrplan.language.syntax import GetAttr, Index, Splat, SplatItem, Variable
from ivrplan.language.values import UNKNOWN, Capsule, SetValue, Value

_ATTRIBUTE: Final = "Unsupported attribute"
_INDEX: Final = "Invalid index"


def variable(run: Run, node: Variable) -> Value:
    """A bare name."""
    name = node.name
    if name in run.names:
        return run.names[name]
    if name in run.roots:
        return run.roots[name]
    near = did_you_mean(name, [*run.names, *run.roots])
    hint = near or f'If this is meant as a text, write it in quotes: "{name}".'
    return run.fail(node, "Unknown name", f'There is nothing named "{name}" here.', hint)


def get_attribute(run: Run, node: GetAttr) -> Value:
    """`target.name`."""
    value = run.value(node.target)
    if isinstance(value, dict) and node.name in value:
        found: Value = value[node.name]
        return found
    inner, marked = unmark(value)
    return mark_if(marked, _attribute(run, node, inner, quotable=not marked))


def _attribute(run: Run, node: GetAttr, value: Value, *, quotable: bool) -> Value:
    name, written = node.name, run.written(node.target)
    if value is UNKNOWN:
        return UNKNOWN
    if value is None:
        return run.fail(node, "Attribute of null", f'{written} is null, so it has no attribute "{name}".')
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        hint = did_you_mean(name, value) if quotable else ""
        return run.fail(node, _ATTRIBUTE, f'{written} has no attribute "{name}".', hint)
    kind = kind_name(value)
    hint = ""
    if isinstance(value, tuple | SetValue):
        hint = f"To get it from each element, write {written}[*].{name}." if written != "This value" else ""
    return run.fail(node, _ATTRIBUTE, f'{written} is {kind}; it has no attribute "{name}".', hint)


def kind_name(value: Value) -> str:
    """What a value is, with its article."""
    match value:
        case bool():
            return "a bool"
        case int() | Decimal():
            return "a number"
        case str():
            return "a string"
        case tuple():
            return "a list"
        case SetValue():
            return "a set"
        case Mapping():
            return "an object"
        case Capsule():
            return f"a {value.type_name}"
        case _:
            return "a value"


def index(run: Run, node: Index) -> Value:
    """`target[key]`."""
    target, target_marked = unmark(run.value(node.target))
    key, key_marked = unmark(run.value(node.key))
    if target is UNKNOWN:
        return mark_if(target_marked or key_marked, UNKNOWN)
    result = _element(run, node, target, key, quotable=not (key_marked or target_marked))
    return mark_if(target_marked or key_marked, result)


def _element(run: Run, node: Index, target: Value, key: Value, *, quotable: bool) -> Value:
    written = run.written(node.target)
    if target is None:
        return run.fail(node, _INDEX, f"{written} is null, so it has no elements.")
    if isinstance(target, SetValue):
        hint = "Use tolist to get a list in the set's order, or contains to look for a value."
        return run.fail(node, _INDEX, f"{written} is a set; its elements have no index.", hint)
    if not isinstance(target, tuple | Mapping):
        return run.fail(node, _INDEX, f"{written} is {kind_name(target)}; it has no elements.")
    if key is UNKNOWN:
        return UNKNOWN
    if key is None:
        return run.fail(node.key, _INDEX, "The key is null.")
    if isinstance(target, tuple):
        return _of_list(run, node, target, key if quotable else mark(key))
    return _of_mapping(run, node, target, key if quotable else mark(key))


def _of_list(run: Run, node: Index, target: tuple[Value, ...], key: Value) -> Value:
    clear, marked = unmark(key)
    try:
        number = to_number(clear)
    except numeric.NumberError as failure:
        return run.fail(node.key, _INDEX, str(failure))
    if number is None:
        return run.fail(node.key, _INDEX, "A list is indexed with a number.")
    whole = numeric.normal(number)
    if not isinstance(whole, int):
        return run.fail(node.key, _INDEX, "A list is indexed with a whole number; this one has a fraction.")
    if whole < 0:
        hint = "To count from the end, write element(list, -1) or list[length(list) - 1]."
        return run.fail(node.key, _INDEX, "The index is negative.", hint)
    if whole >= len(target):
        detail = "The list is empty, so it has no elements."
        if target:
            detail = f"The index is too large: the last element has the index {len(target) - 1}."
        if marked:
            detail = "The index is too large."
        return run.fail(node.key, _INDEX, detail)
    return target[whole]


def _of_mapping(run: Run, node: Index, target: Mapping[str, Value], key: Value) -> Value:
    clear, marked = unmark(key)
    name = to_text(clear)
    if name is None:
        return run.fail(node.key, _INDEX, f"An object is indexed with a string; this is {kind_name(clear)}.")
    if name in target:
        return target[name]
    written = run.written(node.target)
    if marked:
        return run.fail(node.key, _INDEX, f"{written} has no element with this key.")
    return run.fail(node.key, _INDEX, f'{written} has no element "{name}".', did_you_mean(name, target))


def splat(run: Run, node: Splat) -> Value:
    """`target[*].rest`: over nothing for null, over the value itself where it is no list."""
    target, marked = unmark(run.value(node.target))
    if target is UNKNOWN:
        return mark_if(marked, UNKNOWN)
    items: tuple[Value, ...]
    if target is None:
        items = ()
    elif isinstance(target, tuple | SetValue):
        items = tuple(target)
    else:
        items = (target,)
    outer = run.item
    try:
        return mark_if(marked, tuple(_each(run, node, item) for item in items))
    finally:
        run.item = outer


def _each(run: Run, node: Splat, item: Value) -> Value:
    run.item = item
    return run.value(node.each)


def splat_item(run: Run, _node: SplatItem) -> Value:
    """The element that the innermost splat looks at."""
    return run.item
