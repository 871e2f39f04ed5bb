"""How deep lines are indented: by the brackets that are open, counted line by line as hclwrite does.

A line that opens several brackets indents what follows by one level, and the line that closes them takes it back. Jinja's
branches begin alike: what one of them opened is not open in the other. Jinja's own blocks indent nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ivrplan.language.formatting.scan import Line, Tag, Token, bracket_change, words

_BLOCKS: Final = frozenset({"if", "for", "with", "block", "macro", "call", "set", "filter"})
_BRANCHES: Final = frozenset({"else", "elif"})


class Indenter:
    """Follows a file from line to line.

    Args:
        tags: the tags of Jinja in it.
    """

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._tags = tags
        self._opened: list[int] = []
        self._blocks: list[list[int]] = []

    def level(self, line: Line) -> int:
        """The level of the next line, from 0."""
        net, tags = self._read(line.tokens)
        alone = all(token.kind == "tag" for token in line.tokens)
        if alone and tags and tags[0] not in _BLOCKS and self._blocks and _closes(tags[0]):
            level = len(self._blocks[-1])
        else:
            level = self._after(net)
        for word in tags:
            self._step(word)
        return level

    def _after(self, net: int) -> int:
        """Take in how many brackets a line opens more than it closes."""
        opened = self._opened
        if net > 0:
            opened.append(net)
            return len(opened) - 1
        while net < 0 and opened:
            net += opened.pop()
        if net > 0:
            opened.append(net)
        return len(opened)

    def _step(self, word: str) -> None:
        """Take in a tag that opens, parts or closes a block of Jinja."""
        if word in _BLOCKS:
            self._blocks.append(list(self._opened))
        elif self._blocks and word in _BRANCHES:
            self._opened = list(self._blocks[-1])
        elif self._blocks and word.startswith("end"):
            self._blocks.pop()

    def _read(self, tokens: Sequence[Token]) -> tuple[int, list[str]]:
        """The line's brackets, and its tags without those that open and close on it."""
        net, begun, left = 0, [], []
        for token in tokens:
            net += bracket_change(token.kind)
            if token.kind not in {"tag", "mixed"}:
                continue
            for word in words(self._tags, token):
                if word in _BLOCKS:
                    begun.append((net, word))
                elif begun and word in _BRANCHES:
                    net = begun[-1][0]
                elif begun and word.startswith("end"):
                    begun.pop()
                elif _closes(word):
                    left.append(word)
        return net, left + [word for _, word in begun]


def _closes(word: str) -> bool:
    return word in _BRANCHES or word.startswith("end")
