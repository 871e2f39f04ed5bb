"""How far the reading of a tenant is: one line that goes away on a terminal, lines that stay in a log, none in JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.cli.options import Given
from ivrplan.cli.session import Session
from ivrplan.cli.surveying import Surveying
from ivrplan.plan.survey import Listed, Read

EVENTS = (Listed("a", 3, 2), Listed("b", 1, 1), Read("a", 1, 2), Read("b", 1, 1), Read("a", 2, 2))


def shown(session: Session, capsys: pytest.CaptureFixture[str]) -> str:
    with Surveying(session) as surveying:
        for event in EVENTS:
            surveying.told(event)
    written = capsys.readouterr()
    assert written.out == ""
    return written.err


def test_a_terminal_counts_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Session, "animated", True)
    lines = shown(Session(Given(Path())), capsys).split("\r\x1b[K")
    assert lines == ["", "", "", "a: 1 of 2 read", "a: 1 of 2 read", "", ""]


def test_a_log_gets_lines_that_stay(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(Session(Given(Path()), {"CI": "1"}), capsys).splitlines()
    assert lines == ["a: 3 listed, 2 to read", "b: 1 listed, 1 to read", "b: 1 of 1 read", "a: 2 of 2 read"]


def test_programs_get_nothing_in_between(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(Session(Given(Path(), as_json=True)), capsys) == ""
