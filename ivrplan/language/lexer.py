"""Text -> tokens, one at a time: `Cursor` stands on a token and moves to the next one on demand.

The parser pulls. It knows what may come next, so it says how newlines are to be read (they end attributes, but are blanks
inside parentheses), and it takes over inside strings, where other rules hold. One regular expression finds a token
together with the blanks and comments before it, so that a token costs one call into C.

Kinds of tokens are plain strings. Punctuation is its own kind (`"{"`, `"=="`); the others are:

| kind | what |
| --- | --- |
| `name` | an identifier |
| `number` | a well-formed number |
| `string` | a whole quoted string without `${` and `%{` |
| `quote` | the quote that opens any other quoted string |
| `heredoc` | `<<` or `<<-` |
| `newline` | one or more line ends, with the blank and comment lines between them |
| `end` | the end of the text |
| `misnumber`, `comment`, `invalid` | a malformed number, a comment that is not closed, a character without a meaning |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias, cast

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange, error
from ivrplan.language.misplaced import misplaced
from ivrplan.language.source import SourceText

Match: TypeAlias = Callable[[str, int], re.Match[str]]

COMMENT: Final = r"(?:\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)\*/)"
"""A comment, as a part of a larger regular expression. Those of one line end before the line's end."""

# Every alternative begins with other characters than the ones before it, or comes after what is more specific. The
# last two make sure that something always matches.
_TOKENS: Final = r"""
(?: (?P<name> [A-Za-z_][A-Za-z0-9_-]*+ (?![^\x00-\x7F]) )
  | (?P<string> " [^"\\$%\n]*+ (?: (?: \\[^\n] | [$%](?!\{) ) [^"\\$%\n]*+ )*+ " )
  | (?P<newline> \r?\n [ \t\r\n]*+ (?: COMMENT [ \t\r\n]*+ )*+ )
  | ( [][{}(),?*+%-] | /(?!\*) | =[=>]? | [!>]=? | <(?!<)=? | && | \|\| | \.(?:\.\.)? | ::? | ~\} )
  | (?P<number> [0-9]++ (?:\.[0-9]++)? (?:[eE][+-]?[0-9]++)? (?! \w | \.[0-9] ) )
  | (?P<misnumber> [0-9] (?: [eE][+-][0-9] | \w | \.[0-9] )*+ )
  | (?P<quote> " )
  | (?P<heredoc> <<-? )
  | (?P<word> (?: [A-Za-z_] | [^\x00-\x7F] ) (?: [A-Za-z0-9_-] | [^\x00-\x7F] )*+ )
  | (?P<comment> /\*(?s:.*) )
  | (?P<end> \Z )
  | (?P<invalid> (?s:.) )
)
""".replace("COMMENT", COMMENT)

_PUNCTUATION: Final = 4


def _matcher(blank: str) -> Match:
    """A matcher of blanks, comments and then one token. The token pattern matches anything, so it never fails."""
    before = rf"[{blank}]*+ (?: {COMMENT} [{blank}]*+ )*+"
    return cast("Match", re.compile(before + _TOKENS, re.VERBOSE).match)


ENDS_LINES: Final = _matcher(r"\ \t")
"""Reads newlines as tokens: between attributes and blocks, and between the items of an object."""

SPANS_LINES: Final = _matcher(r"\ \t\r\n")
"""Reads newlines as blanks: inside parentheses, brackets and interpolations."""

MAX_DEPTH: Final = 64
"""How deep blocks and expressions may nest. Python's own stack bounds it: about six frames are spent a level."""


MAX_PROBLEMS: Final = 50
"""After so many problems reading stops: hardly anybody would read on."""


