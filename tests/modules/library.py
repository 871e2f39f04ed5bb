"""The modules of the library and the examples, found by looking; and what they are loaded with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest, VariableFile
from ivrplan.workflow.project import open_project
from tests.repo.pages import ROOT

LIBRARY: Final = ROOT / "modules"
MODULES: Final = tuple(sorted(file.parent for file in LIBRARY.glob("*/main.ivr.hcl")))
BASIC: Final = tuple(sorted(file.parent for file in LIBRARY.glob("*/examples/*/main.ivr.hcl")))
REFERENCE: Final = ROOT / "examples" / "reference_line"
VALUES: Final = ROOT / "tests" / "cases" / "modules"


def named(path: Path) -> str:
    """How a test calls a folder or a file."""
    return str(path.relative_to(ROOT))


def request(folder: Path, *values: Path) -> LoadRequest:
    """What is asked for to load a folder with files of values."""
    return LoadRequest(folder, variables=tuple(map(VariableFile, values)))


def loaded(folder: Path, *values: Path) -> Configuration:
    """The configuration of a folder, with files of values."""
    return open_project(request(folder, *values)).configuration
