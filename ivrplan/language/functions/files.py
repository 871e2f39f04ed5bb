"""Files and paths. Relative paths start at the configuration's root folder."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any, Final

from ivrplan.language.functions.contract import ArgumentError, Function, FunctionContext, Parameter
from ivrplan.language.functions.encoding import encode
from ivrplan.language.functions.globs import glob_pattern
from ivrplan.language.functions.strings import text
from ivrplan.language.marks import set_of
from ivrplan.language.typemodel import BOOL, STRING, SetType
from ivrplan.language.values import Value

_HOME: Final = re.compile(r"~(?=/|\Z)")


def _expanded(context: FunctionContext, path: str) -> str:
    home = context.environment.get("HOME", "")
    return _HOME.sub(lambda _: home, path, count=1) if home and path.startswith("~") else path


def _located(context: FunctionContext, path: str) -> Path:
    if "\0" in path:
        raise ArgumentError("a path cannot have a NUL character in it", 0)
    return context.root / _expanded(context, path)


def read_bytes(context: FunctionContext, path: str) -> bytes:
    """What is in a file.

    Raises:
        ArgumentError: it cannot be read.
    """
    try:
        return _located(context, path).read_bytes()
    except FileNotFoundError:
        raise ArgumentError("there is no such file", 0, _WHERE) from None
    except OSError as failure:
        raise ArgumentError(f"the file cannot be read ({failure.strerror})", 0) from None


_WHERE: Final = "A relative path starts at the root folder; path.module names the module's own folder."


def _file(context: FunctionContext, path: str) -> str:
    try:
        return text(read_bytes(context, path).decode())
    except UnicodeDecodeError:
        raise ArgumentError("the file is no text in UTF-8", 0, "To get its bytes, use filebase64.") from None


def _filebase64(context: FunctionContext, path: str) -> str:
    return encode(read_bytes(context, path))


def _fileexists(context: FunctionContext, path: str) -> bool:
    found = _located(context, path)
    if found.is_dir():
        raise ArgumentError("this is a folder, not a file", 0)
    return found.is_file()


def _fileset(context: FunctionContext, path: str, pattern: str) -> Value:
    folder = _located(context, path)
    matching = glob_pattern(pattern)
    found: list[Value] = []
    for parent, _, names in os.walk(folder):
        for name in names:
            relative = Path(parent, name).relative_to(folder).as_posix()
            if matching.fullmatch(relative):
                found.append(text(relative))
    return set_of(found)


def _abspath(context: FunctionContext, path: str) -> str:
    return text(os.path.normpath(context.root.absolute() / path))


def _basename(path: str) -> str:
    if not path:
        return "."
    return text(posixpath.basename(path.rstrip("/"))) or "/"


def _dirname(path: str) -> str:
    return text(posixpath.normpath(posixpath.dirname(path) or "."))


def _on_disk(name: str, returns: Any, description: str, run: Any, *more: Parameter) -> Function:
    return Function(name, (_PATH, *more), returns, description, run, uses_context=True)


_PATH: Final = Parameter("path", STRING)

FUNCTIONS: Final = (
    _on_disk("file", STRING, "The text in a file.", _file),
    _on_disk("filebase64", STRING, "What is in a file, in base64.", _filebase64),
    _on_disk("fileexists", BOOL, "Whether there is a file at a path.", _fileexists),
    _on_disk(
        "fileset",
        SetType(STRING),
        "The paths, below a folder, of all files that a pattern with *, **, ? and {a,b} matches.",
        _fileset,
        Parameter("pattern", STRING),
    ),
    _on_disk("abspath", STRING, "The path from the root of the file system.", _abspath),
    _on_disk(
        "pathexpand", STRING, "The path with a ~ at its beginning replaced by the home folder.", _expanded
    ),
    Function("basename", (_PATH,), STRING, "The last part of a path.", _basename),
    Function("dirname", (_PATH,), STRING, "The path without its last part.", _dirname),
)