class UnparsableError(Exception):
    """What stands here cannot be read; whoever knows where to go on catches it. It never leaves the parser."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.summary)
        self.diagnostic = diagnostic


class Cursor:
    """A place in a text: the current token, and how to read the next one.

    Attributes:
        text: the whole text, as `source.text`.
        match: reads the next token: `ENDS_LINES` or `SPANS_LINES`.
        kind: what the current token is.
        start: where the current token begins.
        end: where it ends, and where the next one is looked for.
        depth: how many blocks and expressions are open.
        links: operators and steps read since somebody set it to 0; a long chain of them makes a high tree.
        unclosed: the last opening brace of a block that was still open at the end of the text; -1 if none.
        problems: what was found wrong so far.
    """

    __slots__ = ("depth", "end", "kind", "links", "match", "problems", "source", "start", "text", "unclosed")

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.text = source.text
        self.match = ENDS_LINES
        self.kind = ""
        self.start = self.end = 1 if source.text.startswith("\ufeff") else 0
        self.depth = 0
        self.links = 0
        self.unclosed = -1
        self.problems: list[Diagnostic] = []

    def advance(self) -> None:
        """Go to the next token. The hottest code there is: it runs once for every token."""
        found = self.match(self.text, self.end)
        self.kind = kind = found.lastgroup or found[_PUNCTUATION]
        self.start, self.end = found.span(found.lastindex or 0)
        if kind == "word":
            self._read_word()

    def jump(self, offset: int) -> None:
        """Read on at `offset`."""
        self.end = offset
        self.advance()

    def enter(self, match: Match) -> Match:
        """Step into brackets: read on with `match`, return what has to be given back to `leave`."""
        outer = self.match
        self.match = match
        self.advance()
        return outer

    def leave(self, outer: Match) -> int:
        """Step over the closing bracket and return where it ends."""
        end = self.end
        self.match = outer
        self.advance()
        return end

    def deepen(self) -> None:
        """Note that one more block or expression is open.

        Raises:
            UnparsableError: there are too many for any sensible configuration, and for Python's stack.
        """
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(
                "Nested too deeply",
                f"Blocks and expressions can nest {MAX_DEPTH} levels deep; here begins one level more.",
                hint="Move inner parts into values of their own in a locals block.",
            )

    def token(self) -> str:
        """The current token's text."""
        return self.text[self.start : self.end]

    def range(self, start: int, end: int) -> SourceRange:
        """Where the characters from `start` up to `end` were written."""
        return self.source.range(start, end)

    def here(self) -> SourceRange:
        """Where the current token was written; of line ends and comments, where they begin."""
        match self.kind:
            case "newline":
                return self.range(self.start, self.start + 1)
            case "comment":
                return self.range(self.start, self.start + 2)
            case _:
                return self.range(self.start, self.end)

    def report(self, summary: str, detail: str, *, start: int, end: int, hint: str = "") -> None:
        """Keep a problem that does not hinder reading on."""
        self.keep(error(summary, detail, hint=hint, range=self.range(start, end)))

    def keep(self, problem: Diagnostic) -> None:
        """Keep a problem, unless there are so many already that nobody would read it."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def fail(
        self, summary: str, detail: str, *, hint: str = "", start: int = -1, end: int = -1, opened: int = -1
    ) -> NoReturn:
        """Give up on what is being read.

        Args:
            summary: the kind of problem.
            detail: what is wrong.
            hint: how to mend it.
            start: where the problem begins; the current token if left out.
            end: where it ends.
            opened: the bracket that is open, if that matters.

        Raises:
            UnparsableError: always. When the current token cannot stand anywhere, that is said instead.
        """
        place = self.range(start, end) if start >= 0 else self.here()
        if start < 0 and (known := misplaced(self.kind, self.token())) is not None:
            summary, detail, hint = known
        related = ((self.range(opened, opened + 1), "opened here"),) if opened >= 0 else ()
        raise UnparsableError(Diagnostic(Severity.ERROR, summary, detail, hint, range=place, related=related))

    def _read_word(self) -> None:
        """Cut an identifier with characters beyond ASCII where Unicode's rules (UAX #31) end it."""
        text, end = self.text, self.start
        if text[end].isidentifier():
            end += 1
            while end < self.end and is_identifier("_" + text[end]):
                end += 1
        self.kind, self.end = ("name", end) if end > self.start else ("invalid", end + 1)


def is_identifier(text: str) -> bool:
    """Whether the text is an identifier: Unicode's (UAX #31), with dashes anywhere but in front."""
    return text.replace("-", "_").isidentifier() and text[0] != "-"
