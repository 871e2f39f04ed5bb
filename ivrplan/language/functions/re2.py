"""Patterns in RE2's syntax to patterns in Python's."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import Final


class PatternError(Exception):
    """A pattern is not one of RE2's. The text says why, as part of a sentence."""


_CLASSES: Final = {"d": "0-9", "s": r"\t\n\f\r ", "w": "0-9A-Za-z_"}
_POSIX: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_ASSERTIONS: Final = {"A": r"\A", "z": r"\Z", "b": r"(?a:\b)", "B": r"(?a:\B)"}
_CONTROLS: Final = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_GROUP: Final = re.compile(r"\(\?(?:P?<(?P<name>\w+)>|(?P<flags>[imsU]*(?:-[imsU]+)?)(?P<end>[:)]))")
_REPEAT: Final = re.compile(r"[*+?]|\{(\d+)(?:,(\d*))?\}")
_HEX: Final = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")
_OCTAL: Final = re.compile(r"[1-7][0-7]{1,2}|0[0-7]{0,2}")
_PROPERTY: Final = re.compile(r"[pP](?:([A-Z])|\{(\^?)([A-Za-z_]+)\})")
_POSIX_CLASS: Final = re.compile(r"\[:(\^?)(\w+):\]")
_MOST_REPEATS: Final = 1000


def translate(pattern: str) -> str:
    """The pattern in Python's syntax.

    Raises:
        PatternError: RE2 has no such pattern.
    """
    return _Translation(pattern).run()


