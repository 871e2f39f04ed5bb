"""A command under a pseudo-terminal, as a person has it."""

from __future__ import annotations

import os
import pty
import termios

from tests.end_to_end.world import World


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
            piece = self._read()
            assert piece, f"no {text!r} in:\n{self.text}"
            self.text += piece

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        """Read to the end; the status."""
        while piece := self._read():
            self.text += piece
        os.close(self._ours)
        return self._process.wait()

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError:  # what Linux answers when the other end is closed
            return ""


def _take_terminal() -> None:
    import fcntl  # noqa: PLC0415 - it runs in the child

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
