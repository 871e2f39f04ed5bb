"""Folders of configuration that call modules, and a repository to call them from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.modules.folders import ModuleFolders
from ivrplan.config.place import Place
from ivrplan.diagnostics import ConfigurationError, Diagnostic
from ivrplan.language.source import SourceText

PLACE: Final = Place(SourceText.of_file("main.ivr.hcl", 'source = "x"'), 9, 12)


def call(source: str, name: str = "m") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n}}\n'


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def problem(failure: pytest.ExceptionInfo[ConfigurationError]) -> Diagnostic:
    """The only problem."""
    (found,) = failure.value.diagnostics
    return found


def folder(root: Path, source: str, caller: Path | None = None) -> Path:
    return ModuleFolders.of(root).folder(source, PLACE, caller or root)
