"""When a folder is checked, what is shown of it, and what becomes of answers that break down."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lsprotocol import types

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import SourceRange, error
from ivrplan.editor.blocks import vocabulary
from ivrplan.editor.checking import Checked
from ivrplan.editor.library import Library
from ivrplan.lsp import checks
from ivrplan.lsp.checks import Checks
from ivrplan.lsp.serve import create
from ivrplan.lsp.server import Server, guarded
from tests.config.case_schemas import SCHEMAS


@dataclass
class Desk:
    """Checks that go on when they are told to, and what came of them."""

    library: Library
    main: Path
    seen: list[str] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go_on: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    breaks: bool = False

    def check(self, request: LoadRequest, _: object) -> Checked:
        text = request.overlay[self.main]
        self.seen.append(text)
        self.begun.release()
        assert self.go_on.acquire(timeout=30)
        if self.breaks:
            raise ZeroDivisionError("a secret")
        place = SourceRange("main.ivr.hcl", 1, 1, 1, 2)
        return Checked(
            (
                error(text, range=place),
                error("Without a place"),
                error("Lost", range=place._replace(file="gone")),
            )
        )

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.shown.append([problem.message for problem in params.diagnostics])

    def failed(self, what: str, failure: Exception) -> None:
        self.failures.append(f"{what}: {type(failure).__name__}")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(Library(vocabulary(SCHEMAS)), tmp_path / "main.ivr.hcl")
    monkeypatch.setattr(checks, "check_folder", made.check)
    monkeypatch.setattr(checks, "DELAY", 0)
    yield made
    made.go_on.release(100)


def started(desk: Desk) -> Checks:
    return Checks(desk.library, {}, LoadRequest(Path()), publish=desk.publish, failed=desk.failed)


def type_text(desk: Desk, running: Checks, text: str) -> None:
    desk.library.put(desk.main, text)
    running.changed(desk.main.parent)


async def settled(running: Checks) -> None:
    while running._tasks:
        await asyncio.gather(*running._tasks.values())
        await asyncio.sleep(0)


async def begun(desk: Desk) -> None:
    assert await asyncio.to_thread(desk.begun.acquire, timeout=30)


async def test_what_was_true_of_an_older_text_is_not_shown(desk: Desk) -> None:
    running = started(desk)
    type_text(desk, running, "one")
    await begun(desk)
    type_text(desk, running, "two")
    type_text(desk, running, "three")
    desk.go_on.release(2)
    await settled(running)

    assert desk.seen == ["one", "three"]
    assert desk.shown == [["three", "Without a place", "Lost"]]


async def test_a_check_that_breaks_is_told_without_its_words_and_the_next_one_runs(desk: Desk) -> None:
    running = started(desk)
    desk.breaks = True
    desk.go_on.release(2)
    type_text(desk, running, "one")
    await settled(running)
    assert (desk.failures, desk.shown) == ([f"The check of {desk.main.parent.name}: ZeroDivisionError"], [])

    desk.breaks = False
    type_text(desk, running, "two")
    await settled(running)
    assert len(desk.shown) == 1


async def test_nothing_is_begun_after_the_end(desk: Desk) -> None:
    running = started(desk)
    type_text(desk, running, "one")
    running.stop()
    with pytest.raises(asyncio.CancelledError):
        await settled(running)
    assert desk.seen == []


async def test_all_that_was_checked_is_checked_again_when_the_disk_changed(desk: Desk) -> None:
    running = started(desk)
    desk.go_on.release(3)
    running.all_changed()
    type_text(desk, running, "one")
    await settled(running)
    running.all_changed()
    await settled(running)
    assert desk.seen == ["one", "one"]


def test_a_broken_answer_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[types.LogMessageParams] = []
    server = create(LoadRequest(Path()))
    monkeypatch.setattr(server, "window_log_message", told.append)

    @guarded
    def hover(_ls: Server, _params: object) -> str:
        raise ValueError("a secret")

    assert hover(server, None) is None
    assert [params.message for params in told] == ["The answer to hover failed: ValueError."]
