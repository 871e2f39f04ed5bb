"""Where output goes: colours, progress with a clock of its own, pipes that close, questions at a terminal."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivrplan.apply.progress import ChangeFinished, ChangeStarted, Waiting
from ivrplan.cli.document import page
from ivrplan.cli.options import Given
from ivrplan.cli.progress import HEARTBEAT_SECONDS, LOG_HEARTBEAT_SECONDS, Progress, waits
from ivrplan.cli.session import Session
from ivrplan.providers.contract import Action
from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]


class Clock:
    """Time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def terminal(monkeypatch: pytest.MonkeyPatch, *, there: bool = True) -> None:
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: there)


@pytest.mark.parametrize(
    ("environment", "option", "tty", "coloured"),
    [
        ({}, True, True, True),
        ({}, True, False, False),
        ({}, False, True, False),
        ({"NO_COLOR": "1"}, True, True, False),
        ({"NO_COLOR": ""}, True, True, True),
        ({"TERM": "dumb"}, True, True, False),
        ({"FORCE_COLOR": "1"}, True, False, True),
        ({"FORCE_COLOR": "0"}, True, False, False),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, False),
        ({"FORCE_COLOR": "1"}, False, True, False),
    ],
)
def test_when_there_are_colours(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], option: bool, tty: bool, coloured: bool
) -> None:
    terminal(monkeypatch, there=tty)
    assert Session(Given(colour=option), environment).palette.colour is coloured


@pytest.mark.parametrize(
    ("environment", "json", "tty", "animated"),
    [
        ({}, False, True, True),
        ({}, False, False, False),
        ({}, True, True, False),
        ({"CI": "true"}, False, True, False),
        ({"TERM": "dumb"}, False, True, False),
    ],
)
def test_when_a_line_is_written_over(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], json: bool, tty: bool, animated: bool
) -> None:
    terminal(monkeypatch, there=tty)
    assert Session(Given(as_json=json), environment).animated is animated


STARTED = ChangeStarted("x.a", Action.CREATE)
FINISHED = ChangeFinished("x.a", Action.CREATE, "1", "2", 3)


def test_logs_have_lines_that_stay_and_a_sign_of_life_every_30_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    progress = Progress(Session(Given(), {"CI": "true"}), clock)
    assert progress.interval == LOG_HEARTBEAT_SECONDS
    progress.expect(2)
    progress.listen(STARTED)
    clock.now += 29
    progress.beat()
    clock.now += 1.4
    progress.beat()
    progress.listen(FINISHED)
    clock.now += 100
    progress.beat()
    written = capsys.readouterr()
    assert written.out.splitlines() == [
        "x.a: creating...",
        "x.a: still creating... [30 s]",
        "x.a: created after 3.0 s  [id=1, v2]",
    ]
    assert written.err == ""


def test_a_terminal_has_a_counter_that_is_written_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch)
    progress = Progress(Session(Given(colour=False), {}), Clock())
    assert progress.interval == HEARTBEAT_SECONDS
    progress.expect(2)
    progress.listen(STARTED)
    progress.listen(FINISHED)
    written = capsys.readouterr()
    assert written.err == "\r\x1b[K[0/2] x.a\r\x1b[K[1/2]"
    assert written.out.splitlines() == ["x.a: creating...", "x.a: created after 3.0 s  [id=1, v2]"]


def test_a_message_takes_the_place_of_the_counter_which_comes_back_below(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch)
    progress = Progress(Session(Given(colour=False), {}), Clock())
    progress.expect(1)
    progress.listen(STARTED)
    capsys.readouterr()
    progress.remark("Stopping.")
    assert capsys.readouterr().err == "\r\x1b[KStopping.\n\r\x1b[K[0/1] x.a"


def test_programs_get_a_line_of_json_for_each_event(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = Progress(Session(Given(as_json=True), {}), clock)
    progress.listen(STARTED)
    clock.now += 31
    progress.beat()
    assert capsys.readouterr().out.splitlines() == [
        '{"type": "apply_start", "address": "x.a", "action": "create"}',
        '{"type": "apply_progress", "address": "x.a", "action": "create", "elapsed_seconds": 31.0}',
    ]


def test_waiting_is_told_on_stderr_where_the_result_goes_to_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for told in (Given(), Given(as_json=True)):
        listen = waits(Session(told, {}))
        listen(Waiting("Genesys", "too many requests", 4))
        listen(STARTED)
    written = capsys.readouterr()
    assert (written.out, written.err) == ("", "Genesys: waiting 4 s: too many requests\n")


def test_the_reference_page_is_what_the_help_says() -> None:
    written = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m ivrplan.cli.document > docs/reference/cli.md"


def process(project: Command, *words: str, **options: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return] # options of several types
        [sys.executable, "-m", "ivrplan", *words],
        cwd=project.folder,
        env=environment,
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options},
    )


@pytest.fixture
def closed_pipe() -> Iterator[int]:
    """The writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_an_apply_that_nobody_reads_any_more_is_carried_through(project: Command, closed_pipe: int) -> None:
    with process(project, "apply", "-y", stdout=closed_pipe) as running:
        _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, "")
    assert project("state", "list").out == "cxone_ivr_flow.main\n"


@pytest.mark.parametrize(("words", "code"), [(["--help"], 1), (["plan"], 0), (["validate"], 0)])
def test_nobody_reads_and_nothing_crashes(
    project: Command, closed_pipe: int, words: list[str], code: int
) -> None:
    with process(project, *words, stdout=closed_pipe) as running:
        _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (code, "")


def test_a_full_disk_is_an_error(project: Command) -> None:
    with open("/dev/full", "w") as full, process(project, "plan", stdout=full) as running:  # noqa: PTH123 - a device
        _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (1, "error: No space left on device.\n")


def test_characters_that_a_terminal_does_not_have_are_written_as_codes(project: Command) -> None:
    project.monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with process(project, "plan", "--var", "say=Grüße") as running:
        written, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, "")
    assert "Gr\\xfc\\xdfe" in written


def answered(project: Command, answer: str) -> tuple[int, str, str]:
    """Run `apply` at a terminal, and answer its question."""
    master, slave = pty.openpty()
    with process(project, "apply", stdin=slave, preexec_fn=os.setsid) as running:
        assert running.stderr is not None
        asked = ""
        while not asked.endswith("a yes: "):
            character = running.stderr.read(1)
            assert character, asked
            asked += character
        if answer == "interrupt":
            running.send_signal(signal.SIGINT)
        else:
            os.write(master, answer.encode())
        written, rest = running.communicate(timeout=60)
    os.close(master)
    os.close(slave)
    return running.returncode, written, asked + rest


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("y\n", 1), ("no\n", 1), ("\n", 1), ("\x04", 1)])
def test_only_the_whole_word_is_a_yes(project: Command, answer: str, code: int) -> None:
    ended, written, asked = answered(project, answer)
    assert ended == code
    assert asked.startswith('Apply this plan? Only "yes" is a yes: ')
    assert ("Apply complete." in written) is (code == 0)
    assert ("Not applied. Nothing was changed." in written) is (code == 1)


def test_ctrl_c_at_the_question_ends_with_130_and_changes_nothing(project: Command) -> None:
    ended, written, asked = answered(project, "interrupt")
    assert ended == 130
    assert asked.endswith("\nStopped.\n")
    assert "creating" not in written
    assert project("state", "list").out == ""
