"""Pages point at what is there, and their examples can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from ivrplan.cli.table import COMMANDS
from ivrplan.config.request import LoadRequest
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.workflow.validate import validate
from tests.repo.pages import ROOT, Fence, anchors, fences, links, named_commands, named_paths, pages

PAGES: Final = pages()
EXAMPLES: Final = [fence for page in PAGES for fence in fences(page, "hcl")]
DECISIONS: Final = sorted((ROOT / "docs" / "decisions").glob("*.md"))

ENVIRONMENT: Final = {"CXONE_CLIENT_ID": "id", "CXONE_CLIENT_SECRET": "secret"}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{named(page)} links to {link}"
        assert not anchor or anchor in anchors(target), (
            f"{named(page)} links to {link}, which has no such heading"
        )


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [path for path in named_paths(text) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    lines = [line for fence in fences(page, "sh") for line in fence.text.splitlines()]
    shown = "".join(f"$ {line}\n" for line in lines)
    verbs = set(named_commands(page.read_text(encoding="utf-8") + shown))

    assert sorted(verbs - COMMANDS.keys()) == []


def test_the_index_lists_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    with_an_index = {page.parent for page in listed if page.name == "README.md"}
    unlisted = [
        page
        for page in set((ROOT / "docs").rglob("*.md")) - {index} - listed
        if page.parent not in listed | with_an_index
    ]

    assert sorted(map(named, unlisted)) == []


def test_decisions_are_numbered_without_gaps_and_say_their_number() -> None:
    assert [page.name[:4] for page in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    assert [page.name for page in DECISIONS if not says_number(page)] == []


def says_number(page: Path) -> bool:
    return page.read_text(encoding="utf-8").startswith(f"# {int(page.name[:4])}. ")


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_example_can_be_parsed(example: Fence) -> None:
    source = SourceText.of_file(str(example), without_templates(example.text))

    assert [found.detail for found in parse(source).diagnostics] == []


def without_templates(text: str) -> str:
    """The example as if its loops ran once: tags vanish, what they put out is a word."""
    return re.sub(r"\{\{.*?\}\}", "word", re.sub(r"\{%.*?%\}", "", text))


def test_the_examples_are_found() -> None:
    indented = [
        named(page) for page in PAGES if re.search(r"^ +```", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert indented == [], "only blocks at the margin are read"
    assert len(EXAMPLES) >= 30


def test_the_flow_in_the_readme_is_valid(tmp_path: Path) -> None:
    (example,) = fences(ROOT / "README.md", "hcl")
    (tmp_path / "main.ivr.hcl").write_text(example.text, encoding="utf-8")

    validation = validate(LoadRequest(tmp_path, environment=ENVIRONMENT))

    assert validation.diagnostics == ()
    assert (validation.flows, validation.resources) == (1, 1)
