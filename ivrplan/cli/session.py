"""What a run was told, and where its output goes: data to stdout, messages to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import click

from ivrplan.cli.options import Given
from ivrplan.config.request import DEFAULT_WORKSPACE, LoadRequest, VariableFile, VariableInput, VariableText
from ivrplan.diagnostics import Diagnostic
from ivrplan.views.diagnostics import DiagnosticView
from ivrplan.views.palette import Palette
from ivrplan.views.text import harmless, json_text


@dataclass(slots=True)
class Session:
    """One run of the command line.

    Attributes:
        given: what was said on the command line.
        environment: the process's environment.
        sources: texts of source files, for the snippets of diagnostics.
    """

    given: Given
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_json(self) -> bool:
        """Whether programs read the output."""
        return self.given.as_json

    @property
    def palette(self) -> Palette:
        """Colours for stdout."""
        return self._palette(sys.stdout)

    @property
    def width(self) -> int:
        """Columns to write for."""
        return min(max(shutil.get_terminal_size((100, 24)).columns, 40), 120)

    @property
    def animated(self) -> bool:
        """Whether a line may be written over: a person looks, at a terminal that can do it."""
        if self.as_json or self.environment.get("CI") or self.environment.get("TERM") == "dumb":
            return False
        return sys.stderr.isatty() and sys.stdout.isatty()

    @property
    def conversing(self) -> bool:
        """Whether a person types and reads, rather than a program on either side."""
        return not self.as_json and sys.stdin.isatty() and sys.stdout.isatty()

    def _palette(self, stream: TextIO) -> Palette:
        if not self.given.colour or self.environment.get("NO_COLOR"):
            return Palette()
        if any(self.environment.get(name, "0") not in {"", "0"} for name in _FORCING):
            return Palette(colour=True)
        return Palette(colour=stream.isatty() and self.environment.get("TERM") != "dumb")

    def request(self) -> LoadRequest:
        """What to load."""
        return LoadRequest(
            root=self.given.folder,
            workspace=self.given.workspace or DEFAULT_WORKSPACE,
            variables=tuple(_variable(which, text) for which, text in self.given.values),
            environment=self.environment,
        )

    def say(self, text: str) -> None:
        """A result, for people."""
        _write(harmless(text), sys.stdout)

    def emit(self, data: Any, *, indent: int | None = 2) -> None:
        """A result, for programs."""
        _write(json_text(data, indent=indent), sys.stdout)

    def note(self, text: str) -> None:
        """A message that is no result."""
        _write(harmless(text), sys.stderr)

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Problems, for people."""
        view = DiagnosticView(self._palette(sys.stderr), self.sources, self.width)
        text = view.all(diagnostics)
        if text:
            self.note(text)


_FORCING = ("FORCE_COLOR", "CLICOLOR_FORCE")


def _write(text: str, stream: TextIO) -> None:
    """Write a text. When nobody reads any more, as behind `| head`, the work goes on in silence."""
    try:
        click.echo(text, file=stream, color=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _variable(which: str, text: str) -> VariableInput:
    if which == "--var-file":
        return VariableFile(Path(text))
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        message = "needs the form NAME=VALUE."
        raise click.BadOptionUsage("--var", f"--var {message} Got a text without a name and an equals sign.")
    return VariableText(name.strip(), value)
