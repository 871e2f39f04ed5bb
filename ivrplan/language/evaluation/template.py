"""Templates: text with interpolations and directives."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from ivrplan.language import numeric
from ivrplan.language.convert import to_text
from ivrplan.language.evaluation.access import kind_name
from ivrplan.language.evaluation.loops import Loop
from ivrplan.language.evaluation.operators import condition
from ivrplan.language.evaluation.run import Run
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.syntax import Expression, Template, TemplateFor, TemplateIf, TemplatePart
from ivrplan.language.values import UNKNOWN, Unknown, Value


def template(run: Run, node: Template) -> Value:
    """A quoted string or heredoc with interpolations or directives."""
    if node.wrap and not isinstance(node.parts[0], str | TemplateIf | TemplateFor):
        return run.value(node.parts[0])
    text = _Text(run)
    text.add(node.parts)
    return text.result()


class _Text:
    """Text as it grows."""

    __slots__ = ("pieces", "run", "sensitive", "unknown")

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pieces: list[str] = []
        self.sensitive = False
        self.unknown = False

    def result(self) -> Value:
        if self.unknown:
            return mark_if(self.sensitive, UNKNOWN)
        text = "".join(self.pieces)
        return mark_if(self.sensitive, text if text.isascii() else normalize("NFC", text))

    def add(self, parts: Sequence[TemplatePart]) -> None:
        for part in parts:
            if isinstance(part, str):
                self.pieces.append(part)
            elif isinstance(part, TemplateIf):
                self._choose(part)
            elif isinstance(part, TemplateFor):
                self._repeat(part)
            else:
                self._interpolate(part)

    def _interpolate(self, node: Expression) -> None:
        value, marked = unmark(self.run.value(node))
        self.sensitive = self.sensitive or marked
        if isinstance(value, Unknown):
            self.unknown = True
            return
        try:
            text = to_text(value)
        except numeric.NumberError as failure:
            self.run.fail(node, _SUMMARY, str(failure))
            return
        if text is not None:
            self.pieces.append(text)
        elif value is None:
            self.run.fail(
                node, _SUMMARY, f"{self.run.written(node)} is null; null cannot be part of a text.", _NULL
            )
        else:
            detail = f"{self.run.written(node)} is {kind_name(value)}; it cannot be part of a text."
            self.run.fail(node, _SUMMARY, detail, "Use join for a list, jsonencode for anything.")

    def _choose(self, node: TemplateIf) -> None:
        truth, marked = condition(self.run, node.condition)
        self.sensitive = self.sensitive or marked
        if isinstance(truth, Unknown):
            self.unknown = True
            return
        self.add(node.then if truth else node.otherwise)

    def _repeat(self, node: TemplateFor) -> None:
        loop = Loop(self.run, node)
        for _ in loop.rounds():
            self.add(node.body)
        self.sensitive = self.sensitive or loop.sensitive
        self.unknown = self.unknown or loop.unknown


_SUMMARY = "Invalid template interpolation value"
_NULL = 'To write something else instead, use coalesce(value, "instead").'
