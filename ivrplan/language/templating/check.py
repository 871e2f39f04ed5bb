"""Follows the HCL context over a template's syntax tree, as contextual HTML escapers do.

The result says for every output in which state it stands, which decides how its value is written. Branches that do not
agree, text that a value could change into something else, and statements that would take escaped text apart are
refused here, before anything runs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import nodes

from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, did_you_mean, error
from ivrplan.language.templating.context import (
    START,
    ContextError,
    Frame,
    Mode,
    State,
    after_value,
    follow,
    is_finished,
    join,
)
from ivrplan.language.templating.tokens import SourceFile

SUMMARY: Final = "Invalid template"

_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

# A loop's state settles after one more round; the bound only guards against a mistake in `join`.
_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where a value is put into HCL.

    Attributes:
        file: the source's name.
        offset: where its `{{` (or tag) begins in it.
        line: the line of that.
        column: the column of that.
        state: what is open there.
    """

    file: str
    offset: int
    line: int
    column: int
    state: State


@dataclass(frozen=True, slots=True)
class Tree:
    """A template's syntax tree.

    Attributes:
        root: the tree; line numbers in it are offsets.
        file: the source.
        tags: the offsets of all `{{` and `{%` that are tags, ascending.
    """

    root: nodes.Template
    file: SourceFile
    tags: Sequence[int]


def check(tree: Tree, filters: Collection[str], tests: Collection[str]) -> dict[int, Slot]:
    """Follow a template from its beginning, in code, to its end.

    Args:
        tree: what is followed.
        filters: the names of the filters that exist.
        tests: the names of the tests that exist.

    Returns:
        The slots, by the identity of the node whose value goes there.

    Raises:
        ConfigurationError: the template mixes up contexts, or uses statements, filters or tests that do not exist.
    """
    problems = Problems(list(_check_nodes(tree, filters, tests)))
    problems.raise_if_failed()
    walker = _Walker(tree)
    end = walker.body(tree.root.body, START)
    if not is_finished(end):
        raise walker.unfinished(end, "the end of the file")
    return walker.slots


_MISSING_FILTERS: Final = {
    "format": "Call the function: {{ format(...) }}.",
    "indent": "Call the function: {{ indent(2, text) }}.",
    "tojson": "Call the function: {{ jsonencode(value) }}. In code, {{ value }} is written as HCL already.",
    "safe": "To insert HCL as it is, use the filter raw.",
    "escape": "Values are escaped by where they stand; leave the filter out.",
    "e": "Values are escaped by where they stand; leave the filter out.",
    "random": "A plan must be the same every time it is made.",
}


_REFUSED: Final = {
    nodes.FilterBlock: (
        "A filter block would change HCL text after its values were escaped.",
        "Apply the filter to the values inside: {{ value | upper }}.",
    ),
    nodes.AssignBlock: (
        "A filter on a set block would change HCL text after its values were escaped.",
        "Use {% set name = value | filter %} for values.",
    ),
    nodes.ScopedEvalContextModifier: (
        "Values are always escaped by where they stand; autoescape blocks do not exist.",
        "To insert HCL as it is, use the filter raw.",
    ),
}


def _check_nodes(tree: Tree, filters: Collection[str], tests: Collection[str]) -> Iterator[Diagnostic]:
    """What is refused wherever it stands. One walk for all: trees are large."""
    for node in tree.root.find_all((nodes.Filter, nodes.Test, *_REFUSED)):
        match node:
            case nodes.Filter() if node.name not in filters:
                hint = _MISSING_FILTERS.get(node.name) or did_you_mean(node.name, filters)
                yield _unknown_name(tree.file, node, "filter", hint)
            case nodes.Test() if node.name not in tests:
                yield _unknown_name(tree.file, node, "test", did_you_mean(node.name, tests))
            case nodes.AssignBlock() if node.filter is None:
                continue
            case nodes.FilterBlock() | nodes.AssignBlock() | nodes.ScopedEvalContextModifier():
                detail, hint = _REFUSED[type(node)]
                place = tree.file.range(*tag_at(tree.file, node.lineno))
                yield error(SUMMARY, detail, hint=hint, range=place)


