"""What differs between two texts, word by word, so that a person sees which words of a long prompt are new."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from ivrplan.views.palette import Palette
from ivrplan.views.values import escaped

_SINGLE: Final = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD: Final = re.compile(rf"\s+|[{_SINGLE}]|[.,;:!?/]|[^\s.,;:!?/{_SINGLE}]+")
"""A word, a gap, a punctuation mark, or one character of a script without gaps."""

_MOST: Final = 4000
"""Texts of more words than this are not compared word by word: the work grows with the square."""

_ALIKE: Final = 0.35
"""Below this share of common words a text was written anew, and marks would only disturb."""

_LONG: Final = 120
_KEPT: Final = 40


class Piece(NamedTuple):
    """A stretch of a text, and whether only this side has it."""

    text: str
    own: bool


def word_changes(before: str, after: str, palette: Palette) -> tuple[str, str]:
    """Both texts in quotes, with marks around the words that only one of them has."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > _MOST:
        return f'"{escaped(before)}"', f'"{escaped(after)}"'
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return f'"{escaped(before)}"', f'"{escaped(after)}"'
    blocks = _joined(matcher, old, new)
    return (
        _written(_side(old, ((a, a_end) for a, a_end, _, _ in blocks)), palette.gone),
        _written(_side(new, ((b, b_end) for _, _, b, b_end in blocks)), palette.new),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


Block = tuple[int, int, int, int]


def _joined(matcher: SequenceMatcher[str], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The common stretches. A lone gap or mark between two changes belongs to them."""
    found: list[Block] = []
    for a, b, size in matcher.get_matching_blocks():
        at_an_end = (a == 0 and b == 0) or (a + size == len(old) and b + size == len(new))
        if size and (at_an_end or any(word.strip(" .,;:!?/\t\n") for word in old[a : a + size])):
            found.append((a, a + size, b, b + size))
    return found


def _side(words: Sequence[str], common: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    position = 0
    for start, end in common:
        if start > position:
            yield Piece("".join(words[position:start]), own=True)
        yield Piece("".join(words[start:end]), own=False)
        position = end
    if position < len(words):
        yield Piece("".join(words[position:]), own=True)


def _written(pieces: Iterable[Piece], mark: Callable[[str], str]) -> str:
    return f'"{"".join(_marked(piece, mark) for piece in pieces)}"'


def _marked(piece: Piece, mark: Callable[[str], str]) -> str:
    if piece.own:
        return mark(escaped(piece.text))
    if len(piece.text) <= _LONG:
        return escaped(piece.text)
    return f"{escaped(piece.text[:_KEPT])} … {escaped(piece.text[-_KEPT:])}"