class _Translation:
    """A pattern on its way. `closers` says for each open group how many brackets end it, and the flags before it."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        self.closers: list[tuple[int, frozenset[str]]] = []
        self.extra = 0
        self.flags: frozenset[str] = frozenset()
        self.repeatable = False

    def run(self) -> str:
        while self.at < len(self.pattern):
            self.step(self.pattern[self.at])
        if self.closers:
            msg = "the pattern has a ( without its )"
            raise PatternError(msg)
        return "".join(self.out) + ")" * self.extra

    def step(self, character: str) -> None:
        if character == "(":
            self.open()
        elif character == ")":
            self.close()
        elif repeat := _REPEAT.match(self.pattern, self.at):
            self.repeat(repeat)
        elif character == "[":
            self.emit(self.bracket())
        elif character == "\\":
            self.escape()
        else:
            self.at += 1
            self.emit(self.plain(character), repeatable=character not in "|^")

    def emit(self, piece: str, *, repeatable: bool = True) -> None:
        self.out.append(piece)
        self.repeatable = repeatable

    def plain(self, character: str) -> str:
        match character:
            case "|":
                return self.alternative()
            case "^" | ".":
                return character
            case "$":
                return "$" if "m" in self.flags else r"\Z"
            case _:
                return re.escape(character)

    def alternative(self) -> str:
        """Flags that were set inside an alternative hold for the next one too: close and open their groups."""
        if not self.extra:
            return "|"
        return ")" * self.extra + "|" + self.flag_group() * self.extra

    def flag_group(self) -> str:
        on = "".join(sorted(self.flags & {"i", "m", "s"}))
        off = "".join(sorted({"i", "m", "s"} - self.flags))
        return f"(?{on}{'-' + off if off else ''}:"

    def open(self) -> None:
        if not self.pattern.startswith("(?", self.at):
            self.at += 1
            self.enter("(")
            return
        group = _GROUP.match(self.pattern, self.at)
        if group is None or (group["flags"] == "" and group["end"] == ")"):
            msg = "RE2 has no look-around or other special groups"
            raise PatternError(msg)
        self.at = group.end()
        if group["name"]:
            self.enter(f"(?P<{group['name']}>")
        elif group["end"] == ":":
            before = self.flags
            self.flags = self.changed(group["flags"])
            self.enter(self.flag_group(), before)
        else:
            self.flags = self.changed(group["flags"])
            self.out.append(self.flag_group())
            self.extra += 1

    def enter(self, piece: str, before: frozenset[str] | None = None) -> None:
        self.closers.append((self.extra, self.flags if before is None else before))
        self.extra = 0
        self.emit(piece, repeatable=False)

    def changed(self, text: str) -> frozenset[str]:
        on, _, off = text.partition("-")
        return (self.flags | set(on)) - set(off)

    def close(self) -> None:
        if not self.closers:
            msg = "the pattern has a ) without its ("
            raise PatternError(msg)
        self.at += 1
        piece = ")" * (self.extra + 1)
        self.extra, self.flags = self.closers.pop()
        self.emit(piece)

    def repeat(self, match: re.Match[str]) -> None:
        if not self.repeatable:
            msg = "the pattern repeats something that cannot be repeated"
            raise PatternError(msg)
        if any(int(count) > _MOST_REPEATS for count in match.groups() if count):
            msg = f"the pattern repeats something more than {_MOST_REPEATS} times"
            raise PatternError(msg)
        self.at = match.end()
        lazy = self.pattern.startswith("?", self.at)
        self.at += lazy
        self.emit(match.group() + ("?" if lazy != ("U" in self.flags) else ""), repeatable=False)

    def escape(self) -> None:
        following = self.pattern[self.at + 1 : self.at + 2]
        if following == "Q":
            end = self.pattern.find("\\E", self.at)
            literal = self.pattern[self.at + 2 : end if end >= 0 else None]
            self.at = end + 2 if end >= 0 else len(self.pattern)
            self.emit("".join(map(re.escape, literal)), repeatable=bool(literal))
        elif following in _ASSERTIONS:
            self.at += 2
            self.emit(_ASSERTIONS[following])
        else:
            inner, negated = self.escaped()
            self.emit(f"[{'^' if negated else ''}{inner}]")

    def escaped(self) -> tuple[str, bool]:
        """What an escape stands for, as the inside of a character class, and whether all others are meant."""
        start = self.at + 1
        following = self.pattern[start : start + 1]
        if following.lower() in _CLASSES:
            self.at += 2
            return _CLASSES[following.lower()], following.isupper()
        if found := _PROPERTY.match(self.pattern, start):
            self.at = found.end()
            return _property(found[1] or found[3]), (following == "P") != bool(found[2])
        return _quoted(self.character(start, following)), False

    def character(self, start: int, following: str) -> str:
        if found := _HEX.match(self.pattern, start):
            self.at = found.end()
            code = int(found[1] or found[2], 16)
            if code <= sys.maxunicode:
                return chr(code)
        elif found := _OCTAL.match(self.pattern, start):
            self.at = found.end()
            return chr(int(found[0], 8))
        elif following in _CONTROLS:
            self.at += 2
            return _CONTROLS[following]
        elif following and following.isascii() and not following.isalnum():
            self.at += 2
            return following
        msg = f"RE2 has no \\{following}" if following else "the pattern ends with a \\"
        raise PatternError(msg)

    def bracket(self) -> str:
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        inside: list[str] = []
        outside: list[str] = []
        first = True
        while first or not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                msg = "the pattern has a [ without its ]"
                raise PatternError(msg)
            piece, others = self.member()
            (outside if others else inside).append(piece)
            first = False
        self.at += 1
        return _class("".join(inside), outside, negated=negated)

    def member(self) -> tuple[str, bool]:
        if found := _POSIX_CLASS.match(self.pattern, self.at):
            if found[2] not in _POSIX:
                msg = f"RE2 has no class [:{found[2]}:]"
                raise PatternError(msg)
            self.at = found.end()
            return _POSIX[found[2]], bool(found[1])
        if self.pattern[self.at] == "\\" and not _is_range_end(self.pattern, self.at + 1):
            return self.escaped()
        low = self.bound()
        if self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at):
            self.at += 1
            high = self.bound()
            if high < low:
                msg = "the pattern has a range from a higher to a lower character"
                raise PatternError(msg)
            return f"{_quoted(low)}-{_quoted(high)}", False
        return _quoted(low), False

    def bound(self) -> str:
        character = self.pattern[self.at : self.at + 1]
        if character == "\\":
            return self.character(self.at + 1, self.pattern[self.at + 1 : self.at + 2])
        self.at += 1
        return character


def _is_range_end(pattern: str, at: int) -> bool:
    """Whether what is escaped here is one character, which a range can begin with."""
    return pattern[at : at + 1] not in {"d", "D", "s", "S", "w", "W", "p", "P"}


def _class(inside: str, outside: list[str], *, negated: bool) -> str:
    if not outside:
        return f"[{'^' if negated else ''}{inside}]"
    choices = [f"[{inside}]"] if inside else []
    union = "|".join([*choices, *(f"[^{piece}]" for piece in outside)])
    return rf"(?:(?!{union})[\s\S])" if negated else f"(?:{union})"


def _quoted(character: str) -> str:
    return (
        f"\\{character}" if character.isascii() and not character.isalnum() and character > " " else character
    )


@lru_cache(maxsize=64)
def _property(name: str) -> str:
    """The characters of a Unicode category, such as `L` or `Lu`, as the inside of a character class."""
    if name == "Any":
        return r"\s\S"
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(name) and not 0xD800 <= code <= 0xDFFF:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    if not ranges or len(name) > 2:
        msg = f"the class \\p{{{name}}} is not offered, only Unicode's categories such as \\p{{L}}"
        raise PatternError(msg)
    return "".join(f"{_quoted(chr(low))}-{_quoted(chr(high))}" for low, high in ranges)