def _unknown_name(file: SourceFile, node: nodes.Filter | nodes.Test, kind: str, hint: str) -> Diagnostic:
    start = _name_offset(file, node)
    place = file.range(start, start + len(node.name))
    return error(SUMMARY, f'There is no {kind} "{node.name}" in templates.', hint=hint, range=place)


def _name_offset(file: SourceFile, node: nodes.Filter | nodes.Test) -> int:
    """Where the name is written: at once for a filter, behind `is` (and `not`) for a test."""
    found = file.text.find(node.name, node.lineno)
    return found if found >= 0 else node.lineno


def tag_at(file: SourceFile, offset: int) -> tuple[int, int]:
    """The extent of the `{% %}` or `{{ }}` around an offset."""
    start = max(file.text.rfind("{%", 0, offset + 2), file.text.rfind("{{", 0, offset + 2), 0)
    match = _TAG.match(file.text, start)
    return start, match.end() if match else offset + 1


class _Walker:
    def __init__(self, tree: Tree) -> None:
        self.file = tree.file
        self.tags = tree.tags
        self.slots: dict[int, Slot] = {}

    # Statements

    def body(self, statements: Sequence[nodes.Node], state: State) -> State:
        for statement in statements:
            state = self.statement(statement, state)
        return state

    def statement(self, node: nodes.Node, state: State) -> State:
        match node:
            case nodes.Output():
                return self.output(node, state)
            case nodes.For():
                return self.loop(node, state)
            case nodes.If():
                return self.branches(node, state)
            case nodes.With():
                return self.body(node.body, state)
            case nodes.Macro():
                self.closed(node, node.body, "macro")
            case nodes.AssignBlock():
                self.closed(node, node.body, "set block")
            case nodes.CallBlock():
                self.closed(node, node.body, "call block")
                self.require_code(node, state, "A call block")
                self.slot(node, node.lineno, state)
            case nodes.Block():
                self.closed(node, node.body, "block")
                self.require_code(node, state, "A block")
            case nodes.Include():
                self.require_code(node, state, "An include")
        return state

    def output(self, node: nodes.Output, state: State) -> State:
        for child in node.nodes:
            self.require_same_line(state, child.lineno)
            if isinstance(child, nodes.TemplateData):
                state = self.data(child, state)
            else:
                self.slot(child, child.lineno, state)
                state = after_value(state)
        return state

    def data(self, node: nodes.TemplateData, state: State) -> State:
        try:
            return follow(state, node.data, node.lineno)
        except ContextError as failure:
            raise self.failed(
                failure.message,
                (failure.at, failure.at + 1),
                related=((failure.opened, "opened here"),),
            ) from None

    def loop(self, node: nodes.For, start: State) -> State:
        state = start
        for _ in range(_ROUNDS):
            after = self.body(node.body, state)
            joined = join(state, after)
            if joined is None:
                raise self.disagreement(node, "the loop's body", state, after)
            if joined == state:
                break
            state = joined
        return self.meet(node, "the loop's else branch", state, self.body(node.else_, start))

    def branches(self, node: nodes.If, start: State) -> State:
        state = self.body(node.body, start)
        for branch in node.elif_:
            state = self.meet(branch, "the elif branch", state, self.body(branch.body, start))
        what = "the else branch" if node.else_ else "leaving all branches out"
        return self.meet(node, what, state, self.body(node.else_, start))

    def meet(self, node: nodes.Node, what: str, first: State, second: State) -> State:
        joined = join(first, second)
        if joined is None:
            raise self.disagreement(node, what, first, second)
        return joined

    def closed(self, node: nodes.Node, body: Sequence[nodes.Node], what: str) -> None:
        """A body that is HCL text of its own: it begins and ends in code."""
        end = self.body(body, START)
        if end.mode is Mode.LINE_COMMENT or not end.in_plain_code:
            raise self.unfinished(end, f"the end of the {what}", node)

    # Values

    def slot(self, node: nodes.Node, offset: int, state: State) -> None:
        start = self.tags[bisect_right(self.tags, offset) - 1]
        self.refuse_split_token(state, start)
        self.slots[id(node)] = Slot(self.file.name, start, *self.file.position(start), state)

    def refuse_split_token(self, state: State, offset: int) -> None:
        if state.pending == "\\":
            detail = "A backslash right before a value would take the value's first character as an escape."
            raise self.failed(detail, tag_at(self.file, offset))
        if state.pending.startswith("<<"):
            detail = "The name behind << or <<- cannot be a value, and must end its line."
            raise self.failed(detail, tag_at(self.file, offset))

    def require_code(self, node: nodes.Node, state: State, what: str) -> None:
        if state.in_plain_code:
            return
        top = state.frames[-1]
        where = top.mode.value if len(state.frames) > 1 else "the middle of a token"
        raise self.failed(
            f"{what} gives HCL text of its own, which cannot stand in {where}.",
            tag_at(self.file, node.lineno),
            related=((top.opened, f"{top.mode.value} is opened here"),) if len(state.frames) > 1 else (),
        )

    def require_same_line(self, state: State, offset: int) -> None:
        """A tag at the end of a line takes the line's end with it, so that a comment would swallow the next line."""
        if state.mode is not Mode.LINE_COMMENT:
            return
        opened = state.frames[-1].opened
        if self.file.position(offset)[0] != self.file.position(opened)[0]:
            raise self.failed(
                "This line would become part of the comment above it, because a template tag that ends a line "
                "takes the line's end with it.",
                (offset, offset + 1),
                hint="End the comment's last tag with +%}, or comment templates out with {# #}.",
                related=((opened, "the comment begins here"),),
            )

    # Failures

    def failed(
        self,
        detail: str,
        extent: tuple[int, int],
        *,
        hint: str = "",
        related: Sequence[tuple[int, str]] = (),
    ) -> ConfigurationError:
        places = tuple((self.file.range(offset, offset + 1), text) for offset, text in related)
        problem = error(SUMMARY, detail, hint=hint, range=self.file.range(*extent))
        return ConfigurationError(
            Diagnostic(problem.severity, SUMMARY, detail, hint, problem.range, related=places)
        )

    def disagreement(self, node: nodes.Node, what: str, first: State, second: State) -> ConfigurationError:
        tag = "loop" if isinstance(node, nodes.For) else "condition"
        before = "before it" if isinstance(node, nodes.For) else "after the branch before"
        detail = (
            f"The branches of this {tag} do not end in the same kind of text: after {what} the text is in "
            f"{_describe(second)}, {before} in {_describe(first)}."
        )
        related = [
            (frame.opened, f"{frame.mode.value} is opened here") for frame in _only_in_one(first, second)
        ]
        return self.failed(
            detail,
            tag_at(self.file, node.lineno),
            hint="Open and close strings, heredocs and comments in the same branch.",
            related=related,
        )

    def unfinished(self, end: State, where: str, node: nodes.Node | None = None) -> ConfigurationError:
        top = end.frames[-1]
        detail = f"At {where} the text is still in {_describe(end)}."
        extent = tag_at(self.file, node.lineno) if node else (top.opened, top.opened + 1)
        related = ((top.opened, f"{top.mode.value} is opened here"),) if node and len(end.frames) > 1 else ()
        return self.failed(detail, extent, related=related)


def _describe(state: State) -> str:
    """The place in words."""
    if state.mode is Mode.CODE and len(state.frames) > 1:
        return f"the interpolation of {state.frames[-2].mode.value}"
    if state.pending:
        return f"{state.mode.value}, in the middle of a token"
    return state.mode.value


def _only_in_one(first: State, second: State) -> list[Frame]:
    """What one of two states has open and the other has not."""
    common = 0
    for one, other in zip(first.frames, second.frames, strict=False):
        if one != other:
            break
        common += 1
    return [*first.frames[common:], *second.frames[common:]]
