"""Files in their canonical style."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivrplan.config.files.loader import CONFIGURATION, VALUES, Files, TextFile
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, error, has_errors
from ivrplan.language.format import format_source

STDIN: Final = "<stdin>"
"""What messages call a text that has no file."""


@dataclass(frozen=True, slots=True)
class FormatRequest:
    """What to format.

    Attributes:
        paths: files, and folders with files. Of a folder, the configuration files and those with values of variables.
        recursive: whether the folders in the folders count, too; hidden ones never do.
        write: whether files are changed.
    """

    paths: Sequence[Path]
    recursive: bool = False
    write: bool = True


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file that is not, or was not, in the canonical style.

    Attributes:
        name: the file, as the request names it.
        before: its text, with plain line ends.
        after: its text in the canonical style.
    """

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FormatResult:
    """What came of it.

    Attributes:
        changed: the files that are, or would be, changed.
        diagnostics: why others could not be read, understood or written.
        sources: the texts that were read, for snippets.
    """

    changed: tuple[Formatted, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    @property
    def failed(self) -> bool:
        """Whether a file could not be formatted."""
        return has_errors(self.diagnostics)


def format_files(request: FormatRequest) -> FormatResult:
    """Format files. What is wrong with one of them keeps none of the others from being formatted."""
    problems = Problems()
    files = Files(Path(), problems)
    texts = files.read(_unique(_found(request, problems)))
    done = [_format(file, request, problems) for file in texts]
    changed = tuple(one for one in done if one is not None)
    return FormatResult(changed, tuple(problems.items), files.sources)


def format_text(data: bytes) -> Formatted:
    """Format a text that stands in no file.

    Raises:
        ConfigurationError: it is not UTF-8, or cannot be parsed.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ConfigurationError(
            error(
                "Input is not UTF-8 text",
                "The standard input cannot be read as UTF-8.",
                hint="Convert it first.",
            )
        ) from None
    return Formatted(STDIN, text, format_source(STDIN, text))


# Which files


def _found(request: FormatRequest, problems: Problems) -> Iterator[Path]:
    for path in request.paths:
        if path.is_dir():
            yield from _in_folder(path, request, problems)
        elif path.name.endswith((CONFIGURATION, VALUES)):
            yield path
        else:
            problems.add(_unsuitable(path))


def _unique(paths: Iterable[Path]) -> list[Path]:
    """Each file once, by the first of its names."""
    return list({path.resolve(): path for path in reversed(list(paths))}.values())[::-1]


def _in_folder(folder: Path, request: FormatRequest, problems: Problems) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as failure:
        problems.add(_cannot("Folder cannot be read", folder, failure))
        return
    for path in entries:
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            if path.name.endswith((CONFIGURATION, VALUES)):
                yield path
        elif request.recursive and not path.is_symlink():
            yield from _in_folder(path, request, problems)


# One file


def _format(file: TextFile, request: FormatRequest, problems: Problems) -> Formatted | None:
    """Format a file; None where there is nothing to change, or something is wrong."""
    try:
        after = format_source(file.name, file.text)
        if after.encode() == file.path.read_bytes():
            return None
        if request.write:
            replace_file(file.path.resolve(), after)
    except ConfigurationError as failure:
        problems.catch(failure)
        return None
    except OSError as failure:
        problems.add(_cannot("File cannot be written", file.path, failure))
        return None
    return Formatted(file.name, file.text, after)


def replace_file(path: Path, text: str) -> None:
    """Put the text in the place of the file, at once: readers see all of the old or all of the new.

    Raises:
        OSError: it cannot be written, or must not.
    """
    if not os.access(path, os.W_OK):
        raise PermissionError(0, "it is write-protected")
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            os.fchmod(descriptor, path.stat().st_mode & 0o7777)
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# Problems


def _unsuitable(path: Path) -> Diagnostic:
    if not path.exists() and not path.is_symlink():
        return error("File not found", f'There is no file or folder "{path}".')
    return error(
        "Not a configuration file",
        f'"{path}" is neither a configuration file nor a file of variable values.',
        hint=f"Files to be formatted have names that end in {CONFIGURATION} or {VALUES}.",
    )


def _cannot(summary: str, path: Path, failure: OSError) -> Diagnostic:
    return error(summary, f'"{path}": {failure.strerror or type(failure).__name__}.')
