"""Asking a person for lines at a terminal: editing, history and completion as their shell has them.

History is kept in memory and nowhere else: what is typed may hold secrets.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Final

import click

FIRST: Final = "> "
FURTHER: Final = ": "
"""What stands before the further lines of an expression."""

_BETWEEN_NAMES: Final = " \t\n\"'`()[]{},:;=+*/%!<>&|?$~^\\"
"""What a name ends at. A dash and a dot are parts of names."""


class Prompt:
    """Asks for lines.

    Args:
        names: what Tab completes.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._completer = Completer(names)
        if find_spec("readline") is not None:  # a Python may be built without it
            _use_readline(self._completer)

    def line(self, *, continued: bool) -> str | None:
        """The next line; None at the end of the input.

        Args:
            continued: whether it goes on with what was typed before.

        Raises:
            KeyboardInterrupt: the answer was Ctrl-C.
        """
        return self.ask(FURTHER if continued else FIRST)

    def offer(self, names: Sequence[str]) -> None:
        """Let Tab complete these from now on."""
        self._completer.names = names

    def ask(self, before: str) -> str | None:
        """The next line, behind this text; None at the end of the input.

        Raises:
            KeyboardInterrupt: the answer was Ctrl-C.
        """
        try:
            return input(before)
        except EOFError:
            click.echo()  # the prompt's line ends here
            return None


class Completer:
    """Completes names, as readline asks for it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def __call__(self, begun: str, number: int) -> str | None:
        """The name of that number among those that begin with a text; None behind the last one."""
        found = [name for name in self.names if name.startswith(begun)]
        return found[number] if number < len(found) else None


def _use_readline(completer: Completer) -> None:
    """Let `input` edit lines from now on."""
    readline = import_module("readline")
    readline.set_completer(completer)
    readline.set_completer_delims(_BETWEEN_NAMES)
    editline = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if editline else "tab: complete")
