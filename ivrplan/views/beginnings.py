"""What `init` did, for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, assert_never

from ivrplan.config.modules.install import Installed, Outcome
from ivrplan.views.palette import Palette
from ivrplan.views.text import columns, one_line, padded
from ivrplan.workflow.init import Begun, Fetched, Initialised
from ivrplan.workflow.scaffold.table import NewFile

_SHORT: Final = 12
"""Digits of a commit's id that are shown."""


def initialised_text(result: Initialised, folder: Path, palette: Palette) -> str:
    """What was done, and what can be done next.

    Args:
        result: what was done.
        folder: the root folder, as it was given.
        palette: the colours.
    """
    match result:
        case Begun():
            return "\n".join(_begun(result, folder, palette))
        case Fetched():
            return "\n".join(_fetched(result.modules))
        case _:
            assert_never(result)


def _begun(begun: Begun, folder: Path, palette: Palette) -> Iterator[str]:
    made, kept = begun.written.made, begun.written.kept
    if made:
        place = "this folder" if folder == Path() else one_line(str(folder))
        yield palette.bold(f"Created in {place}:")
        yield from _files(made)
    if kept:
        yield from ["", palette.bold("Kept as it was:")]
        yield from _files(kept)
    yield from _remarks(begun, {file.path for file in kept})
    yield from ["", palette.bold("Next:")]
    if folder != Path():
        yield f"  cd {shlex.quote(one_line(str(folder)))}"
    yield "  ivrplan sandbox    in a terminal of its own: stand-ins of the vendors"
    yield "  ivrplan plan       what would be created"
    yield "  ivrplan apply      create it"


def _files(files: Iterable[NewFile]) -> Iterator[str]:
    listed = list(files)
    width = max(columns(file.path) for file in listed)
    return (f"  {padded(file.path, width)}  {file.purpose}" for file in listed)


def _remarks(begun: Begun, kept: set[str]) -> Iterator[str]:
    if ".gitignore" in kept:
        yield ""
        yield "Your .gitignore should name ivrplan.state.json*, ivrplan.state.d/, .ivrplan/ and saved plans."
    pipelines = [file.path for file in begun.written.made if file.path.endswith(".yml")]
    if begun.repository is not None and pipelines:
        yield ""
        yield (
            f"The repository begins at {one_line(str(begun.repository))}: {pipelines[0]} is read there only. Move it, "
            "and let its steps run in this folder."
        )


def _fetched(modules: tuple[Installed, ...]) -> Iterator[str]:
    if not modules:
        yield "Nothing to fetch: the configuration here calls no modules from git."
        return
    width = max(columns(one_line(module.source)) for module in modules)
    for module in modules:
        yield f"{padded(one_line(module.source), width)}  {_what_happened(module)}"


def _what_happened(module: Installed) -> str:
    commit = module.commit[:_SHORT]
    match module.outcome:
        case Outcome.FETCHED:
            return f"fetched at {commit}"
        case Outcome.KEPT:
            return f"kept at {commit}"
        case Outcome.UPGRADED:
            return f"upgraded from {module.before[:_SHORT]} to {commit}"
        case _:
            assert_never(module.outcome)
