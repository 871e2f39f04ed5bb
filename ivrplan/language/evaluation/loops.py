"""`for` expressions, and the loop that template directives share with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ivrplan.diagnostics import Diagnostic
from ivrplan.language.convert import to_text
from ivrplan.language.evaluation.access import kind_name
from ivrplan.language.evaluation.operators import condition
from ivrplan.language.evaluation.run import Run
from ivrplan.language.marks import mark, mark_if, unmark
from ivrplan.language.syntax import Expression, ForObject, ForTuple, TemplateFor
from ivrplan.language.values import UNKNOWN, SetValue, Unknown, Value


class Loop:
    """One loop: walks the collection, and remembers what that says about the whole result.

    Attributes:
        sensitive: what is in the result, or how much, hangs on something sensitive.
        unknown: ... on something unknown.
    """

    __slots__ = ("node", "run", "sensitive", "unknown")

    def __init__(self, run: Run, node: ForTuple | ForObject | TemplateFor) -> None:
        self.run = run
        self.node = node
        self.sensitive = False
        self.unknown = False

    def rounds(self) -> Iterator[None]:
        """One round for each element, with the loop's names bound. Ends early after a round with problems."""
        run, node, outer = self.run, self.node, self.run.names
        try:
            for key, value in self._elements():
                run.names = {**outer, node.value: value}
                if node.key is not None:
                    run.names[node.key] = key
                before = len(run.problems)
                yield
                if len(run.problems) > before:
                    run.problems[before:] = [
                        self._told(problem, key, value) for problem in run.problems[before:]
                    ]
                    return
        finally:
            run.names = outer

    def result(self, value: Value) -> Value:
        """The loop's result with what was learned on the way."""
        return mark_if(self.sensitive, UNKNOWN if self.unknown else value)

    def _elements(self) -> list[tuple[Value, Value]]:
        run, node = self.run, self.node
        collection, self.sensitive = unmark(run.value(node.collection))
        pairs: list[tuple[Value, Value]] = []
        match collection:
            case Unknown():
                self.unknown = True
            case tuple():
                pairs = list(enumerate(collection))
            case Mapping():
                pairs = [(name, collection[name]) for name in sorted(collection)]
            case SetValue():
                pairs = [(item, item) for item in collection]
            case None:
                detail = f"{run.written(node.collection)} is null, so there is nothing to loop over."
                run.fail(node.collection, "Iteration over null value", detail)
            case _:
                detail = f"{run.written(node.collection)} is {kind_name(collection)}; only lists, sets, maps and objects have elements."
                run.fail(node.collection, "Iteration over non-iterable value", detail)
        # Inside the loop each element is as sensitive as the whole, lest a message quotes it.
        return [(mark(key), mark(value)) for key, value in pairs] if self.sensitive else pairs

    def _told(self, problem: Diagnostic, key: Value, value: Value) -> Diagnostic:
        bound = {self.node.key: key, self.node.value: value}
        shown = [f"{name} = {_shown(item)}" for name, item in bound.items() if name and _shown(item)]
        if not shown:
            return problem
        return replace(problem, detail=f"{problem.detail} This is so for {', '.join(shown)}.".strip())


def _shown(value: Value) -> str:
    if isinstance(value, str) and len(value) <= 40:
        return f'"{value}"'
    return (to_text(value) or "") if isinstance(value, int | Decimal) else ""


def _included(loop: Loop, node: Expression | None) -> bool:
    if node is None:
        return True
    truth, marked = condition(loop.run, node)
    loop.sensitive = loop.sensitive or marked
    if isinstance(truth, Unknown):
        loop.unknown = True
        return False
    return truth


def for_tuple(run: Run, node: ForTuple) -> Value:
    """`[for key, value in collection : item if condition]`."""
    loop = Loop(run, node)
    items = [run.value(node.item) for _ in loop.rounds() if _included(loop, node.condition)]
    return loop.result(tuple(items))


def for_object(run: Run, node: ForObject) -> Value:
    """`{for key, value in collection : name => item... if condition}`."""
    loop = Loop(run, node)
    groups: dict[str, list[Value]] = {}
    for _ in loop.rounds():
        if not _included(loop, node.condition):
            continue
        name = _name(loop, node.name)
        item = run.value(node.item)
        if name is None:
            continue
        if name in groups and not node.group:
            run.fail(node.name, "Duplicate object key", _duplicate(loop, name), _GROUPING)
        groups.setdefault(name, []).append(item)
    result = {name: tuple(items) if node.group else items[0] for name, items in groups.items()}
    return loop.result(result)


_GROUPING = "If several items may have one key, group them: put ... after the value expression."


def _duplicate(loop: Loop, name: str) -> str:
    return "Two items have the same key." if loop.sensitive else f'Two items have the key "{name}".'


def _name(loop: Loop, node: Expression) -> str | None:
    value, marked = unmark(loop.run.value(node))
    loop.sensitive = loop.sensitive or marked
    if isinstance(value, Unknown):
        loop.unknown = True
        return None
    name = to_text(value)
    if name is None:
        kind = "null" if value is None else kind_name(value)
        loop.run.fail(node, "Invalid object key", f"The key is {kind}; a string is required.")
    return name
