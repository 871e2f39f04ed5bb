"""Files that templates include and import: none from outside the root folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Protocol

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound

from ivrplan.language.templating.generate import Generated
from ivrplan.language.templating.sandbox import TemplateEnvironment
from ivrplan.language.templating.tokens import SourceFile, with_plain_line_ends


class OutsideError(Exception):
    """A template names a file outside the root folder. The text is a whole sentence."""


class UnreadableError(Exception):
    """A file that a template names cannot be read. The text is a whole sentence."""


class Compile(Protocol):
    """Makes a template of a file ready to run."""

    def __call__(self, file: SourceFile) -> Generated:
        """The template of a source."""


class RootLoader(BaseLoader):
    """Loads what templates include and import.

    Args:
        root: the folder that nothing is loaded from outside of.
        compile_file: makes a template ready to run.
        prefix: what the names of all files begin with, for people.
    """

    def __init__(self, root: Path, compile_file: Compile, prefix: str = "") -> None:
        self._root = root.resolve()
        self._compile = compile_file
        self._prefix = prefix

    def resolve(self, name: str, parent: str) -> str:
        """The name, from the root folder on, of a file that `parent` names: next to it, else from the root folder.

        Raises:
            OutsideError: it is no relative path, or leads out of the root folder.
        """
        if name.startswith("/") or "\\" in name or "\0" in name or ":" in name:
            msg = f'"{name}" is not a relative path with forward slashes.'
            raise OutsideError(msg)
        folder = posixpath.dirname(parent.removeprefix(self._prefix))
        near = posixpath.normpath(posixpath.join(folder, name))
        plain = posixpath.normpath(name)
        inside = [candidate for candidate in (near, plain) if not candidate.startswith("..")]
        if not inside:
            msg = f'"{name}" leads out of the root folder.'
            raise OutsideError(msg)
        chosen = next((candidate for candidate in inside if self._path(candidate).is_file()), inside[0])
        return f"{self._prefix}{chosen}"

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - jinja's name
    ) -> Template:
        """The template of a file.

        Raises:
            TemplateNotFound: there is no such file.
            OutsideError: it leads out of the root folder.
            UnreadableError: it cannot be read.
        """
        assert isinstance(environment, TemplateEnvironment)
        return instantiate(environment, self._compile(SourceFile(name, self._read(name))), globals or {})

    def names_near(self, name: str) -> list[str]:
        """The names of the files in the folder where a file was looked for."""
        folder = self._path(posixpath.dirname(name))
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if entry.is_file())

    def _read(self, name: str) -> str:
        path = self._path(name)
        if not path.is_file():
            raise TemplateNotFound(name)
        try:
            return with_plain_line_ends(path.read_bytes().decode().removeprefix("\ufeff"))
        except UnicodeDecodeError:
            msg = f'The file "{name}" is not UTF-8 text.'
            raise UnreadableError(msg) from None
        except OSError as failure:
            msg = f'The file "{name}" cannot be read: {failure.strerror}.'
            raise UnreadableError(msg) from None

    def _path(self, name: str) -> Path:
        path = (self._root / name.removeprefix(self._prefix)).resolve()
        if not path.is_relative_to(self._root):
            msg = f'"{name}" leads out of the root folder.'
            raise OutsideError(msg)
        return path


def instantiate(
    environment: TemplateEnvironment, generated: Generated, variables: MutableMapping[str, Any]
) -> Template:
    """A template that runs in `environment`; its nesting in others is counted."""
    namespace: dict[str, Any] = {
        "environment": environment,
        "__file__": generated.code.co_filename,
        "fragments": generated.fragments,
        "slots": generated.slots,
    }
    environment.templates[generated.code.co_filename] = generated
    exec(generated.code, namespace)  # noqa: S102 - the code was generated from a checked tree, for the sandbox
    root = namespace["root"]

    def counted(context: Any, **named: Any) -> Iterator[Any]:
        environment.account.enter()
        try:
            yield from root(context, **named)
        finally:
            environment.account.leave()

    namespace["root"] = counted
    return Template.from_module_dict(environment, namespace, variables)
