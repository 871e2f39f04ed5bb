"""Reads the project's Markdown pages: their fenced blocks, their links, the paths that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

_FENCE: Final = re.compile(r"^```(?P<tag>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED: Final = re.compile(r"(?:^(?: {4}.*)?\n)+", re.MULTILINE)
_CODE: Final = re.compile(r"`[^`\n]+`")
_LINK: Final = re.compile(r"\[[^\]]+\]\((?P<target>[^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
_COMMAND: Final = re.compile(r"(?:`|^\$ |^ {4,})ivrplan (?P<verb>[a-z]+(?:-[a-z]+)*)\b(?! *=)", re.MULTILINE)
_PATH: Final = re.compile(
    r"(?:ivrplan|tests|docs|examples|benchmarks|modules|schema)/[\w./-]*[\w/]|[A-Z]+\.md|pyproject\.toml"
)


@dataclass(frozen=True)
class Fence:
    """A fenced block: the page that it stands on, the line it begins at, its tag and its text."""

    page: Path
    line: int
    tag: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every page: those at the root, and everything below `docs/`, `examples/` and `modules/`."""
    return sorted(
        [*ROOT.glob("*.md")]
        + [page for folder in ("docs", "examples", "modules") for page in (ROOT / folder).rglob("*.md")]
    )


def fences(page: Path, *tags: str) -> list[Fence]:
    """The fenced blocks of a page with one of these tags; all of them when none is given."""
    text = page.read_text(encoding="utf-8")
    return [
        Fence(page, text.count("\n", 0, found.start()) + 1, found["tag"], found["text"])
        for found in _FENCE.finditer(text)
        if not tags or found["tag"] in tags
    ]


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return _INDENTED.sub("\n", _FENCE.sub("", page.read_text(encoding="utf-8")))


def links(page: Path) -> Iterator[str]:
    """The targets of the page's links."""
    return (found["target"] for found in _LINK.finditer(_CODE.sub("", prose(page))))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, made as code hosts make them."""
    titles = (found["title"].lower() for found in _HEADING.finditer(prose(page)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def named_commands(text: str) -> Iterator[str]:
    """The commands of ivrplan that a text tells people to run."""
    return (found["verb"] for found in _COMMAND.finditer(text))


def named_paths(text: str) -> Iterator[str]:
    """The paths of the project that a text names in code quotes. Those with a placeholder name no file."""
    for quoted in _CODE.findall(text):
        path = quoted.strip("`").partition(":")[0]
        if _PATH.fullmatch(path):
            yield path
