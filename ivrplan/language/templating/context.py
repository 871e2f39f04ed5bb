"""Where in HCL a place of a template stands.

A small machine reads the text that stands between the template's tags and knows, at every point, whether HCL is in
code, in a quoted string, in a heredoc or in a comment, and what is still open around that. It decides how a value that
is put there has to be written. States are immutable; `follow` reads text, `join` brings two branches together.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple, assert_never

from ivrplan.language.flush import WHITE


class Mode(Enum):
    """What kind of HCL text a place is in. The values are what messages call it."""

    CODE = "HCL code"
    STRING = "a quoted string"
    HEREDOC = "a heredoc"
    LINE_COMMENT = "a comment"
    BLOCK_COMMENT = "a block comment"


class Frame(NamedTuple):
    """One construct that is open.

    Attributes:
        mode: its kind. Code above the bottom is the inside of `${` or `%{`.
        opened: the offset in the source where it was opened.
        depth: code only: open braces in it.
        delimiter: heredocs only: what its last line says.
        lines: heredocs only: what the current line may say so far, as far as it can become the last one.
    """

    mode: Mode
    opened: int
    depth: int = 0
    delimiter: str = ""
    lines: frozenset[str] = frozenset()


class State(NamedTuple):
    r"""Everything that is open, outermost first, and the beginning of what may become one token with the next text.

    `pending` is such a beginning: `/`, `<<EO`, `\`, `$`; or `MAYBE_DOLLAR`.
    """

    frames: tuple[Frame, ...]
    pending: str = ""

    @property
    def mode(self) -> Mode:
        """What the place is in."""
        return self.frames[-1].mode

    @property
    def in_plain_code(self) -> bool:
        """In code that is not inside a string's interpolation, and between two tokens."""
        return len(self.frames) == 1 and self.mode is Mode.CODE and not self.pending


class ContextError(Exception):
    """The text cannot be followed.

    Args:
        message: whole sentences.
        opened: the offset of what is open.
        at: the offset where it went wrong.
    """

    def __init__(self, message: str, opened: int, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.opened = opened
        self.at = at


START: Final = State((Frame(Mode.CODE, 0),))

# The text may end in `$` or `%`: in one branch it does, in another it does not, or an empty value follows.
MAYBE_DOLLAR: Final = "$?"

# What a heredoc's line says once it can no longer be the last line.
_DEAD: Final = "\0"
_NEW_LINE: Final = frozenset([""])
_DEAD_LINE: Final = frozenset([_DEAD])

_NAME = r"[^\W\d][\w-]*"
_CODE = rf'"|#|//|/\*|<<-?(?P<delimiter>{_NAME})[ \t]*\n|<<-?(?:{_NAME}[ \t]*)?\Z|[/<]\Z'
_BOTTOM_EVENT = re.compile(_CODE)
_CODE_EVENT = re.compile(rf"{_CODE}|[{{}}]")
_STRING_EVENT = re.compile(r'\\[^\n]|\\\Z|"|\n|\$\$\{|%%\{|[$%]\{|[$%]{1,2}\Z')
_HEREDOC_EVENT = re.compile(r"\n|\$\$\{|%%\{|[$%]\{|[$%]{1,2}\Z")
_BLOCK_COMMENT_EVENT = re.compile(r"\*/|\*\Z")
_OPENS_INTERPOLATION = re.compile(r"[$%]*\{")


def follow(state: State, text: str, base: int) -> State:
    """The state after `text`, whose first character stands at the offset `base` of the source.

    Raises:
        ContextError: the text cannot be followed.
    """
    return _Follower(state, text, base).run()


def follow_braces(state: State, text: str, base: int) -> State:
    """Like `follow`, and the bottom frame's depth counts the open braces outside of strings."""
    return _BraceFollower(state, text, base).run()


def after_value(state: State) -> State:
    """The state after a value was put there: a heredoc's line is not its last, and a `$` may still be pending.

    A value in a string can be empty, so that the `$` before it meets what comes after it. In code none is empty.
    """
    pending = MAYBE_DOLLAR if state.pending and state.mode in {Mode.STRING, Mode.HEREDOC} else ""
    return State(_with_dead_line(state.frames), pending)


def join(first: State, second: State) -> State | None:
    """The state where two branches meet, or None where they do not agree."""
    if len(first.frames) != len(second.frames):
        return None
    pending = _join_pending(first, second)
    frames = [_join_frames(a, b) for a, b in zip(first.frames, second.frames, strict=True)]
    if pending is None or None in frames:
        return None
    if any(a.depth != b.depth for a, b in zip(first.frames[1:], second.frames[1:], strict=True)):
        return None
    return State(tuple(frame for frame in frames if frame is not None), pending)


def is_finished(state: State) -> bool:
    """Whether a file may end here: everything is closed, or closed by the end itself."""
    top = state.frames[-1]
    match top.mode:
        case Mode.CODE:
            return len(state.frames) == 1
        case Mode.LINE_COMMENT:
            return len(state.frames) == 2
        case Mode.HEREDOC:
            return len(state.frames) == 2 and all(line.rstrip(WHITE) == top.delimiter for line in top.lines)
        case Mode.STRING | Mode.BLOCK_COMMENT:
            return False
        case _:
            assert_never(top.mode)


def _join_frames(first: Frame, second: Frame) -> Frame | None:
    if first.mode is not second.mode or first.delimiter != second.delimiter:
        return None
    if first.lines == second.lines:
        return first
    return first._replace(lines=first.lines | second.lines)


def _join_pending(first: State, second: State) -> str | None:
    if first.pending == second.pending:
        return first.pending
    if first.mode in {Mode.STRING, Mode.HEREDOC} and "\\" not in first.pending + second.pending:
        return MAYBE_DOLLAR
    return None


def is_dead_line(state: State) -> bool:
    """Whether the current line of a heredoc cannot be its last one, whatever follows."""
    return state.frames[-1].lines == _DEAD_LINE


def _with_dead_line(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    if frames[-1].mode is not Mode.HEREDOC:
        return frames
    return (*frames[:-1], frames[-1]._replace(lines=_DEAD_LINE))


class _Follower:
    """Reads one piece of text. Each step handles one event and returns the position behind it."""

    bottom_event = _BOTTOM_EVENT

    def __init__(self, state: State, text: str, base: int) -> None:
        self.frames = list(state.frames)
        self.pending = ""
        carried = state.pending
        if carried == MAYBE_DOLLAR:
            if _OPENS_INTERPOLATION.match(text):
                message = "This brace may open an interpolation: the text before it can end in $ or %."
                raise ContextError(message, state.frames[-1].opened, base)
            carried = ""
        self.text = carried + text
        self.base = base - len(carried)

    def run(self) -> State:
        position = 0
        while position < len(self.text):
            position = self.step(position)
        return State(tuple(self.frames), self.pending)

    def step(self, position: int) -> int:
        mode = self.frames[-1].mode
        match mode:
            case Mode.CODE:
                return self.code(position)
            case Mode.STRING:
                return self.string(position)
            case Mode.HEREDOC:
                return self.heredoc(position)
            case Mode.LINE_COMMENT:
                return self.line_comment(position)
            case Mode.BLOCK_COMMENT:
                return self.block_comment(position)
            case _:
                assert_never(mode)

    def push(self, mode: Mode, position: int, delimiter: str = "") -> None:
        lines = _NEW_LINE if mode is Mode.HEREDOC else frozenset[str]()
        self.frames.append(Frame(mode, self.base + position, 0, delimiter, lines))

    def code(self, position: int) -> int:
        event = self.bottom_event if len(self.frames) == 1 else _CODE_EVENT
        match = event.search(self.text, position)
        if match is None:
            return len(self.text)
        found = match[0]
        if match["delimiter"]:
            self.push(Mode.HEREDOC, match.start(), match["delimiter"])
        elif found == '"':
            self.push(Mode.STRING, match.start())
        elif found in {"#", "//"}:
            self.push(Mode.LINE_COMMENT, match.start())
        elif found == "/*":
            self.push(Mode.BLOCK_COMMENT, match.start())
        elif found == "{":
            self.frames[-1] = self.frames[-1]._replace(depth=self.frames[-1].depth + 1)
        elif found == "}":
            self.close_brace()
        else:
            self.pending = found
        return match.end()

    def close_brace(self) -> None:
        top = self.frames[-1]
        if top.depth:
            self.frames[-1] = top._replace(depth=top.depth - 1)
        elif len(self.frames) > 1:
            self.frames.pop()
            self.frames = list(_with_dead_line(tuple(self.frames)))

    def string(self, position: int) -> int:
        match = _STRING_EVENT.search(self.text, position)
        if match is None:
            return len(self.text)
        found = match[0]
        if found == '"':
            self.frames.pop()
        elif found == "\n":
            message = "A quoted string must end on the line where it begins."
            raise ContextError(message, self.frames[-1].opened, self.base + match.start())
        elif found in {"${", "%{"}:
            self.push(Mode.CODE, match.start())
        elif found == "\\" or (found[-1] in "$%" and found[0] != "\\"):
            self.pending = found
        return match.end()

    def heredoc(self, position: int) -> int:
        match = _HEREDOC_EVENT.search(self.text, position)
        self.extend_line(self.text[position : match.start() if match else len(self.text)])
        if match is None:
            return len(self.text)
        found = match[0]
        if found == "\n":
            self.end_line(match.start())
            return match.end()
        self.frames[-1] = self.frames[-1]._replace(lines=_DEAD_LINE)
        if found in {"${", "%{"}:
            self.push(Mode.CODE, match.start())
        elif found[-1] != "{":
            self.pending = found
        return match.end()

    def extend_line(self, chunk: str) -> None:
        frame = self.frames[-1]
        if not chunk or frame.lines == _DEAD_LINE:
            return
        lines = frozenset(_as_last_line(line + chunk, frame.delimiter) for line in frame.lines)
        self.frames[-1] = frame._replace(lines=lines)

    def end_line(self, position: int) -> None:
        frame = self.frames[-1]
        ends = {line.rstrip(WHITE) == frame.delimiter for line in frame.lines}
        if ends == {True, False}:
            message = f"The heredoc's end, {frame.delimiter}, stands in one branch only."
            raise ContextError(message, frame.opened, self.base + position)
        if ends == {True}:
            self.frames.pop()
        else:
            self.frames[-1] = frame._replace(lines=_NEW_LINE)

    def line_comment(self, position: int) -> int:
        end = self.text.find("\n", position)
        if end < 0:
            return len(self.text)
        self.frames.pop()
        return end + 1

    def block_comment(self, position: int) -> int:
        match = _BLOCK_COMMENT_EVENT.search(self.text, position)
        if match is None:
            return len(self.text)
        if match[0] == "*/":
            self.frames.pop()
        else:
            self.pending = match[0]
        return match.end()


class _BraceFollower(_Follower):
    bottom_event = _CODE_EVENT


def _as_last_line(line: str, delimiter: str) -> str:
    """The line as far as it still can be the heredoc's last one, which holds the delimiter and blanks only."""
    line = line.lstrip(WHITE)
    return line if delimiter.startswith(line.rstrip(WHITE)) and _DEAD not in line else _DEAD
