"""Cases as data: `tests/cases/language/*.cases`.

    === what the case shows
    --- config            or: expression, template
    the source, to the next mark; a config ends with a line end, the others do not
    --- tree
    what tree.py prints of it
    --- problems
    line:column-line:column Summary

`tree` and `problems` may be left out: then nothing was read, or nothing is wrong. Characters that editors hide are written
by their code, such as ⟦FEFF⟧.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cases" / "language"

CODE = re.compile(r"⟦([0-9A-F]+)⟧")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    kind: str
    source: str
    tree: str
    problems: str


def load() -> tuple[Case, ...]:
    """Every case of every file."""
    return tuple(read(path.stem, text) for path in sorted(FOLDER.glob("*.cases")) for text in texts(path))


def texts(path: Path) -> list[str]:
    return re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]


def read(stem: str, text: str) -> Case:
    title, *sections = re.split(r"^--- (\w+)\n", text, flags=re.MULTILINE)
    parts = dict(zip(sections[::2], sections[1::2], strict=True))
    kind = sections[0]
    source = CODE.sub(lambda found: chr(int(found[1], 16)), parts[kind])
    if kind != "config":
        source = source.removesuffix("\n")
    tree, problems = (parts.get(name, "").strip("\n") for name in ("tree", "problems"))
    return Case(f"{stem}: {title.strip()}", kind, source, tree, problems)
