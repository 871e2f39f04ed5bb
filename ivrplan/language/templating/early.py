"""The blocks that are read before any template runs.

Variables and locals are declared in the same files that templates use them in, so their blocks have to be read first,
as plain HCL. What is read is the source with its Jinja taken out:

- Everything but the top-level `variable`, `locals` and `ivrplan` blocks is left out.
- Comments of Jinja become blanks.
- Tags become blanks, together with everything between a tag that opens a block and the one that closes it: what a
  condition or a loop would make cannot be known yet.
- An output (`{{ }}`) becomes a row of `MARKER`, which reads as a name in code and as text in a string.

All tags and outputs are listed with their places, so that whoever reads the blocks can tell which parts of them are not
known yet.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from ivrplan.diagnostics import SourceRange
from ivrplan.language.source import Origin, SourceText
from ivrplan.language.templating.context import START, ContextError, State, follow_braces
from ivrplan.language.templating.fragment import Segment, assemble
from ivrplan.language.templating.tokens import SourceFile, TokenSpan

MARKER: Final = "\N{CYRILLIC LETTER MULTIOCULAR O}"
"""What outputs are made of in early blocks: a letter, so that it is a name, of no language that is written today."""

_EARLY_BLOCK = re.compile(r'^[ \t]*(?:variable|locals|ivrplan)(?=[\s"{])', re.MULTILINE)
_NOT_NEWLINE = re.compile(r"[^\n]")

_TAKES_BODY: Final = frozenset({"for", "if", "macro", "call", "block", "with", "filter", "autoescape"})


class TemplateStretch(NamedTuple):
    """A tag with its body, or an output: its extent in the text of the early blocks, and in the source."""

    start: int
    end: int
    range: SourceRange


@dataclass(frozen=True, slots=True)
class EarlyBlocks:
    """The early blocks of one file.

    Attributes:
        source: their text, ready to be parsed.
        templates: everything in it that was Jinja, in order.
    """

    source: SourceText
    templates: tuple[TemplateStretch, ...]

    def template_in(self, start: int, end: int) -> SourceRange | None:
        """Where the first tag or output between two offsets of the text was written; None where there is none.

        Args:
            start: the offset where a syntax node begins.
            end: the offset behind it.
        """
        index = bisect_left(self.templates, start, key=lambda stretch: stretch.end - 1)
        if index < len(self.templates) and self.templates[index].start < end:
            return self.templates[index].range
        return None


def early_blocks(file: SourceFile, tokens: Iterable[TokenSpan]) -> EarlyBlocks:
    """The early blocks of a file.

    Args:
        file: its source.
        tokens: all its tokens.
    """
    pieces = list(_filled(file, _constructs(tokens, len(file.text))))
    whole = assemble(file.name, (piece.segment for piece in pieces))
    return _cut(whole, list(_stretches(file, pieces)), list(_extents(whole.text)))


def outline(file: SourceFile, tokens: Iterable[TokenSpan]) -> EarlyBlocks:
    """All of a file with its Jinja taken out, but not what stands between tags: every branch, and each loop once.

    What it says is not what the rendered file will say. It shows what can be there at all: parts that are written out
    in full are as they will be, and `template_in` finds the others.

    Args:
        file: its source.
        tokens: all its tokens.
    """
    pieces = list(_filled(file, _single_tags(tokens)))
    whole = assemble(file.name, (piece.segment for piece in pieces))
    return EarlyBlocks(whole, tuple(_stretches(file, pieces)))


class _Piece(NamedTuple):
    """A stretch of the source, what it becomes, and whether a reader has to know that it was Jinja."""

    start: int
    end: int
    segment: Segment
    is_template: bool


def _stretches(file: SourceFile, pieces: Iterable[_Piece]) -> Iterator[TemplateStretch]:
    offset = 0
    for piece in pieces:
        end = offset + len(piece.segment.text)
        if piece.is_template:
            yield TemplateStretch(offset, end, file.range(piece.start, piece.end))
        offset = end


def _filled(file: SourceFile, constructs: Iterable[tuple[int, int, str]]) -> Iterator[_Piece]:
    """The whole file in pieces: the constructs of Jinja, and the text between them."""
    position = 0
    for start, end, kind in constructs:
        if start > position:
            yield _piece(file, position, start, "text")
        yield _piece(file, start, end, kind)
        position = end
    yield _piece(file, position, len(file.text), "text")


def _piece(file: SourceFile, start: int, end: int, kind: str) -> _Piece:
    written = file.text[start:end]
    frozen = kind == "output" and "\n" in written
    match kind:
        case "text":
            text = written
        case "output":
            text = MARKER if frozen else MARKER * len(written)
        case _:
            text = _NOT_NEWLINE.sub(" ", written)
    segment = Segment(text, file.name, *file.position(start), frozen)
    return _Piece(start, end, segment, kind in {"output", "tag"})


def _constructs(tokens: Iterable[TokenSpan], size: int) -> Iterator[tuple[int, int, str]]:
    """Jinja at the top level as (start, end, kind); kinds are `output`, `tag` (with its body) and `comment`."""
    depth = begin = 0
    word = ""
    assigns = False
    for token in tokens:
        match token.kind:
            case "block_begin" | "variable_begin" | "comment_begin":
                begin = begin if depth else token.start
                word, assigns = "", False
            case "raw_begin" | "raw_end" if not depth:
                yield token.start, token.end, "comment"
            case "name":
                word = word or token.text
            case "operator" if token.text == "=":
                assigns = True
            case "block_end":
                depth = max(0, depth + _nesting(word, assigns=assigns))
                if not depth:
                    yield begin, _without_line_end(token), "tag"
            case "variable_end" | "comment_end" if not depth:
                yield begin, _without_line_end(token), "output" if token.kind == "variable_end" else "comment"
    if depth:
        yield begin, size, "tag"


def _single_tags(tokens: Iterable[TokenSpan]) -> Iterator[tuple[int, int, str]]:
    """Each tag, output and comment of Jinja as (start, end, kind)."""
    begin = 0
    for token in tokens:
        match token.kind:
            case "block_begin" | "variable_begin" | "comment_begin":
                begin = token.start
            case "raw_begin" | "raw_end":
                yield token.start, token.end, "comment"
            case "block_end" | "comment_end":
                yield begin, _without_line_end(token), "tag" if token.kind == "block_end" else "comment"
            case "variable_end":
                yield begin, _without_line_end(token), "output"


def _nesting(word: str, *, assigns: bool) -> int:
    if word in _TAKES_BODY or (word == "set" and not assigns):
        return 1
    return -1 if word.startswith("end") else 0


def _without_line_end(token: TokenSpan) -> int:
    """The end of a closing token without the blanks and line ends that it takes with it."""
    return token.start + len(token.text.rstrip())


def _extents(text: str) -> Iterator[tuple[int, int]]:
    """Where the early blocks are."""
    state, position = START, 0
    for match in _EARLY_BLOCK.finditer(text):
        if match.start() < position:
            continue
        try:
            state = follow_braces(state, text[position : match.start()], position)
            position = match.start()
            if _at_top(state):
                position, state = _block_end(text, position, state)
                yield match.start(), position
        except ContextError as failure:
            # The parser says what is wrong, if it is in an early block; else it is found when the file is rendered.
            if position == match.start():
                end = text.find("\n", failure.at)
                yield match.start(), len(text) if end < 0 else end
            return


def _block_end(text: str, start: int, state: State) -> tuple[int, State]:
    position = start
    while position < len(text):
        end = text.find("\n", position) + 1 or len(text)
        state = follow_braces(state, text[position:end], position)
        position = end
        if _at_top(state):
            break
    return position, state


def _at_top(state: State) -> bool:
    return state.in_plain_code and state.frames[0].depth == 0


def _cut(whole: SourceText, stretches: list[TemplateStretch], extents: list[tuple[int, int]]) -> EarlyBlocks:
    """Only the extents of a text, one after the other, with the stretches in them."""
    texts: list[str] = []
    origins: list[Origin] = [whole.origins[0]]
    kept: list[TemplateStretch] = []
    size = 0
    for start, end in extents:
        shift = size - start
        origins.append(Origin(size, *whole.position(start)))
        origins.extend(
            origin._replace(offset=origin.offset + shift)
            for origin in whole.origins
            if start < origin.offset < end
        )
        kept.extend(
            TemplateStretch(stretch.start + shift, stretch.end + shift, stretch.range)
            for stretch in stretches
            if start <= stretch.start < end
        )
        texts.append(whole.text[start:end] + "\n")
        size += end - start + 1
    return EarlyBlocks(SourceText("".join(texts), origins), tuple(kept))
