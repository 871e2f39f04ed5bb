"""Terraform as the judge: thousands of expressions, and every well-formed and malformed file of the cases.

What differs on purpose is listed in `differences.txt` under the headings of docs/reference/terraform.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import pytest

from ivrplan.language.functions.table import FUNCTIONS
from ivrplan.language.functions.unavailable import UNAVAILABLE
from ivrplan.language.parser import Parsed, parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Body
from tests.conformance.terraform.generated import generated
from tests.conformance.terraform.oracle import Terraform
from tests.conformance.terraform.questions import (
    HERE,
    Question,
    difference,
    intended,
    lines,
    observe,
    portable,
    questions,
)
from tests.language import cases, hcl
from tests.strategies.mutations import mutate

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "terraform.md"


def judge(terraform: Terraform, asked: Sequence[Question]) -> int:
    """Compare the answers; how many values there were."""
    answers = terraform.values(question.portable for question in asked)
    found = {
        question.expression: f"{question.origin}: {told}"
        for question, answer in zip(asked, answers, strict=True)
        if (told := difference(observe(question.expression), answer))
    }
    listed = intended().keys() & {question.expression for question in asked}

    assert {text: told for text, told in found.items() if text not in listed} == {}
    assert listed - found.keys() == set(), "listed as differing, but the same: take it off the list"
    return sum(not answer.problem for answer in answers)


def combinations() -> list[Question]:
    known = {question.expression for question in questions()}
    return [
        Question("generated", text, portable(text))
        for text in dict.fromkeys(generated())
        if text not in known
    ]


def test_expressions_have_terraforms_values(terraform: Terraform) -> None:
    asked = questions()

    assert judge(terraform, asked) > 1000
    assert len(asked) > 1500


@pytest.mark.skipif("IVRPLAN_CONFORMANCE" not in os.environ, reason="make conformance asks these, too")
def test_combinations_have_terraforms_values(terraform: Terraform) -> None:
    asked = combinations()

    assert judge(terraform, asked) > 1000
    assert len(asked) > 3000


def test_what_is_listed_as_differing_is_asked() -> None:
    asked = {question.expression for question in (*questions(), *combinations())}

    assert intended().keys() - asked == set()


def files() -> dict[str, str]:
    """The cases that are whole files, by name."""
    written = {case.name: case.source for case in cases.load() if case.kind == "config"}
    return written | {case.name: case.source for case in hcl.load() if case.kind == "config"}


def test_files_are_well_formed_where_terraform_says_so(terraform: Terraform) -> None:
    names, texts = list(files()), list(files().values())
    misread = terraform.misread(texts)
    ours = {
        number for number, text in enumerate(texts) if parse(SourceText.of_file("file", text)).diagnostics
    }

    assert {names[number] for number in misread ^ ours} == OTHERWISE_READ
    assert len(ours) > 100
    assert len(texts) - len(ours) > 100


OTHERWISE_READ: Final = {
    "05-numeric-literals: NumericLit: more than a thousand digits",
    "07-blocks: OneLineBlock: several attributes, separated by commas",
    "bodies: a block on one line may hold several attributes",
}
"""What differs on purpose: a bound, and an extension."""


SPOILED: Final = 6000 if "IVRPLAN_CONFORMANCE" in os.environ else 600
BOUNDS: Final = {"Expression too long", "Nested too deeply", "Number out of range"}
BLANK_BEHIND_MARKER: Final = re.compile(r"<<-?\S+[ \t]+$", re.MULTILINE)


def spoiled() -> list[str]:
    """The well-formed files with mistakes made in them, which leave some of them well-formed."""
    random = Random("spoiled")
    sound = [text for text in files().values() if not parse(SourceText.of_file("file", text)).diagnostics]
    made = (mutate(random.choice(sound), random.choice(sound), random) + "\n" for _ in range(SPOILED))
    return [
        text for text in made if "\r" not in text and "\x85" not in text
    ]  # exotic line ends differ in heredocs


def test_spoiled_files_are_well_formed_where_terraform_says_so(terraform: Terraform) -> None:
    texts = spoiled()
    misread = terraform.misread(texts)
    parsed = [parse(SourceText.of_file("file", text)) for text in texts]
    ours = {number for number, one in enumerate(parsed) if one.diagnostics}

    assert [texts[number] for number in misread ^ ours if not on_purpose(parsed[number])] == []
    assert 0.2 * SPOILED < len(ours) < 0.95 * SPOILED


def on_purpose(parsed: Parsed) -> bool:
    """Whether a bound, or an extension of our own, makes the difference."""
    if parsed.diagnostics:
        return any(problem.summary in BOUNDS for problem in parsed.diagnostics)
    return extended(parsed.body) or BLANK_BEHIND_MARKER.search(parsed.body.source.text) is not None


def extended(body: Body) -> bool:
    """Whether a block on one line holds several attributes, which is our own extension."""
    return any(
        extended(block.body)
        or (
            len(block.body.attributes) > 1
            and "\n" not in body.source.text[block.body.start : first(block.body).start]
        )
        for block in body.blocks
    )


def first(body: Body) -> Attribute:
    return next(iter(body.attributes.values()))


def test_every_function_of_terraform_is_offered_or_refused_with_a_reason() -> None:
    theirs = set(lines(HERE / "functions.txt"))

    assert theirs - FUNCTIONS.keys() - UNAVAILABLE.keys() == set()
    assert FUNCTIONS.keys() - theirs == {"env"}
    assert UNAVAILABLE.keys() - theirs == {"type"}, "the console's own, which is in no list"
    assert all(entry.reason and entry.hint for entry in UNAVAILABLE.values())


def test_the_list_of_terraforms_functions_is_complete(terraform: Terraform) -> None:
    assert terraform.functions() - set(lines(HERE / "functions.txt")) == set()


def test_every_difference_is_explained_on_the_page() -> None:
    explained = re.findall(r"^\| ([^|`]+?) \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert set(intended().values()) - set(explained) == set()
