"""A template's syntax tree as Python code, with the way back from that code to the source.

Jinja's own generator writes the code; four things differ. Text and values become fragments, each with its place. Every
round of a loop and every run of a macro counts as a step. Joining text (`~`) is bounded. And it notes which stretch of
the code came from which expression: since Python knows for every failing instruction where in the code it stands, every
failure finds its expression, at no cost while nothing fails.
"""

# ruff: noqa: ARG002, N802 - Jinja calls what is overridden here by its own names and with its own arguments

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from io import StringIO
from types import CodeType
from typing import Any, Final, NamedTuple, cast

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame

from ivrplan.language.templating.check import Slot, Tree
from ivrplan.language.templating.fragment import Fragment, Segment
from ivrplan.language.templating.tokens import SourceFile

# A template's own code runs under a name that begins so, so that its frames can be told from everybody else's.
CODE_NAME: Final = "<template "


class Span(NamedTuple):
    """Code from `start` to `end` came from the source's tokens that begin at `first` ... `last`."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Generated:
    """A template ready to run.

    Attributes:
        file: its source.
        code: the compiled code.
        python: the code's text.
        spans: which of that text came from where.
        statements: for lines of that text, ascending: the offset of the statement they came from.
        fragments: the template's own text, as the code refers to it.
        slots: the places of values, as the code refers to them.
    """

    file: SourceFile
    code: CodeType
    python: str
    spans: list[Span]
    statements: list[tuple[int, int]]
    fragments: list[Fragment]
    slots: list[Slot]

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        for line in self.python.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def place(self, code: CodeType, instruction: int) -> tuple[int, int] | int:
        """What an instruction belongs to: the first and last token of an expression, or a token of a statement."""
        positions = list(code.co_positions())
        line, end_line, column, end_column = positions[instruction // 2]
        if line is None:
            return 0
        if end_line is not None and column is not None and end_column is not None:
            span = self._span(self._offset(line, column), self._offset(end_line, end_column))
            if span is not None:
                return span.first, span.last
        index = bisect_right(self.statements, (line, len(self.file.text) + 1)) - 1
        return self.statements[index][1] if index >= 0 else 0

    def _span(self, start: int, end: int) -> Span | None:
        """The narrowest expression around the stretch; else, of a statement's first line, the last and widest one.

        That is the collection of a loop: Python says of a failing loop only that it is the loop.
        """
        around = [span for span in self.spans if span.start <= start and end <= span.end]
        if around:
            return min(around, key=lambda span: span.end - span.start)
        end = min(end, self.python.find("\n", start))
        inside = [span for span in self.spans if start <= span.start and span.end <= end]
        return max(inside, key=lambda span: (span.end, span.end - span.start), default=None)

    def _offset(self, line: int, column: int) -> int:
        """Python counts columns in bytes of UTF-8."""
        start = self._lines[line - 1]
        text = self.python[start : self._lines[line] - 1]
        return start + len(text.encode()[:column].decode(errors="ignore"))


def generate(environment: Environment, tree: Tree, slots: Mapping[int, Slot], number: int) -> Generated:
    """Compile a checked tree.

    Args:
        environment: what the code will run in, or one like it.
        tree: the checked tree.
        slots: the slots that checking it found.
        number: tells the code from that of other templates, of the same name too.

    Raises:
        jinja2.TemplateSyntaxError: Jinja refuses it; its line number is an offset.
        SyntaxError: Python refuses it: loops are nested too deeply.
        RecursionError: expressions are nested too deeply.
    """
    generator = _Generator(environment, tree.file, slots)
    generator.visit(tree.root)
    python = generator.python()
    code = compile(python, f"{CODE_NAME}{number} {tree.file.name}>", "exec")
    statements = [(line, offset) for offset, line in generator.debug_info]
    return Generated(
        tree.file, code, python, generator.spans, statements, generator.fragments, generator.slots
    )


class _Generator(CodeGenerator):
    def __init__(self, environment: Environment, file: SourceFile, slots: Mapping[int, Slot]) -> None:
        super().__init__(environment, file.name, file.name, optimized=False)
        self.file = file
        self.known_slots = slots
        self.spans: list[Span] = []
        self.fragments: list[Fragment] = []
        self.slots: list[Slot] = []
        self._first = self._last = 0

    def python(self) -> str:
        """Everything written so far."""
        text: str = cast("StringIO", self.stream).getvalue()  # made by default
        return text

    # Which code came from where

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Write a node; note the extent of an expression."""
        if not isinstance(node, nodes.Expr):
            return super().visit(node, *args, **kwargs)
        first, last = self._first, self._last
        # Jinja gives a comparison the place of what comes after it.
        self._first = self._last = (node.expr if isinstance(node, nodes.Compare) else node).lineno
        start = self.stream.tell()
        super().visit(node, *args, **kwargs)
        self.spans.append(Span(start, self.stream.tell(), self._first, self._last))
        self._first, self._last = min(first, self._first), max(last, self._last)
        return None

    # Text and values

    def _output_child_to_const(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> Any:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return node

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        segments = [
            Segment(node.data, self.file.name, *self.file.position(node.lineno), False) for node in group
        ]
        self.fragments.append(Fragment(tuple(segments)))
        return f"fragments[{len(self.fragments) - 1}]"

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self._write_emit(node)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write(")")

    def _write_emit(self, node: nodes.Node) -> None:
        self.slots.append(self.known_slots[id(node)])
        self.write(f"environment.emit(slots[{len(self.slots) - 1}], ")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        """As Jinja does, except that what the call gives is put in like any value."""
        call_frame, macro_ref = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro_ref, call_frame)
        self.start_write(frame, node)
        self._write_emit(node)
        self.visit_Call(node.call, frame, forward_caller=True)
        self.write(")")
        self.end_write(frame)

    # Bounds

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        """Each round is a step."""
        node.body.insert(0, _step(node))
        super().visit_For(node, frame)

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        """Each run is a step."""
        node.body.insert(0, _step(node))
        super().visit_Macro(node, frame)

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Frame) -> None:
        """A step: nothing else makes such a statement, as the `do` extension is off."""
        self.writeline(f"environment.step({node.lineno})", node)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Join text; how much is bounded."""
        self.write("environment.concatenate((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        """A list; how large it is is bounded."""
        self.write("environment.made(")
        super().visit_List(node, frame)
        self.write(")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        """An object; how large it is is bounded."""
        self.write("environment.made(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        """A list in parentheses, or the names that something is assigned to."""
        made = node.ctx == "load"
        self.write("environment.made(" if made else "")
        super().visit_Tuple(node, frame)
        self.write(")" if made else "")

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:
        """Numbers with a fraction are exact."""
        if isinstance(node.value, Decimal):
            self.write(f"environment.number({str(node.value)!r})")
        else:
            super().visit_Const(node, frame)


def _step(node: nodes.Node) -> nodes.ExprStmt:
    return nodes.ExprStmt(nodes.Const(None, lineno=node.lineno), lineno=node.lineno)
