"""Hundreds of files formatted by `terraform fmt` and by ivrplan: what differs does so on purpose.

`style_differences.txt` lists every difference under its name in the table of docs/reference/style.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import pytest

from ivrplan.language.format import format_source
from tests.conformance.terraform.files import well_formed
from tests.conformance.terraform.oracle import Terraform

LIST: Final = Path(__file__).with_name("style_differences.txt")
PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "style.md"
END: Final = "(no line end)"


def listed() -> dict[str, str]:
    """The name of each difference that is meant."""
    found: dict[str, str] = {}
    for section in re.split(r"^=== ", LIST.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, text = section.partition("\n")
        found |= dict.fromkeys(text.strip("\n").split("\n\n"), name)
    return found


def lines(text: str) -> list[str]:
    return [*text.splitlines(), *([] if text.endswith("\n") else [END])]


def differences(theirs: str, ours: str) -> Iterator[str]:
    before, after = lines(theirs), lines(ours)
    for tag, start, stop, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield "\n".join(marked("-", before[start:stop]) + marked("+", after[first:last]))


def marked(sign: str, some: Iterable[str]) -> list[str]:
    return [f"{sign} {line}" for line in some]


@pytest.fixture(scope="module")
def files() -> list[str]:
    return well_formed()


def test_only_what_is_listed_differs(terraform: Terraform, files: list[str], tmp_path: Path) -> None:
    refused = terraform.misread(files)
    read = [text for number, text in enumerate(files) if number not in refused]
    theirs = terraform.formatted(read)
    found = {
        difference
        for text, written in zip(read, theirs, strict=True)
        for difference in differences(written, format_source("case.ivrvars", text))
    }

    assert len(read) > 250
    assert sorted(found - listed().keys()) == [], "not listed"
    assert sorted(listed().keys() - found) == [], "listed, but does not occur"


def test_every_difference_has_its_reason() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Differences")[2]

    named = re.findall(r"^\| (\w+) \|", table, re.MULTILINE)
    assert set(listed().values()) == set(named) - {"difference"}
