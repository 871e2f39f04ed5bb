"""In the project's own examples nothing is wrong, and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Severity
from ivrplan.editor.blocks import known_words
from ivrplan.editor.checking import check_folder, unknown_values
from ivrplan.editor.folder import Folder
from ivrplan.editor.hover import hover
from ivrplan.editor.index import Kind
from ivrplan.editor.library import Library, required_variables
from ivrplan.editor.navigation import definitions
from ivrplan.workflow.project import load_providers
from tests.repo.pages import ROOT

EXAMPLES: Final = {"quickstart": "default", "staging_production": "staging"}


def dark(folder: Folder) -> Iterator[str]:
    """The references that lead nowhere, or of which nothing is told."""
    for path, file in folder.files.items():
        for use in file.index.uses:
            offset = use.name.start + 1
            led = use.symbol.kind is Kind.BUILTIN or definitions(folder, path, offset)
            if not led or hover(folder, path, offset) is None:
                yield f"{path.name}: {use.symbol}"


@pytest.mark.parametrize(("name", "workspace"), EXAMPLES.items())
def test_an_example_is_sound_and_known_in_full(name: str, workspace: str) -> None:
    root: Path = ROOT / "examples" / name
    library = Library(known_words({}))
    assumed = unknown_values(required_variables(library.folder(root)))
    checked = check_folder(LoadRequest(root, workspace, assumed=assumed), load_providers({}))
    assert [problem.detail for problem in checked.diagnostics if problem.severity is Severity.ERROR] == []
    assert checked.configuration is not None

    library.keep(root, checked.configuration)
    folder = library.folder(root)
    assert sum(len(file.index.uses) for file in folder.files.values()) > 15
    assert list(dark(folder)) == []
