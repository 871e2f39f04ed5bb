"""Log, metrics and webhook beside an apply: what each is told, and what happens when it cannot be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from ivrplan.diagnostics import RejectedError
from ivrplan.events.auditlog import AuditError
from ivrplan.events.metrics import RunOutcome
from ivrplan.events.record import Surroundings
from ivrplan.events.reporter import Reporter, reporting
from ivrplan.events.settings import AuditSettings, EventSettings, WebhookSettings
from ivrplan.events.signature import is_signed
from ivrplan.events.verify import entries, verify
from ivrplan.events.webhook import Poster
from ivrplan.providers.contract import Step, Work
from ivrplan.providers.http.post import Posted, open_poster
from ivrplan.providers.http.runtime import Runtime
from ivrplan.workflow.reporting import heard_by
from tests.events.conftest import NOW
from tests.events.receiver import Receiver, receiving
from tests.fakes.vendor import failed
from tests.fakes.world import World

SECRET: Final = "the s3cret"


@dataclass
class Box:
    """A poster that keeps what it is given."""

    answer: Posted = field(default_factory=lambda: Posted(204, 1))
    posted: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)
    hangs: bool = False

    async def post(self, url: str, content: bytes, headers: Mapping[str, str], *, within: float) -> Posted:
        assert url == "https://hooks.example.com/t0ken"
        assert within > 0
        self.posted.append((content, headers))
        if self.hangs:
            await asyncio.Event().wait()
        return self.answer

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Poster]:
        yield self

    @property
    def events(self) -> list[str]:
        return [json.loads(content)["event"] for content, _ in self.posted]


def webhook(*events: str, timeout: float = 30) -> WebhookSettings:
    return WebhookSettings("https://hooks.example.com/t0ken", SECRET, events, timeout)


def never() -> AbstractAsyncContextManager[Poster]:
    raise AssertionError("no webhook, no poster")


async def apply(world: World, reporter: Reporter, stop: asyncio.Event | None = None) -> frozenset[str]:
    """Apply what the world wants, and tell."""
    plan = await world.plan()
    stop = stop or asyncio.Event()
    reporter.begin(plan, stop.set)
    heard = heard_by(lambda _: None, reporter)
    world.events = _Heard(heard)
    await world.run(plan, parallelism=1, stop=stop)
    return await reporter.settle()


class _Heard(list[Any]):
    def __init__(self, heard: Any) -> None:
        super().__init__()
        self._heard = heard

    def append(self, event: Any) -> None:
        super().append(event)
        self._heard(event)


@pytest.fixture
def world() -> World:
    world = World()
    world.want("fake_flow.a", name="A")
    world.want("fake_hook.b", name="B")
    return world


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


async def test_the_entry_holds_the_status_that_the_receiver_answered(
    world: World, log: Path, around: Surroundings
) -> None:
    box = Box(Posted(202, 3))
    settings = EventSettings(audit=AuditSettings(log), webhook=webhook())
    async with reporting(settings, around, box.open) as reporter:
        assert await apply(world, reporter) == frozenset()
    assert reporter.warnings == ()
    assert {entry["address"]: (entry["webhook_event"], entry["webhook_status"], entry["webhook_attempts"])
            for entry in entries(log)} == {
        "fake_flow.a": ("flow.version.published", 202, 3),
        "fake_hook.b": ("hook.created", 202, 3),
    }  # fmt: skip
    for content, headers in box.posted:
        body = json.loads(content)
        assert headers["X-Ivrplan-Event"] == body["event"]
        assert headers["X-Ivrplan-Delivery"] == body["payload"]["governance_id"]
        stamp, signature = headers["X-Ivrplan-Timestamp"], headers["X-Ivrplan-Signature"]
        assert is_signed(content, stamp, signature, SECRET, now=NOW.timestamp())


async def test_the_payload_is_the_entry_as_it_was_known(
    world: World, log: Path, around: Surroundings
) -> None:
    box = Box()
    async with reporting(EventSettings(AuditSettings(log), None, webhook()), around, box.open) as reporter:
        await apply(world, reporter)
    told = {entry["address"]: entry for entry in entries(log)}
    for content, _ in box.posted:
        payload = json.loads(content)["payload"]
        entry = told[payload["address"]]
        assert {name: entry[name] for name in payload} == payload
        more = entry.keys() - payload.keys()
        assert more == {
            "webhook_event", "webhook_status", "webhook_attempts", "webhook_error",
            "sequence", "previous_hash", "hash", "sealing",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "events"),
    [
        ((), ["flow.version.published", "hook.created"]),
        (("flow.*",), ["flow.version.published"]),
        (("hook.created", "other"), ["hook.created"]),
        (("flow",), []),
        (("*",), ["flow.version.published", "hook.created"]),
    ],
)
async def test_only_wanted_events_are_posted(
    world: World, log: Path, around: Surroundings, wanted: tuple[str, ...], events: list[str]
) -> None:
    box = Box()
    async with reporting(
        EventSettings(AuditSettings(log), None, webhook(*wanted)), around, box.open
    ) as reporter:
        await apply(world, reporter)
    assert sorted(box.events) == events
    assert sorted(entry["webhook_event"] for entry in entries(log) if entry["webhook_event"]) == events


async def test_what_did_not_happen_is_no_event_but_an_entry(
    world: World, log: Path, around: Surroundings
) -> None:
    async def refuses(step: Step, work: Work) -> None:
        raise failed(RejectedError, 422)

    world.vendor.before = refuses
    box = Box()
    async with reporting(EventSettings(AuditSettings(log), None, webhook()), around, box.open) as reporter:
        await apply(world, reporter)
    assert box.posted == []
    assert [(entry["status"], entry["error_code"], entry["webhook_event"]) for entry in entries(log)] == [
        ("failed", "422", None)
    ] * 2


async def test_a_failed_delivery_is_in_the_entry_and_a_warning(
    world: World, log: Path, around: Surroundings
) -> None:
    box = Box(Posted(500, 5, "answered 500"))
    async with reporting(EventSettings(AuditSettings(log), None, webhook()), around, box.open) as reporter:
        await apply(world, reporter)
    assert {(entry["status"], entry["webhook_status"], entry["webhook_error"]) for entry in entries(log)} == {
        ("succeeded", 500, "answered 500")
    }
    (warned,) = reporter.warnings
    assert warned.summary == "Webhook not delivered"
    assert warned.detail == (
        "https://hooks.example.com: answered 500. What was applied stays applied. Not told: fake_flow.a, fake_hook.b."
    )
    assert len(world.state.resources) == 2


async def test_a_receiver_that_hangs_is_given_up(world: World, log: Path, around: Surroundings) -> None:
    box = Box(hangs=True)
    settings = EventSettings(AuditSettings(log), None, webhook(timeout=0.05))
    async with reporting(settings, around, box.open) as reporter:
        await apply(world, reporter)
    assert [entry["webhook_error"] for entry in entries(log)] == ["there was no time left for it"] * 2
    assert verify(log).whole


async def test_many_that_were_not_told_are_counted(log: Path, around: Surroundings) -> None:
    world = World()
    for number in range(8):
        world.want(f"fake_hook.n{number}", name=f"N{number}")
    box = Box(Posted(None, 5, "it cannot be reached"))
    async with reporting(EventSettings(None, None, webhook()), around, box.open) as reporter:
        await apply(world, reporter)
    assert reporter.warnings[0].detail.endswith(" and 3 more.")


async def test_a_log_that_cannot_be_written_is_a_warning(
    world: World, tmp_path: Path, around: Surroundings
) -> None:
    settings = EventSettings(AuditSettings(tmp_path / "none" / "audit.jsonl"), tmp_path / "ivrplan.prom")
    async with reporting(settings, around, never) as reporter:
        assert await apply(world, reporter) == frozenset()
        await reporter.ended("apply", RunOutcome.SUCCESS)
    (warned,) = reporter.warnings
    assert (warned.severity.value, warned.summary) == ("warning", "Audit log cannot be written")
    assert warned.detail == "audit.jsonl: No such file or directory. Not recorded: fake_flow.a, fake_hook.b."
    assert len(world.state.resources) == 2
    assert (
        'ivrplan_audit_entries_total{workspace="staging",outcome="failure"} 2'
        in (tmp_path / "ivrplan.prom").read_text()
    )


async def test_a_log_that_is_required_is_there_before_anything_is_done(
    world: World, tmp_path: Path, around: Surroundings
) -> None:
    settings = EventSettings(AuditSettings(tmp_path / "none" / "audit.jsonl", required=True))
    async with reporting(settings, around, never) as reporter:
        with pytest.raises(AuditError):
            await reporter.ready()


async def test_when_a_required_log_is_lost_nothing_more_is_begun(
    tmp_path: Path, around: Surroundings
) -> None:
    world = World()
    for number in range(4):
        needs = [f"fake_hook.n{number - 1}"] if number else []
        world.want(f"fake_hook.n{number}", name=f"N{number}", needs=needs)
    stop = asyncio.Event()

    async def until_it_is_lost(_step: Step, work: Work) -> None:
        if work.address == "fake_hook.n1":
            await stop.wait()

    world.vendor.before = until_it_is_lost
    settings = EventSettings(AuditSettings(tmp_path / "none" / "audit.jsonl", required=True))
    async with reporting(settings, around, never) as reporter:
        untold = await apply(world, reporter, stop)
    assert untold == {"fake_hook.n0", "fake_hook.n1"} == world.state.resources.keys()
    assert "The next apply records it" in reporter.warnings[0].detail


def written_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_nobody_is_told_where_nobody_wants_to_hear(
    world: World, tmp_path: Path, around: Surroundings
) -> None:
    async with reporting(EventSettings(), around, never) as reporter:
        assert await apply(world, reporter) == frozenset()
        await reporter.ended("apply", RunOutcome.SUCCESS)
    assert written_in(tmp_path) == []


def test_whoever_is_stopped_tells_nothing_more(world: World, log: Path, around: Surroundings) -> None:
    """The journal has it; the next apply tells it."""
    box = Box(hangs=True)
    settings = EventSettings(AuditSettings(log), None, webhook())

    async def stopped() -> None:
        async with reporting(settings, around, box.open) as reporter:
            reporter.begin(await world.plan(), lambda: None)
            world.events = _Heard(reporter.hear)
            await world.apply()
            raise failed(RejectedError)

    with pytest.raises(RejectedError):
        asyncio.run(stopped())
    assert not log.exists()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


async def test_a_real_receiver_gets_a_real_message(
    world: World, log: Path, around: Surroundings, receiver: Receiver
) -> None:
    receiver.statuses = [503, 204]
    settings = EventSettings(AuditSettings(log), None, WebhookSettings(receiver.url, SECRET, ("flow.*",), 20))
    runtime = Runtime(chance=lambda: 0.0)
    async with reporting(settings, around, lambda: open_poster(runtime)) as reporter:
        await apply(world, reporter)
    assert receiver.events == ["flow.version.published"] * 2
    first, second = receiver.messages
    assert first == second
    stamp, signature = first.headers["X-Ivrplan-Timestamp"], first.headers["X-Ivrplan-Signature"]
    assert is_signed(first.body, stamp, signature, SECRET, now=NOW.timestamp())
    told = {entry["address"]: (entry["webhook_status"], entry["webhook_attempts"]) for entry in entries(log)}
    assert told == {"fake_flow.a": (204, 2), "fake_hook.b": (None, 0)}
