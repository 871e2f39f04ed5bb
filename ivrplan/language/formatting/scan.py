"""Text -> lines of tokens, with comments and with the insides of quoted text.

The lexer reads the tokens; what it takes for blanks is searched for comments. Kinds are those of the lexer, and

| kind | what |
| --- | --- |
| `remark` | a comment up to the end of its line |
| `comment` | a comment between `/*` and `*/` |
| `open`, `text`, `close` | the parts of quoted text with interpolations |
| `${`, `}$` | the begin and the end of an interpolation or a directive |
| `heredoc` | a whole heredoc, its end included |
| `keyword` | `in` and `if` where they are no names |
| `negation` | a minus sign with nothing to subtract from |
| `output` | a name that is, or begins or ends with, an output of Jinja |
| `tag`, `mixed` | tags of Jinja that yield nothing themselves, alone or stuck to a word |
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ivrplan.language.expressions import parse_expression
from ivrplan.language.lexer import COMMENT, Cursor, UnparsableError
from ivrplan.language.source import SourceText
from ivrplan.language.templates import QUOTED_TEXT, parse_heredoc

OUTPUT: Final = "\N{CYRILLIC LETTER MULTIOCULAR O}"
"""What outputs of Jinja are covered with. A letter, so that it is a part of names; of no language written today."""

STATEMENT: Final = "\N{CYRILLIC SMALL LETTER DOUBLE MONOCULAR O}"
"""What statements and comments of Jinja are covered with."""

_COVER: Final = re.compile(f"[{OUTPUT}{STATEMENT}]")
_TRIVIA: Final = re.compile(rf"\n|{COMMENT}")
_HEREDOC: Final = re.compile(r"<<-?(\S+)[ \t]*\n")

_OPENING: Final = frozenset({"(", "[", "{"})
_CLOSING: Final = frozenset({")", "]", "}"})
_OPERAND_ENDS: Final = frozenset(
    {"name", "number", "string", "close", "heredoc", "output", "mixed", ")", "]", "}"}
)


class Tag(NamedTuple):
    """A tag of Jinja: where it is, and its first word; `""` for an output, `"#"` for a comment."""

    start: int
    end: int
    word: str


class Token(NamedTuple):
    """A token: what it is, and where."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """A line; heredocs, and comments and tags of several lines, are a part of the line that they begin on.

    Attributes:
        tokens: in order.
        end: where the line ends, blanks included.
    """

    tokens: list[Token] = field(default_factory=list)
    end: int = 0


class Scanner:
    """Reads a text from its beginning to its end.

    Args:
        source: the text; where it is a template, with its tags covered.
        tags: the tags, in order.
    """

    def __init__(self, source: SourceText, tags: Sequence[Tag]) -> None:
        self._cursor = Cursor(source)
        self._text = source.text
        self._tags = tags
        self._line = Line()
        self._lines = [self._line]
        self._open: list[str] = []
        self._quotes: list[tuple[int, int, int]] = []
        self._last = ""

    def lines(self) -> list[Line]:
        """All lines, the one behind the last line end included.

        Raises:
            UnparsableError: something is no token.
        """
        cursor, text = self._cursor, self._text
        before = cursor.end
        while cursor.kind != "end":
            cursor.advance()
            start = cursor.end if cursor.kind == "newline" else cursor.start
            if start > before:
                self._between(before, start)
            if cursor.kind not in {"newline", "end"}:
                self._token()
            before = cursor.end
        self._line.end = len(text)
        return self._lines

    def _between(self, start: int, end: int) -> None:
        """Blanks, comments and line ends."""
        if end - start == 1 and self._text[start] in " \t":
            return
        for found in _TRIVIA.finditer(self._text, start, end):
            match found[0][:2]:
                case "\n":
                    self._end_line(found.start())
                case "/*":
                    self._line.tokens.append(Token("comment", *found.span()))
                case _:
                    self._line.tokens.append(Token("remark", *found.span()))

    def _end_line(self, end: int) -> None:
        self._line.end = end
        self._line = Line()
        self._lines.append(self._line)
        if not self._open or self._open[-1] == "{":
            self._last = ""

    def _token(self) -> None:
        cursor = self._cursor
        kind, start, end = cursor.kind, cursor.start, cursor.end
        match kind:
            case "name":
                kind = self._name(start, end)
            case "-" if self._last not in _OPERAND_ENDS:
                kind = "negation"
            case "(" | "[" | "{":
                self._open.append(kind)
            case ")" | "]" | "}" | "~}":
                if self._closes_sequence(kind):
                    self._add("}$", start, end)
                    self._quoted(end)
                    return
            case "quote":
                self._quotes.append((len(self._lines), len(self._line.tokens), start))
                self._add("open", start, end)
                self._quoted(end)
                return
            case "heredoc":
                end = cursor.end = self._heredoc_end(start)
            case "misnumber" if self._is_covered(start, end):
                kind = "output" if STATEMENT not in self._text[start:end] else "mixed"
            case "invalid" | "comment" | "misnumber":
                cursor.fail("Invalid character", "This has no meaning here.")
        self._add(kind, start, end)

    def _add(self, kind: str, start: int, end: int) -> None:
        self._line.tokens.append(Token(kind, start, end))
        self._last = kind

    def _name(self, start: int, end: int) -> str:
        text = self._text[start:end]
        if self._tags and _COVER.search(text):
            if STATEMENT not in text:
                return "output"
            return "mixed" if text.strip(STATEMENT) else "tag"
        if text in {"in", "if"} and (self._last in _OPERAND_ENDS or self._last == "${"):
            return "keyword"
        return "name"

    def _is_covered(self, start: int, end: int) -> bool:
        return bool(self._tags) and _COVER.search(self._text, start, end) is not None

    # Quoted text

    def _closes_sequence(self, kind: str) -> bool:
        """Take a closing bracket's partner from those that are open; whether it is an interpolation's."""
        return bool(self._open) and self._open.pop() == "${" and kind in {"}", "~}"}

    def _quoted(self, start: int) -> None:
        """Read quoted text up to what interrupts or ends it."""
        text, cursor = self._text, self._cursor
        end = QUOTED_TEXT(text, start).end()
        if end > start:
            self._add("text", start, end)
        mark = text[end : end + 1]
        if mark == '"':
            cursor.end = end + 1
            self._add("close", end, end + 1)
            self._close_quote(end + 1)
        elif mark and mark in "$%":
            cursor.end = end + 2 + text.startswith("~", end + 2)
            self._open.append("${")
            self._add("${", end, cursor.end)
        else:
            cursor.fail(
                "Unclosed quoted text",
                "The quoted text that starts here is not closed before the end of the line.",
                start=self._quotes[-1][2],
                end=end,
            )

    def _close_quote(self, end: int) -> None:
        """Quoted text with Jinja in it is one token: nothing in it is ours to change."""
        lines, tokens, start = self._quotes.pop()
        if self._is_covered(start, end):
            self._line = self._lines[lines - 1]
            del self._lines[lines:]
            self._line.tokens[tokens:] = [Token("string", start, end)]

    # Heredocs

    def _heredoc_end(self, start: int) -> int:
        inner = Cursor(self._cursor.source)
        inner.jump(start)
        try:
            return parse_heredoc(inner, parse_expression).end
        except UnparsableError:
            if not self._tags:
                raise
        return self._marker_end(start)

    def _marker_end(self, start: int) -> int:
        """Where a heredoc ends whose interpolations are not whole before Jinja has run."""
        opened = _HEREDOC.match(self._text, start)
        marker = re.escape(opened[1]) if opened else ""
        closed = re.compile(rf"^[ \t]*{marker}(?=[ \t]*$)", re.MULTILINE).search(self._text, start)
        if not opened or not closed:
            self._cursor.fail("Unclosed heredoc", "The heredoc that starts here is not closed.")
        return closed.end()


def words(tags: Sequence[Tag], token: Token) -> list[str]:
    """The first words of the tags that a token consists of, in order."""
    first = bisect_left(tags, token.start, key=lambda tag: tag.start)
    last = bisect_left(tags, token.end, key=lambda tag: tag.start)
    return [tag.word for tag in tags[first:last]]


def bracket_change(kind: str) -> int:
    """How many brackets a token of this kind opens (1) or closes (-1)."""
    if kind in _OPENING or kind == "${":
        return 1
    return -1 if kind in _CLOSING or kind == "}$" else 0
