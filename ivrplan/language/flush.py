"""Blanks in templates: what counts as one, and how `<<-` heredocs lose their common indentation."""

from __future__ import annotations

from typing import Final

from ivrplan.language.directives import Piece

WHITE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""Unicode's white space, as HCL strips it."""


def remove_indentation(pieces: list[Piece]) -> None:
    """Take the smallest indentation of any line from all lines, counted in characters.

    HCL's rules, by its implementation: only literal text counts, never what an interpolation yields; a line that begins
    with a sequence has no indentation; blank lines neither count nor change; the closing marker does not count.

    Args:
        pieces: a heredoc's pieces, no text among them reaching over a line's end; changed in place.
    """
    starts = [place for place in range(len(pieces)) if _begins_line(pieces, place)]
    indented = {place: _indentation(pieces[place]) for place in starts if not _is_blank_line(pieces[place])}
    width = min(indented.values(), default=0)
    for place in indented:
        if isinstance(text := pieces[place], str):
            pieces[place] = text[width:]


def _begins_line(pieces: list[Piece], place: int) -> bool:
    if place == 0:
        return True
    before = pieces[place - 1]
    return isinstance(before, str) and before.endswith("\n")


def _is_blank_line(piece: Piece) -> bool:
    return isinstance(piece, str) and piece.endswith("\n") and not piece.strip(WHITE)


def _indentation(piece: Piece) -> int:
    return len(piece) - len(piece.lstrip(WHITE)) if isinstance(piece, str) else 0
