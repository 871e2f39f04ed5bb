"""A small TextMate tokenizer: enough to see which scopes a grammar gives to each piece of a text.

Python's `re` stands in for Oniguruma, so a grammar must keep to what both understand. As in editors, a text is read line
by line, the first of the matches that begin earliest wins, and an end mark may refer to groups of its begin mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Rule = Mapping[str, Any]


class Token(NamedTuple):
    """A piece of text and the innermost of its scopes."""

    text: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """A span that is open: its rule, where it ends, and the scopes inside it."""

    rule: Rule
    end: re.Pattern[str] | None
    scopes: tuple[str, ...]


class Tokenizer:
    def __init__(self, grammar: Rule) -> None:
        self.grammar = grammar
        self.stack: list[Open] = []

    def read(self, text: str) -> list[Token]:
        """The pieces of a text that have a scope, in order."""
        self.stack = [Open(self.grammar, None, ())]
        return [
            token
            for line in text.splitlines(keepends=True)
            for token in self._line(line)
            if token.text.strip() and token.scopes
        ]

    def _line(self, line: str) -> Iterator[Token]:
        at = 0
        while at < len(line):
            found = self._next(line, at)
            if found is None:
                yield Token(line[at:], self.stack[-1].scopes)
                return
            match, rule = found
            if match.start() > at:
                yield Token(line[at : match.start()], self.stack[-1].scopes)
            yield from self._take(match, rule)
            at = max(match.end(), at if match.end() > at else at + (rule is not None and "begin" not in rule))

    def _next(self, line: str, at: int) -> tuple[re.Match[str], Rule | None] | None:
        """The earliest match: of the open span's end, or of a rule."""
        top = self.stack[-1]
        candidates: list[tuple[re.Match[str], Rule | None]] = []
        if top.end is not None and (end := top.end.search(line, at)):
            candidates.append((end, None))
        for rule in self._rules(top.rule["patterns"]):
            match = re.compile(rule.get("begin") or rule["match"]).search(line, at)
            if match is not None and (match.group() or "begin" in rule):
                candidates.append((match, rule))
        return min(candidates, key=lambda item: item[0].start(), default=None)

    def _rules(self, patterns: list[Rule]) -> Iterator[Rule]:
        for pattern in patterns:
            if "include" in pattern:
                yield from self._rules([self.grammar["repository"][pattern["include"].removeprefix("#")]])
            elif "match" in pattern or "begin" in pattern:
                yield pattern
            else:
                yield from self._rules(pattern["patterns"])

    def _take(self, match: re.Match[str], rule: Rule | None) -> Iterator[Token]:
        scopes = self.stack[-1].scopes
        if rule is None:
            yield from self._captured(match, self.stack.pop().rule.get("endCaptures", {}), scopes)
            return
        inner = (*scopes, rule["name"]) if "name" in rule else scopes
        if "match" in rule:
            yield from self._captured(match, rule.get("captures", {}), inner)
            return
        yield from self._captured(match, rule.get("beginCaptures", {}), inner)
        ending = re.sub(r"\\(\d)", lambda group: re.escape(match[int(group[1])]), rule["end"])
        self.stack.append(Open(rule, re.compile(ending), inner))

    def _captured(self, match: re.Match[str], captures: Rule, scopes: tuple[str, ...]) -> Iterator[Token]:
        if "0" in captures or not captures:
            own = (captures["0"]["name"],) if captures else ()
            yield Token(match.group(), (*scopes, *own))
            return
        for number, capture in captures.items():
            text = match[int(number)]
            if "name" in capture:
                yield Token(text, (*scopes, capture["name"]))
            else:
                inner = Tokenizer({**self.grammar, "patterns": capture["patterns"]})
                yield from inner.read(text)
