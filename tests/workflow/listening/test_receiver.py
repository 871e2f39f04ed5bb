"""What the receiver answers, and what it passes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from ivrplan.workflow.listening.receiver import LARGEST, Receiver, application
from ivrplan.workflow.listening.trust import Trust

GOOD = {"X-Vendor-Secret": "s3cret-value"}
EVENT = b'{"flowId": "f1"}'


@pytest.fixture
def taken() -> list[str]:
    return []


@pytest.fixture
async def http(taken: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    def take(flow: str) -> bool:
        if len(taken) == 2:
            return False
        taken.append(flow)
        return True

    receiver = Receiver(Trust("s3cret-value", ("X-Vendor-Secret",)), take, lambda: 0.0)
    transport = httpx.ASGITransport(application(receiver, "/hook"))
    async with httpx.AsyncClient(transport=transport, base_url="http://listener") as client:
        yield client


async def test_an_event_is_taken_at_once(http: httpx.AsyncClient, taken: list[str]) -> None:
    answer = await http.post("/hook", content=EVENT, headers=GOOD)
    assert (answer.status_code, taken) == (202, ["f1"])


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (401, {"content": EVENT}),
        (401, {"content": EVENT, "headers": {"X-Vendor-Secret": "wrong"}}),
        (401, {"content": b"no json", "headers": {"X-Vendor-Secret": "wrong"}}),
        (400, {"content": b"no json", "headers": GOOD}),
        (400, {"content": b"[]", "headers": GOOD}),
        (413, {"content": b" " * (LARGEST + 1), "headers": GOOD}),
        (413, {"content": b" " * (LARGEST + 1)}),
    ],
    ids=[
        "no secret",
        "wrong secret",
        "wrong secret first",
        "no JSON",
        "no object",
        "too large",
        "too large first",
    ],
)
async def test_what_is_refused_has_no_effect(
    http: httpx.AsyncClient, taken: list[str], status: int, request_: dict[str, Any]
) -> None:
    answer = await http.post("/hook", **request_)
    assert (answer.status_code, taken) == (status, [])
    assert "s3cret" not in answer.text


async def test_a_body_that_does_not_say_its_length_is_limited_too(
    http: httpx.AsyncClient, taken: list[str]
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 1024 + 1):
            yield b" " * 1024

    answer = await http.post("/hook", content=parts(), headers=GOOD)
    assert (answer.status_code, taken) == (413, [])


async def test_the_largest_body_is_taken(http: httpx.AsyncClient, taken: list[str]) -> None:
    answer = await http.post("/hook", content=EVENT.ljust(LARGEST), headers=GOOD)
    assert (answer.status_code, taken) == (202, ["f1"])


async def test_too_many_are_refused(http: httpx.AsyncClient, taken: list[str]) -> None:
    statuses = [(await http.post("/hook", content=EVENT, headers=GOOD)).status_code for _ in range(3)]
    assert statuses == [202, 202, 503]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/hook", 405), ("POST", "/other", 404)])
async def test_nothing_else_is_served(http: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    assert (await http.request(method, path, headers=GOOD)).status_code == status
