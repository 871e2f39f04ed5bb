"""Jinja's lexer, taught to give offsets.

Jinja counts lines only. Its tokens, syntax nodes and syntax errors carry one number each, the line, that nothing
inside Jinja calculates with. Here that number is an offset into the source, so everything Jinja says has an exact
place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple, NoReturn, cast

from jinja2 import Environment, TemplateSyntaxError
from jinja2.lexer import TOKEN_BLOCK_BEGIN, TOKEN_INTEGER, TOKEN_VARIABLE_BEGIN, Lexer, Token

from ivrplan.diagnostics import SourceRange

_WHITESPACE = re.compile(r"\s*")
_JINJA = re.compile(r"\{[{%#]")
_MAX_DIGITS: Final = 1000
_LINE_ENDS = re.compile(r"\r\n?")


def has_templates(text: str) -> bool:
    """Whether anything in the text can be Jinja: `{{`, `{%` or `{#`."""
    return _JINJA.search(text) is not None


def with_plain_line_ends(text: str) -> str:
    r"""The text with `\n` for every line end, as `SourceText` wants it."""
    return _LINE_ENDS.sub("\n", text) if "\r" in text else text


class SourceFile:
    r"""One file of templates and where its lines begin.

    Args:
        name: the file as people name it, relative to the root folder.
        text: what it holds; line ends are `\n`.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at an offset."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def range(self, start: int, end: int) -> SourceRange:
        """The stretch from `start` up to (not including) `end`, at least one character wide."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end - 1))
        return SourceRange(self.name, line, column, end_line, end_column + 1)


class TokenSpan(NamedTuple):
    """A token of a template: its kind in Jinja's words, its text, and the offset where it begins."""

    start: int
    kind: str
    text: str

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


class OffsetLexer(Lexer):
    """Jinja's own lexer, except that the line number of every token is its offset.

    Attributes:
        tags: the offsets of all `{{` and `{%` that are tags, as far as the source was read.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.tags: list[int] = []

    def fresh(self) -> OffsetLexer:
        """The same lexer for another source."""
        lexer = copy(self)
        lexer.tags = []
        return lexer

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        """The tokens of a source as (offset, kind, text); syntax errors carry an offset too."""
        position = start = 0
        try:
            for _, kind, text in super().tokeniter(source, name, filename, state):
                start = position
                if not source.startswith(text, start):
                    start = _behind_whitespace(source, start)
                position = start + len(text)
                if kind in {TOKEN_VARIABLE_BEGIN, TOKEN_BLOCK_BEGIN}:
                    self.tags.append(start)
                elif kind == TOKEN_INTEGER and len(text) > _MAX_DIGITS:
                    position = start
                    _refuse_number(start)
                yield start, kind, text
        except TemplateSyntaxError as failure:
            unclosed = "Missing end" in str(failure.message)
            raise TemplateSyntaxError(str(failure.message), start if unclosed else position) from failure

    def wrap(
        self,
        stream: Iterable[tuple[int, str, str]],
        name: str | None = None,
        filename: str | None = None,
    ) -> Iterator[Token]:
        """The tokens with their values; numbers with a fraction stay exact."""
        for token in super().wrap(stream, name, filename):
            if token.type == "float":
                yield token._replace(value=cast("Any", Decimal(repr(token.value))))
            else:
                yield token


def spans(lexer: OffsetLexer, file: SourceFile) -> list[TokenSpan]:
    """All tokens of a file up to its end or its first lexical error, which whoever parses the file reports."""
    found: list[TokenSpan] = []
    with suppress(TemplateSyntaxError):
        found.extend(TokenSpan(*token) for token in lexer.fresh().tokeniter(file.text, file.name))
    return found


def _refuse_number(offset: int) -> NoReturn:
    raise TemplateSyntaxError("A number has more than a thousand digits", offset)


def _behind_whitespace(source: str, position: int) -> int:
    """Jinja cut whitespace before a tag (`lstrip_blocks` or `{%-`): the offset of that tag."""
    match = _WHITESPACE.match(source, position)
    return match.end() if match else position
