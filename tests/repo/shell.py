"""One bash for a whole page: commands are run one after the other, as a reader would in one terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from tests.repo.pages import ROOT

_MARK: Final = "--- end of command ---"
_ANSWERS: Final = b"yes\n" * 8
_ASKED: Final = 'Only "yes" is a yes: '
_FOREIGN: Final = ("IVRPLAN_", "CXONE_", "GENESYS_", "FORCE_COLOR", "CLICOLOR")


@dataclass(frozen=True)
class Shell:
    """A running bash.

    Attributes:
        commands, output: its standard input and output.
        terminal: a terminal at which somebody says "yes" to every question.
    """

    commands: IO[str]
    output: IO[str]
    terminal: str

    def run(self, command: str) -> tuple[str, int]:
        """What a command printed, and its exit status. `$?` is still its status for the next command."""
        self.commands.write(
            f"{{ {command}\n}} 2>&1 <{self.terminal}; STATUS=$?; "
            f"printf '\\n%s %s\\n' '{_MARK}' $STATUS; (exit $STATUS)\n"
        )
        self.commands.flush()
        printed: list[str] = []
        for line in self.output:
            if line.startswith(_MARK):
                text = "".join(printed).removesuffix("\n")
                # The answer is seen on a terminal only.
                return text.replace(_ASKED, f"{_ASKED}yes\n"), int(line.removeprefix(_MARK))
            printed.append(line)
        msg = f"bash ended while it ran: {command}"
        raise AssertionError(msg)


@contextmanager
def open_shell(folder: Path) -> Iterator[Shell]:
    """A bash in this folder, whose `ivrplan` is the one of this checkout."""
    master, slave = os.openpty()
    os.write(master, _ANSWERS)
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_FOREIGN)}
    environment = kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHON": sys.executable,
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    try:
        with subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as bash:
            assert bash.stdin is not None
            assert bash.stdout is not None
            bash.stdin.write('ivrplan() { "$PYTHON" -m ivrplan "$@"; }\n')
            yield Shell(bash.stdin, bash.stdout, os.ttyname(slave))
            bash.stdin.close()
    finally:
        os.close(slave)
        os.close(master)


@contextmanager
def open_sandbox() -> Iterator[tuple[str, int]]:
    """A sandbox on a free port: what it said when it was ready, and the port."""
    command = [sys.executable, "-m", "ivrplan", "sandbox", "--port", "0", "--quiet"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            url = next(word for word in said.split() if word.startswith("http://"))
            yield said, int(url.rpartition(":")[2])
        finally:
            process.terminate()
