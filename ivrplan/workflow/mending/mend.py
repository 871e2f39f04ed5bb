"""Mend what can be mended without asking anybody: find, edit, prove that nothing else changed, write."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivrplan.diagnostics import ConfigurationError, Diagnostic, Severity, error, warning
from ivrplan.workflow.format import Formatted, replace_file
from ivrplan.workflow.lint import Found, Lint, LintRequest, lint_project
from ivrplan.workflow.mending.edits import Edit, edited
from ivrplan.workflow.mending.places import edits_of
from ivrplan.workflow.mending.proof import proven
from ivrplan.workflow.project import Project, open_project

UNPROVEN: Final = "More than that would change."

_MARK: Final = "\ufeff"
_ROUNDS: Final = 5
"""Edits that touch each other are made one after the other."""
_SINGLE: Final = 100
"""So many edits are tried one by one where they cannot be made together."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of it.

    Attributes:
        lint: what is left.
        changed: the files that are, or would be, changed.
        fixed: the findings that are gone.
        notes: why others that offer a fix could not be mended.
    """

    lint: Lint
    changed: tuple[Formatted, ...]
    fixed: tuple[Found, ...]
    notes: tuple[Diagnostic, ...]


def mend(request: LintRequest) -> Mended:
    """Mend flows. No file is written: see `write`.

    Raises:
        ConfigurationError: the files cannot be loaded, or a rule or a flow does not exist.
    """
    project = open_project(request.load)
    before = project.configuration.sources
    lint = lint_project(project, request)
    texts: dict[str, str] = {}
    fixed: list[Found] = []
    refused: dict[str, tuple[Found, str]] = {}
    for _ in range(_ROUNDS):
        step = _step(project, request, lint, texts)
        refused = step.refused
        if not step.made:
            break
        fixed += step.made
        texts |= step.texts
        project = step.project
        lint = lint_project(project, request)
    changed = tuple(Formatted(name, before[name], text) for name, text in sorted(texts.items()))
    return Mended(lint, changed, tuple(fixed), tuple(_note(one, why) for one, why in refused.values()))


def write(root: Path, changed: Iterable[Formatted]) -> None:
    """Write files, each at once, with the line ends that they have.

    Args:
        root: the root folder.
        changed: what changed in its files.

    Raises:
        ConfigurationError: a file cannot be written.
    """
    for one in changed:
        path = (root / one.name).resolve()
        try:
            there = path.read_bytes().decode()
            if there.removeprefix(_MARK).replace("\r\n", "\n") != one.before:
                raise ConfigurationError(_moved(one.name))
            ends = "\r\n" if "\r\n" in there else "\n"
            mark = _MARK if there.startswith(_MARK) else ""
            replace_file(path, mark + one.after.replace("\n", ends))
        except OSError as failure:
            detail = f'"{path}": {failure.strerror or type(failure).__name__}.'
            raise ConfigurationError(error("File cannot be written", detail)) from None


@dataclass(frozen=True, slots=True)
class _Step:
    """What one round of edits comes to."""

    project: Project
    made: tuple[Found, ...]
    texts: Mapping[str, str]
    refused: dict[str, tuple[Found, str]]


def _step(project: Project, request: LintRequest, lint: Lint, texts: Mapping[str, str]) -> _Step:
    wanted: dict[Edit, list[Found]] = defaultdict(list)
    refused: dict[str, tuple[Found, str]] = {}
    for found, edit in edits_of(lint.found, project.configuration):
        if isinstance(edit, Edit):
            wanted[edit].append(found)
        else:
            refused[found.fingerprint] = found, edit
    trial = _Trial(project, request, texts)
    edits = _apart(wanted)
    made = trial.of(wanted, edits)
    if made is None:
        made, failed = trial.singly(wanted, edits)
        refused |= {one.fingerprint: (one, UNPROVEN) for edit in failed for one in wanted[edit]}
    return replace(made, refused=refused)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that do not touch one that comes before them."""
    chosen: list[Edit] = []
    for edit in sorted(edits):
        if not chosen or chosen[-1].file != edit.file or chosen[-1].end <= edit.start:
            chosen.append(edit)
    return chosen


@dataclass(frozen=True, slots=True)
class _Trial:
    """Tries edits out on texts that nobody has written yet."""

    project: Project
    request: LintRequest
    texts: Mapping[str, str]

    def of(self, wanted: Mapping[Edit, Sequence[Found]], edits: Sequence[Edit]) -> _Step | None:
        """What comes of these edits; None where they change more than they should."""
        if not edits:
            return _Step(self.project, (), {}, {})
        texts = {**self.texts, **dict(self._edited(edits))}
        try:
            project = open_project(replace(self.request.load, overlay=self._overlay(texts)))
        except ConfigurationError:
            return None  # the edits broke something, so they are not made
        made = tuple(one for edit in edits for one in wanted[edit])
        if not proven(self.project.configuration, project.configuration, made):
            return None
        return _Step(project, made, texts, {})

    def singly(
        self, wanted: Mapping[Edit, Sequence[Found]], edits: Sequence[Edit]
    ) -> tuple[_Step, list[Edit]]:
        """As many of these edits as can be made, and those that cannot."""
        good: list[Edit] = []
        failed: list[Edit] = list(edits[_SINGLE:])
        step = _Step(self.project, (), {}, {})
        for edit in edits[:_SINGLE]:
            tried = self.of(wanted, [*good, edit])
            if tried is None:
                failed.append(edit)
            else:
                step = tried
                good.append(edit)
        return step, failed

    def _edited(self, edits: Iterable[Edit]) -> Iterator[tuple[str, str]]:
        by_file: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_file[edit.file].append(edit)
        sources = self.project.configuration.sources
        yield from ((file, edited(file, sources[file], some)) for file, some in by_file.items())

    def _overlay(self, texts: Mapping[str, str]) -> dict[Path, str]:
        root = self.request.load.root
        ours = {Path(os.path.abspath(root / name)): text for name, text in texts.items()}  # noqa: PTH100 - links stay
        return {**self.request.load.overlay, **ours}


def _moved(name: str) -> Diagnostic:
    detail = f'"{name}" was changed by somebody else meanwhile, so it stays as it is.'
    return error("File changed meanwhile", detail, hint="Run the command again.")


def _note(found: Found, why: str) -> Diagnostic:
    rule = found.finding.rule
    note = warning(
        "Fix not made",
        f"What {rule} says of {found.address} could be mended, but not here. {why}",
        hint="Mend it by hand.",
        range=found.range,
        address=found.address,
    )
    return replace(note, severity=Severity.NOTE)
