"""Folders in memory, with a mark where the cursor stands."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivrplan.editor.blocks import vocabulary
from ivrplan.editor.documents import document
from ivrplan.editor.folder import Folder, IndexedDocument
from tests.config.case_schemas import SCHEMAS

CURSOR: Final = "§"
ROOT: Final = Path("/project")
MAIN: Final = ROOT / "main.ivr.hcl"

WORDS: Final = vocabulary(SCHEMAS)


def folder_of(files: dict[str, str]) -> Folder:
    """A folder with these files; marks are taken out."""
    read = {ROOT / name: document(ROOT / name, text.replace(CURSOR, "")) for name, text in files.items()}
    return Folder(ROOT, {path: IndexedDocument(found) for path, found in read.items()}, WORDS)


def marked(text: str, **others: str) -> tuple[Folder, int]:
    """A folder whose main file is this text, and where its cursor stands."""
    files = {"main.ivr.hcl": text} | {f"{name}.ivr.hcl": other for name, other in others.items()}
    return folder_of(files), text.index(CURSOR)
