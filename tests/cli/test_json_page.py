"""The page about JSON is true: its samples are compared with what the commands print, one after the other."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from ivrplan.apply.progress import Event
from tests.cli.conftest import Command

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
MORE: Final = "..."
OF_RELEASES: Final = frozenset({"rollback", "versions"})


class Sample(NamedTuple):
    """A command of the page, and the documents that it is said to print."""

    words: list[str]
    documents: list[Any]


def samples() -> Iterator[Sample]:
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ivrplan ", block, flags=re.MULTILINE)[1:]:
            line, _, text = part.partition("\n")
            yield Sample(shlex.split(line), list(documents(text)))


def documents(text: str) -> Iterator[Any]:
    """The JSON documents in a text. A bare `...` becomes a member or an item that stands for more."""
    text = re.sub(r"([{,]\s*)\.\.\.(?=\s*\})", rf'\1"{MORE}": true', text)
    text = re.sub(r"([\[,]\s*)\.\.\.(?=\s*\])", rf'\1"{MORE}"', text)
    decoder, position = json.JSONDecoder(), 0
    while text[position:].strip():
        position += len(text[position:]) - len(text[position:].lstrip())
        document, position = decoder.raw_decode(text, position)
        yield document


def differences(sample: Any, printed: Any, path: str = "$") -> Iterator[str]:
    """Where what was printed is not as the sample has it."""
    if sample == MORE:
        return
    if isinstance(sample, dict) and isinstance(printed, dict):
        told = {name: part for name, part in sample.items() if name != MORE}
        if MORE not in sample and told.keys() != printed.keys():
            yield f"{path}: members {sorted(printed)}"
        for name, part in told.items():
            yield from differences(part, printed.get(name, "(missing)"), f"{path}.{name}")
    elif isinstance(sample, list) and isinstance(printed, list):
        told_items = [part for part in sample if part != MORE]
        if len(printed) < len(told_items) or (len(printed) != len(sample) and MORE not in sample):
            yield f"{path}: {len(printed)} items"
        for number, (part, item) in enumerate(zip(told_items, printed, strict=False)):
            yield from differences(part, item, f"{path}[{number}]")
    elif sample != printed:
        yield f"{path}: {printed!r} instead of {sample!r}"


def test_the_samples_are_what_the_commands_print(project: Command) -> None:
    """In the order of the page: what comes before `apply` finds nothing deployed, the rest finds what it deployed."""
    project.monkeypatch.setenv("IVRPLAN_AUDIT_PATH", "audit.jsonl")
    assert not _wrong(project, [one for one in samples() if one.words[0] not in OF_RELEASES])


def test_the_samples_of_releases_are_what_the_commands_print(project: Command) -> None:
    """The same flow, released as `one` and then as `two`."""
    text = (project.folder / "main.ivr.hcl").read_text(encoding="utf-8")
    block = "  flow = flow.main\n}"
    for tag in ("one", "two"):
        project.write(text.replace(block, f'  flow = flow.main\n  release {{ tag = "{tag}" }}\n}}'))
        assert project("apply", "--auto-approve", "--var", f"say=This is {tag}.").code == 0
    assert not _wrong(project, [one for one in samples() if one.words[0] in OF_RELEASES])


def _wrong(project: Command, chosen: Iterable[Sample]) -> Mapping[str, list[str]]:
    wrong = {}
    for sample in chosen:
        printed = list(documents(project(*sample.words).out))
        found = list(differences(sample.documents, printed))
        if found:
            wrong[shlex.join(sample.words)] = found
    return wrong


def test_the_page_has_a_sample_of_every_command_that_writes_json() -> None:
    named = {sample.words[0] for sample in samples()}
    assert named == {
        "validate",
        "lint",
        "explain",
        "test",
        "fmt",
        "plan",
        "apply",
        "rollback",
        "versions",
        "drift",
        "import",
        "audit",
        "state",
        "workspace",
        "output",
        "report",
        "simulate",
        "console",
        "graph",
    }


@pytest.mark.parametrize(
    ("sample", "printed", "same"),
    [
        ({"a": 1, MORE: True}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "b": 1}, {"a": 1}, False),
        ([1, MORE], [1, 2, 3], True),
        ([1], [1, 2], False),
        ([1, 2, MORE], [1], False),
        ("...", "anything", True),
        (1, 2, False),
    ],
)
def test_the_comparison_finds_what_differs(sample: Any, printed: Any, same: bool) -> None:
    assert (not list(differences(sample, printed))) is same


def test_every_kind_of_event_is_in_the_table() -> None:
    told = set(
        re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| (.*?) \|", PAGE.read_text(), re.MULTILINE)))
    )
    kinds = {
        "apply_start",
        "step_start",
        "step_complete",
        "apply_complete",
        "apply_errored",
        "apply_skipped",
        "read_complete",
        "read_errored",
        "recovered",
        "waiting",
    }
    assert len(kinds) == len(Event.__args__)
    listening = {"listening", "drift", "not_managed", "failed"}
    assert told == kinds | listening | {"version", "plan", "apply_progress", "summary", "error"}
