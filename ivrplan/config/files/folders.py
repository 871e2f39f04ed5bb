"""The folders of modules: each is read once, however often it is called, and rendered for every call.

What is read before templates run, and what they make, are two passes over the same files; see early.py.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ivrplan.config.files.early import Early, FirstPass, Known, first_pass, read_early
from ivrplan.config.files.loader import Files, configuration_files
from ivrplan.diagnostics import ConfigurationError, Problems
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Body
from ivrplan.language.template import TemplateContext, TemplateEngine

HERE = "."
"""The root folder, seen from itself."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file with its templates worked out, and what it says."""

    source: SourceText
    body: Body


@dataclass(frozen=True)
class Folder:
    """The files of one module.

    Attributes:
        path: where it is.
        name: how messages call it: its path from the root folder on; `.` for that itself.
        engine: renders its templates.
        passes: its files as far as they can be read before templates run.
        early: the blocks that are read then.
    """

    path: Path
    name: str
    engine: TemplateEngine
    passes: Sequence[FirstPass]
    early: Early

    @cached_property
    def templated(self) -> bool:
        """Whether any of its files has a template in it."""
        return any(not item.final for item in self.passes)

    def render(self, known: Known) -> list[Rendered]:
        """The files with their templates worked out.

        Raises:
            ConfigurationError: a template fails, or makes something that is no syntax.
        """
        problems = Problems()
        seen = {**known.constants, "local": known.locals} if self.templated else {}
        context = TemplateContext.of(seen)
        rendered = [self._render_file(item, context, problems) for item in self.passes]
        problems.raise_if_failed()
        return [item for item in rendered if item is not None]

    def _render_file(self, item: FirstPass, context: TemplateContext, problems: Problems) -> Rendered | None:
        if item.final:
            return Rendered(item.blocks.source, item.parsed.body)
        try:
            source = self.engine.render(item.file.name, item.file.text, context)
        except ConfigurationError as failure:
            problems.catch(failure)
            return None
        parsed = parse(source)
        problems.add(*parsed.diagnostics)
        return Rendered(source, parsed.body)


@dataclass(slots=True)
class Folders:
    """Opens folders.

    Attributes:
        root: the root folder.
        files: reads files.
        functions: what templates can call.
        problems: gets what is wrong with files, once.
    """

    root: Path
    files: Files
    functions: Mapping[str, BoundFunction]
    problems: Problems
    _opened: dict[Path, Folder | None] = field(default_factory=dict)

    def open(self, path: Path) -> Folder | None:
        """The folder; None when something is wrong with its files, which is a problem already."""
        key = path.resolve()
        if key not in self._opened:
            self._opened[key] = self._open(path)
        return self._opened[key]

    def _open(self, path: Path) -> Folder | None:
        name = HERE if path == self.root else Path(os.path.relpath(path, self.root)).as_posix()
        prefix = "" if name == HERE else f"{name}/"
        found = Problems()
        engine = TemplateEngine(path, self.functions, prefix=prefix)
        try:
            texts = self.files.read(configuration_files(path, self.files.overlay), prefix)
            passes = [first_pass(file, engine) for file in texts]
        except ConfigurationError as failure:
            self.problems.catch(failure)
            return None
        early = read_early(passes, found)
        self.problems.add(*found.items)
        return None if found.failed else Folder(path, name, engine, passes, early)
