"""The forms in which findings are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from ivrplan.diagnostics import Severity
from ivrplan.views.lints.document import lint_json
from ivrplan.views.lints.github import annotated
from ivrplan.views.lints.gitlab import code_quality
from ivrplan.views.lints.junit import junit
from ivrplan.views.lints.sarif import sarif
from ivrplan.views.lints.text import concise_text, lint_text
from ivrplan.views.palette import Palette
from ivrplan.views.text import json_text
from ivrplan.workflow.lint import Lint


class Form(StrEnum):
    """A form."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True)
class Around:
    """What forms depend on besides the findings.

    Attributes:
        folder: the root folder, as seen from where the command runs.
        level: the mildest severity that fails; None where nothing does.
        palette: colours for people.
        width: columns for people.
        pages: the explanations of rules in Markdown, by id.
    """

    folder: Path
    level: Severity | None
    palette: Palette
    width: int
    pages: Mapping[str, str]


def written(lint: Lint, form: Form, around: Around) -> str:
    """What was found, in a form, without a final line end."""
    match form:
        case Form.TEXT:
            return lint_text(lint, around.palette, around.width)
        case Form.CONCISE:
            return concise_text(lint, around.folder)
        case Form.JSON:
            return json_text(lint_json(lint, failed=lint.reaches(around.level)), indent=2)
        case Form.SARIF:
            return json_text(sarif(lint, around.folder, around.pages), indent=2)
        case Form.JUNIT:
            return junit(lint, around.folder, around.level)
        case Form.GITHUB:
            return annotated(lint, around.folder)
        case Form.GITLAB:
            return json_text(code_quality(lint, around.folder), indent=2)
        case _:
            assert_never(form)
