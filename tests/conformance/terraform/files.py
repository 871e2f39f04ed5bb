"""Well-formed files that are formatted by Terraform and by ivrplan: those of the cases, and made ones.

Made files are the same every time. They hold no Jinja, and nothing in which the two styles differ on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Final

from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from tests.language import cases, hcl
from tests.language.test_format_cases import CASES, read

MADE: Final = 150
_JINJA: Final = re.compile(r"\{[{%#]")
_NAMES: Final = ("a", "bb", "long_name", "größe", "名前", "x-y", "_z")
_TEXTS: Final = ('"text"', '"a ${b} c"', '"${x.y}${z}"', '"é👨‍👩‍👧"', '"%{if a}b%{else}c%{endif}"', '""')
_NUMBERS: Final = ("0", "1", "2.5", "1e3", "12345")
_OPERATORS: Final = ("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||")
_REMARKS: Final = ("# remark", "//remark", "#", "# { [ (", "# é👨‍👩‍👧")


def well_formed() -> list[str]:
    """Files of the cases, and made ones."""
    found = [read(f"{name}.in") for name in CASES]
    found += [case.source for case in cases.load() if case.kind == "config"]
    found += [case.source for case in hcl.load() if case.kind == "config"]
    read_back = [text for text in dict.fromkeys(found) if not _JINJA.search(text) and _is_read(text)]
    return [text.replace("\r\n", "\n") for text in read_back] + [_Maker(seed).file() for seed in range(MADE)]


def _is_read(text: str) -> bool:
    return not parse(SourceText.of_file("case", text)).diagnostics


class _Maker:
    """Makes one file, with blanks and line ends wherever they may stand."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._count = 0

    def file(self) -> str:
        return "".join(self._items(3))

    def _items(self, depth: int) -> Iterator[str]:
        for _ in range(self._random.randint(1, 5)):
            yield from self._item(depth)

    def _item(self, depth: int) -> Iterator[str]:
        match self._random.randint(0, 9):
            case 0:
                yield self._blank() + "\n"
            case 1:
                yield f"{self._blank()}{self._random.choice(_REMARKS)}\n"
            case 2 | 3 if depth:
                yield f"{self._blank()}{self._name()}{self._blank()} {self._label()}{self._blank()}{{{self._end()}"
                yield from self._items(depth - 1)
                yield f"{self._blank()}}}{self._end()}"
            case 4:
                yield f"{self._blank()}{self._name()}{self._blank()}= <<-EOT\n  as   it  is\n   EOT\n"
            case _:
                value = self._value(depth)
                yield f"{self._blank()}{self._name()}{self._blank()}={self._blank()}{value}{self._end()}"

    def _value(self, depth: int) -> str:
        if not depth:
            return self._random.choice((*_TEXTS, *_NUMBERS, "var.x", "local.y.z", "true", "null"))
        inner = self._gapped
        match self._random.randint(0, 9):
            case 0:
                return inner("[", *self._separated(depth), "]")
            case 1:
                return self._object(depth)
            case 2:
                return inner("f", "(", *self._separated(depth), ")")
            case 3:
                return inner("(", self._value(depth - 1), self._random.choice(_OPERATORS), "y", ")")
            case 4:
                return inner("a.b", "?", self._value(depth - 1), ":", "z")
            case 5:
                return inner("[", " for k,v in x", ":", self._value(depth - 1), "]")
            case 6:
                return inner("x", "[", self._random.choice(_NUMBERS), "]", ".", "y")
            case 7:
                return inner("!", "x") + " && - 1 < y"
            case _:
                return self._value(0)

    def _object(self, depth: int) -> str:
        keys = [self._random.choice(('"a b"', "c", "(d)", "long")) for _ in range(self._random.randint(0, 3))]
        end = self._random.choice((",", "\n", ",\n"))
        items = [self._gapped(key, "=", self._value(depth - 1)) + end for key in keys]
        return "{" + self._blank() + ("\n" if "\n" in end else "") + "".join(items) + self._blank() + "}"

    def _separated(self, depth: int) -> Iterator[str]:
        for number in range(self._random.randint(0, 3)):
            if number:
                yield "," + self._random.choice(("", " ", "\n", " # remark\n"))
            yield self._value(depth - 1)

    def _gapped(self, *parts: str) -> str:
        return "".join(part + self._blank() for part in parts).rstrip(" \t")

    def _blank(self) -> str:
        return self._random.choice(("", "", " ", "   ", "\t"))

    def _end(self) -> str:
        return self._blank() + self._random.choice(("", "", "", f" {self._random.choice(_REMARKS)}")) + "\n"

    def _label(self) -> str:
        return self._random.choice(('"x"', '"x"   "y z"', ""))

    def _name(self) -> str:
        self._count += 1
        return f"{self._random.choice(_NAMES)}{self._count}"
