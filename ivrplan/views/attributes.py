"""Attributes that come, go or change, as rows: on one line where that can be read, else part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from ivrplan.language.plain import same
from ivrplan.plan.documents import ABSENT
from ivrplan.views.rows import Row, Style, closing, remark
from ivrplan.views.text import columns, padded, plural, printable
from ivrplan.views.values import HIDDEN, key, literal
from ivrplan.views.words import word_changes

_PROSE: Final = 60
"""Two texts of more characters than this together are shown one below the other, word by word."""


def whole(sign: str, label: str, value: Any, depth: int, style: Style) -> Iterator[Row]:
    """An attribute that comes or goes.

    Args:
        sign: what happens to it.
        label: its name as it stands before the equals sign, perhaps with spaces behind it; empty in a list.
        value: its value.
        depth: of the rows.
        style: how rows look.
    """
    head = f"{label} = " if label else ""
    if isinstance(value, str) and "\n" in value:
        yield from _heredoc(sign, head, [(sign, line) for line in _lines(value)], depth)
        return
    text = literal(value)
    if columns(head) + columns(text) <= style.room(depth) or not _divisible(value):
        yield Row(depth, sign, head + text)
    elif isinstance(value, Mapping):
        yield Row(depth, sign, f"{head}{{")
        width = max(columns(key(name)) for name in value)
        for name, part in value.items():
            yield from whole(sign, padded(key(name), width), part, depth + 1, style)
        yield closing(depth)
    else:
        yield Row(depth, sign, f"{head}[")
        for part in value:
            yield from whole(sign, "", part, depth + 1, style)
        yield closing(depth, "]")


def _divisible(value: Any) -> bool:
    return isinstance(value, Mapping | tuple | list) and len(value) > 0


def changed(label: str, before: Any, after: Any, depth: int, style: Style) -> Iterator[Row]:
    """An attribute that comes, goes or has another value. `None` and `ABSENT` mean that a side does not have it."""
    if after is ABSENT and before is None:
        yield from whole("-", label, before, depth, style)
    elif before is ABSENT or before is None:
        yield from whole("+", label, after, depth, style)
    elif after is ABSENT or after is None:
        yield from whole("-", label, before, depth, style)
    elif isinstance(before, str) and isinstance(after, str):
        yield from _text(label, before, after, depth, style)
    else:
        yield from _value(label, before, after, depth, style)


def _text(label: str, before: str, after: str, depth: int, style: Style) -> Iterator[Row]:
    if "\n" in before or "\n" in after:
        yield from _heredoc("~", f"{label} = ", _line_changes(before, after), depth)
        return
    inline = f"{label} = {literal(before)} -> {literal(after)}"
    if len(before) + len(after) <= _PROSE and columns(inline) <= style.room(depth):
        yield Row(depth, "~", inline)
        return
    yield from _two(label, *word_changes(before, after, style.palette), depth)


def _value(label: str, before: Any, after: Any, depth: int, style: Style) -> Iterator[Row]:
    old, new = literal(before), literal(after)
    if old == new:
        yield Row(
            depth, "~", f"{label} = {old}" if old == HIDDEN else f"{label} = {old}  # a sensitive part of it"
        )
        return
    inline = f"{label} = {old} -> {new}"
    if columns(inline) <= style.room(depth):
        yield Row(depth, "~", inline)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mapping(label, before, after, depth, style)
    elif isinstance(before, tuple | list) and isinstance(after, tuple | list):
        yield from _list(label, before, after, depth, style)
    else:
        yield from _two(label, old, new, depth)


def _two(label: str, old: str, new: str, depth: int) -> Iterator[Row]:
    yield Row(depth, "~", f"{label.rstrip()} =")
    yield Row(depth + 1, "-", old)
    yield Row(depth + 1, "+", new)


def _mapping(
    label: str, before: Mapping[str, Any], after: Mapping[str, Any], depth: int, style: Style
) -> Iterator[Row]:
    yield Row(depth, "~", f"{label} = {{")
    names = dict.fromkeys([*before, *after])
    moved = [name for name in names if not same(before.get(name, ABSENT), after.get(name, ABSENT))]
    width = max((columns(key(name)) for name in moved), default=0)
    for name in moved:
        sides = before.get(name, ABSENT), after.get(name, ABSENT)
        yield from changed(padded(key(name), width), *sides, depth + 1, style)
    if len(names) > len(moved):
        yield remark(depth + 1, f"{len(names) - len(moved)} unchanged")
    yield closing(depth)


def _list(label: str, before: Sequence[Any], after: Sequence[Any], depth: int, style: Style) -> Iterator[Row]:
    yield Row(depth, "~", f"{label} = [")
    matcher = SequenceMatcher(None, [literal(part) for part in before], [literal(part) for part in after])
    kept = 0
    for what, a, a_end, b, b_end in matcher.get_opcodes():
        if what == "equal":
            kept += a_end - a
            continue
        for part in before[a:a_end]:
            yield from whole("-", "", part, depth + 1, style)
        for part in after[b:b_end]:
            yield from whole("+", "", part, depth + 1, style)
    if kept:
        yield remark(depth + 1, f"{kept} unchanged")
    yield closing(depth, "]")


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _line_changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Both texts line by line, three lines around every change."""
    old, new = _lines(before), _lines(after)
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3)
    position = 0
    for group in groups:
        if group[0][1] > position:
            yield " ", f"# {plural(group[0][1] - position, 'line')} unchanged"
        for what, a, a_end, b, b_end in group:
            if what == "equal":
                yield from ((" ", line) for line in old[a:a_end])
                continue
            yield from (("-", line) for line in old[a:a_end])
            yield from (("+", line) for line in new[b:b_end])
        position = group[-1][2]
    if position < len(old):
        yield " ", f"# {plural(len(old) - position, 'line')} unchanged"
    if before.endswith("\n") != after.endswith("\n"):
        yield " ", "# the last line end comes or goes"


def _heredoc(sign: str, head: str, lines: Iterable[tuple[str, str]], depth: int) -> Iterator[Row]:
    yield Row(depth, sign, f"{head}<<-EOT")
    for mark, line in lines:
        yield Row(depth + 1, mark, printable(line))
    yield closing(depth, "EOT")
