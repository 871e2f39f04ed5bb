"""A command under a pseudo-terminal, as a person has it."""

from __future__ import annotations

import os
import pty
import termios
from pathlib import Path
from typing import Final

from tests.end_to_end.world import World, hear_signals

INTERRUPT: Final = "\x03"
SLEEPING: Final = "S"
"""How Linux says that a process waits."""


class Terminal:
    """A command under a pseudo-terminal, as a person has it."""

    def __init__(self, world: World, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        self.text = ""
        self._process = world.spawn(
            *arguments,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(theirs)

    def expect(self, text: str) -> None:
        """Read until this is there."""
        while text not in self.text:
            self._expect_more()

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C while it waits for a key.

        One that arrives while readline is still busy with the key before it would be noticed with the next key only.
        """
        status = Path(f"/proc/{self._process.pid}/stat")
        while status.read_text().rpartition(")")[2].split()[0] != SLEEPING:
            os.sched_yield()
        self.type(INTERRUPT)

    def end(self) -> int:
        """Read to the end; the status."""
        while piece := self._read():
            self.text += piece
        self.close()
        return self._process.returncode

    def close(self) -> None:
        """Hang up, which ends what still waits for a key."""
        if self._process.returncode is None:
            os.close(self._ours)
            self._process.wait()

    def _expect_more(self) -> None:
        """Read what there is, or wait for it."""
        piece = self._read()
        assert piece, f"it ended with:\n{self.text}"
        self.text += piece

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError:  # what Linux answers when the other end is closed
            return ""


def _take_terminal() -> None:
    import fcntl  # noqa: PLC0415 - it runs in the child

    hear_signals()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
