"""Checks folders after changes, and tells the editor what is wrong.

A check waits until nobody has typed for a moment, runs in a thread, and is not shown when the folder changed meanwhile:
then it runs again. So there is at most one check of a folder at a time, and what is shown was true of the texts it stands in.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from lsprotocol import types

from ivrplan.config.files.loader import CONFIGURATION
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, SourceRange
from ivrplan.editor.checking import Checked, check_folder, unknown_values
from ivrplan.editor.library import Library, required_variables
from ivrplan.editor.texts import Encoding
from ivrplan.lsp.convert import diagnostic, source_range, uri_of
from ivrplan.providers.contract import Provider

DELAY: Final = 0.2
"""Seconds without a change after which a folder is checked."""

_TOP: Final = types.Range(types.Position(0, 0), types.Position(0, 1))

Publish = Callable[[types.PublishDiagnosticsParams], None]
Found = dict[Path, list[types.Diagnostic]]


class Checks:
    """The checks of all folders.

    Args:
        library: the files.
        providers: all known providers.
        request: the values, the workspace and the environment that every folder is loaded with.
        publish: tells the editor what is wrong in a file.
        failed: is told of a check that broke down.
    """

    def __init__(
        self,
        library: Library,
        providers: Mapping[str, Provider],
        request: LoadRequest,
        *,
        publish: Publish,
        failed: Callable[[str, Exception], None],
    ) -> None:
        self._library = library
        self._providers = providers
        self._request = request
        self._publish = publish
        self._failed = failed
        self._changes: dict[Path, int] = defaultdict(int)
        self._tasks: dict[Path, asyncio.Task[None]] = {}
        self._found: dict[Path, Found] = {}
        self.encoding = Encoding.UTF_16

    def changed(self, root: Path) -> None:
        """Note that a folder changed: it is checked soon."""
        self._changes[root] += 1
        if root not in self._tasks:
            task = self._tasks[root] = asyncio.get_running_loop().create_task(self._check_soon(root))
            task.add_done_callback(lambda _: self._tasks.pop(root, None))

    def all_changed(self) -> None:
        """Note that something on the disk changed."""
        for root in list(self._found):
            self.changed(root)

    def stop(self) -> None:
        """Begin no more checks."""
        for task in self._tasks.values():
            task.cancel()

    async def _check_soon(self, root: Path) -> None:
        """Check a folder until it has been checked as it is."""
        while True:
            seen = self._changes[root]
            await asyncio.sleep(DELAY)
            if seen != self._changes[root]:
                continue
            try:
                checked = await self._check(root)
            except Exception as failure:  # noqa: BLE001 - whatever breaks here must not end the server
                self._failed(f"The check of {root.name}", failure)
                return
            if seen == self._changes[root]:
                self._show(root, checked)
                return

    async def _check(self, root: Path) -> Checked:
        files = self._library.files(root)
        if not any(file.document.path.name.endswith(CONFIGURATION) for file in files):
            return Checked(())  # values alone, for a folder that is elsewhere
        for file in files:
            _ = file.index  # made here, file by file, so that questions are answered in between
            await asyncio.sleep(0)
        required = required_variables(self._library.folder(root))
        request = replace(
            self._request, root=root, overlay=self._library.overlay, assumed=unknown_values(required)
        )
        return await asyncio.to_thread(check_folder, request, self._providers)

    def _show(self, root: Path, checked: Checked) -> None:
        if checked.configuration is not None:
            self._library.keep(root, checked.configuration)
        modules = self._library.modules_of(root)
        before = {path for folder in (root, *modules) for path in self._found.pop(folder, {})}
        self._found[root] = found = self._by_file(root, checked.diagnostics)
        for path in sorted({*before, *found, *self._library.open_files({root, *modules})}):
            self._publish(types.PublishDiagnosticsParams(uri_of(path), self._of_all_folders(path)))

    def _of_all_folders(self, path: Path) -> list[types.Diagnostic]:
        """What is wrong in a file, whichever folder it was loaded for; each problem once."""
        found = [problem for of_one in self._found.values() for problem in of_one.get(path, ())]
        return list({(str(problem.range), problem.message): problem for problem in found}.values())

    def _by_file(self, root: Path, diagnostics: Iterable[Diagnostic]) -> Found:
        found: Found = defaultdict(list)
        for problem in diagnostics:
            place = self._locate(root, problem.range) if problem.range is not None else None
            path = self._path(root, problem.range) if place and problem.range else self._first(root)
            if path is not None:
                shown = diagnostic(
                    problem, place.range if place else _TOP, lambda where: self._locate(root, where)
                )
                found[path].append(shown)
        return dict(found)

    def _first(self, root: Path) -> Path | None:
        """The file that shows what has no place: an open one, if there is one."""
        return next(iter(self._library.open_files({root})), None)

    def _path(self, root: Path, place: SourceRange) -> Path:
        return Path(os.path.normpath(root / place.file))

    def _locate(self, root: Path, place: SourceRange) -> types.Location | None:
        path = self._path(root, place)
        document = self._library.document(path)
        if document is None:
            return None
        return types.Location(uri_of(path), source_range(document.lines, place, self.encoding))
