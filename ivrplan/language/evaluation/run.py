"""One evaluation under way: what the handlers of the single node types share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ivrplan.diagnostics import Diagnostic, error
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression, TemplateFor, TemplateIf
from ivrplan.language.values import UNKNOWN, Unknown, Value

Handler: TypeAlias = Callable[["Run", Any], Value]
_QUOTABLE: Final = 40
Node: TypeAlias = Expression | TemplateIf | TemplateFor


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stays the same through one evaluation."""

    roots: Mapping[str, Value]
    functions: Mapping[str, BoundFunction]
    source: SourceText
    handlers: Mapping[type, Handler]


class Run:
    """One evaluation.

    A part without a value is noted in `problems` and counts as unknown from there on, so that what does not hang on it
    is still looked at, and one mistake gives one message. The result means something only when there are no problems.

    Attributes:
        names: what the `for` loops around bind.
        item: what the innermost splat around looks at.
        problems: what was found so far.
    """

    __slots__ = ("around", "handlers", "item", "names", "problems", "roots")

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.handlers = around.handlers
        self.roots = around.roots
        self.names: dict[str, Value] = {}
        self.item: Value = None
        self.problems: list[Diagnostic] = []

    def value(self, node: Expression) -> Value:
        """The value of a part of the expression."""
        return self.handlers[type(node)](self, node)

    def fail(self, node: Node, summary: str, detail: str, hint: str = "") -> Unknown:
        """Note that a part has no value."""
        place = self.around.source.range(node.start, node.end)
        self.problems.append(error(summary, detail, hint=hint, range=place))
        return UNKNOWN

    def attempt(self, node: Expression) -> tuple[Value, list[Diagnostic]]:
        """The value of a part and its problems, which are not noted."""
        outer, self.problems = self.problems, []
        try:
            return self.value(node), self.problems
        finally:
            self.problems = outer

    def written(self, node: Expression) -> str:
        """A part as it was written, when it is short enough to be quoted in a message; else "This value"."""
        text = self.around.source.text[node.start : node.end]
        if not text or len(text) > _QUOTABLE or "\n" in text or text.startswith(("[*]", ".*")):
            return "This value"
        return text
