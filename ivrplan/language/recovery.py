"""After a mistake: where to read on, and which brace is really missing.

Nothing here runs for well-formed files, so it is written for clearness, not for speed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrplan.language.lexer import Cursor
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block, Body, Object

_CLOSERS: Final = {")": "(", "]": "[", "}": "{", "~}": "{"}

_ITEM: Final = re.compile(
    r"""[^\W\d][\w-]*+ (?: [ \t]*+ =(?![=>]) | (?:[ \t]++ (?:"[^"\n]*+" | [^\W\d][\w-]*+) )*+ [ \t]*+ \{ )""",
    re.VERBOSE,
)
"""What a line begins with that sets an attribute or opens a block."""

_LINE_OF_TEXT: Final = re.compile(r'"(?:[^"\\\n]|\\[^\n])*+"?')
"""Quoted text, roughly: quotes inside interpolations come in pairs, too."""

_HEREDOC: Final = re.compile(r"<<-?(\S+)[ \t]*\r?\n")


def find_next_item(source: SourceText, start: int, failed: int) -> int:
    """Where to read on after an item of a body could not be read.

    That is the end of the line on which the item's brackets are balanced again. Where they never are, or a heredoc is not
    closed: the next line that looks like an item and is not indented deeper, or the brace that closes the body.

    Args:
        source: the text.
        start: where the item begins.
        failed: where it could not be read on; where it begins, when the reason is the end of the text.
    """
    column = _column(source.text, start)
    opened = _Brackets()
    for kind, begin, end in _walk(source, start):
        if kind in {"(", "[", "{", "heredoc"}:
            opened.push(kind)
        elif kind in _CLOSERS:
            if not opened.pop(_CLOSERS[kind]) and kind == "}":
                return begin
        elif kind == "newline":
            if not opened.stack and begin >= failed:
                return begin
            if end >= failed and _is_item(source.text, end, column):
                return end
    return len(source.text)


def _walk(source: SourceText, start: int) -> Iterator[tuple[str, int, int]]:
    """The tokens from `start` on: quoted text as one token each, closed heredocs left out."""
    cursor = Cursor(source)
    cursor.jump(start)
    missing: set[str] = set()
    while cursor.kind != "end":
        end = _end(cursor, missing)
        if cursor.kind != "heredoc" or end == cursor.end:
            yield cursor.kind, cursor.start, end
        cursor.jump(end)


def _end(cursor: Cursor, missing: set[str]) -> int:
    match cursor.kind:
        case "quote":
            return _after_quoted(cursor)
        case "heredoc":
            return _after_heredoc(cursor, missing)
        case _:
            return cursor.end


def _after_quoted(cursor: Cursor) -> int:
    found = _LINE_OF_TEXT.match(cursor.text, cursor.start)
    return found.end() if found else cursor.end


def _after_heredoc(cursor: Cursor, missing: set[str]) -> int:
    """Where the heredoc ends; the end of its `<<` when it is not closed. No marker is looked for twice in vain."""
    found = _HEREDOC.match(cursor.text, cursor.start)
    if found is None or found[1] in missing:
        return cursor.end
    marker = re.compile(rf"^[ \t]*{re.escape(found[1])}[ \t]*\r?$", re.MULTILINE)
    closing = marker.search(cursor.text, found.end())
    if closing is None:
        missing.add(found[1])
        return cursor.end
    return closing.end()


class _Brackets:
    """The brackets that are open, counted by kind: a closing one without an opening one is told without a search."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self._counts: Counter[str] = Counter()

    def push(self, opener: str) -> None:
        self.stack.append(opener)
        self._counts[opener] += 1

    def pop(self, opener: str) -> bool:
        """Close the innermost such bracket, and what is open inside it; whether there is one."""
        if not self._counts[opener]:
            return False
        inner = ""
        while inner != opener:
            inner = self.stack.pop()
            self._counts[inner] -= 1
        return True


def _is_item(text: str, offset: int, column: int) -> bool:
    return _column(text, offset) <= column and _ITEM.match(text, offset) is not None


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)


# Missing braces


class _Braces(NamedTuple):
    """What stands between braces: where its line begins, its opening brace, and after its closing brace."""

    start: int
    opener: int
    end: int


def find_unclosed(body: Body, opener: int) -> int:
    """The opening brace that most probably lacks its closing one.

    When a closing brace is missing, the text ends with the outer block unclosed: every closing brace was taken one level too
    deep. The first closing brace that is not indented like the line that it closes tells where that began.

    Args:
        body: the whole file, as far as it could be read.
        opener: the brace that was open when the text ended.
    """
    text = body.source.text
    return next((braces.opener for braces in _braces(body) if _is_askew(text, braces)), opener)


def _braces(body: Body) -> Iterator[_Braces]:
    """Everything between braces in the body, inner before outer."""
    for block in sorted(_parts(body), key=lambda part: part.start):
        match block:
            case Block(body=inner):
                yield from _braces(inner)
                yield _Braces(block.start, inner.start, block.end)
            case _:
                yield block


def _parts(body: Body) -> Iterator[Block | _Braces]:
    yield from body.blocks
    for attribute in body.attributes.values():
        if isinstance(attribute.expression, Object):
            yield _Braces(attribute.start, attribute.expression.start, attribute.expression.end)


def _is_askew(text: str, braces: _Braces) -> bool:
    """Whether the closing brace stands on a line of its own, indented otherwise than the line that it closes."""
    end = braces.end - 1
    first = text[end] == "}" and _is_first(text, end) and _is_first(text, braces.start)
    return first and _column(text, end) != _column(text, braces.start)


def _is_first(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip()
