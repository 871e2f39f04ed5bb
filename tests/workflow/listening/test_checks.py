"""One check after another, one for a burst."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from ivrplan.diagnostics import error
from ivrplan.workflow.listening.checks import MOST_WAITING, CheckFailed, Checks, NotManaged, Report


@dataclass
class Stage:
    """Checks that wait until they are let go on."""

    begun: list[str] = field(default_factory=list)
    told: list[Report] = field(default_factory=list)
    goes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def check(self, flow: str) -> Report:
        self.begun.append(flow)
        self.news.set()
        await self.goes.acquire()
        if flow == "bad":
            return CheckFailed(flow, (error("Broken", "It is broken."),))
        return NotManaged(flow)

    def tell(self, report: Report) -> None:
        self.told.append(report)
        self.news.set()

    async def until(self, *, begun: int = 0, told: int = 0) -> None:
        while len(self.begun) < begun or len(self.told) < told:
            self.news.clear()
            await self.news.wait()


@asynccontextmanager
async def running(stage: Stage) -> AsyncIterator[Checks]:
    checks = Checks(stage.check, stage.tell)
    task = asyncio.create_task(checks.run())
    yield checks
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_burst_is_one_check_and_what_comes_during_it_another() -> None:
    stage = Stage()
    async with running(stage) as checks:
        assert all(checks.add("f1") for _ in range(5))
        await stage.until(begun=1)
        assert all(checks.add("f1") for _ in range(5))
        stage.goes.release()
        await stage.until(begun=2)
        stage.goes.release()
        await stage.until(told=2)
        assert stage.begun == ["f1", "f1"]


async def test_checks_are_made_in_order_and_one_at_a_time() -> None:
    stage = Stage()
    async with running(stage) as checks:
        for flow in ("f1", "f2", "f1", "f3"):
            checks.add(flow)
        await stage.until(begun=1)
        assert stage.begun == ["f1"]
        for _ in range(3):
            stage.goes.release()
        await stage.until(told=3)
        assert [report.flow for report in stage.told] == ["f1", "f2", "f3"]


async def test_a_check_that_fails_is_not_the_last() -> None:
    stage = Stage()
    async with running(stage) as checks:
        checks.add("bad")
        checks.add("f1")
        for _ in range(2):
            stage.goes.release()
        await stage.until(told=2)
        assert [report.failed for report in stage.told] == [True, False]


async def test_an_event_without_a_flow_is_told_and_not_checked() -> None:
    stage = Stage()
    async with running(stage) as checks:
        checks.add("")
        await stage.until(told=1)
        assert (stage.told, stage.begun) == ([NotManaged("")], [])


async def test_the_queue_has_an_end() -> None:
    checks = Checks(Stage().check, Stage().tell)
    assert all(checks.add(f"f{number}") for number in range(MOST_WAITING))
    assert not checks.add("one more")
    assert checks.add("f0")
