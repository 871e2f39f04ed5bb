"""A warm, single-threaded process that forks one ivrplan command after the other, and makes it die where it is told.

    python -m tests.end_to_end.forge

Each line of its input is a job, each line of its output an answer, both JSON. A forked command differs from one that
a person starts only in what it need not import again, and in its *points*: the moments at which something leaves the
process for good. At the point that a job names, it is killed, torn, interrupted or held.

    {"do": "start", "arguments": [...], "folder": "...", "environment": {...}, "stdout": FILE, "stderr": FILE,
     "points": FILE, "faults": [{"point": "fsync", "nth": 2, "moment": "before", "act": "kill"}],
     "hurried": false}  -> {"pid": 17}
    {"do": "wait", "pid": 17}  -> {"status": -9}

A point's name is what happens there, without ids, so that the same run has the same points:
`PUT /cxone/api/v2/flows/ivr/{id}`, `write journal`, `replace ivrplan.state.json`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import signal
import stat
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import httpx

from ivrplan.cli.main import main as ivrplan_main
from ivrplan.cli.table import COMMANDS
from ivrplan.providers.http.runtime import Runtime
from ivrplan.providers.table import load, names

Point = tuple[str, int]
"""What happens there, and how often it has happened in this process."""

BROKEN = 70
"""The status of a command that ended with an exception that nobody caught."""


class Points:
    """Counts the points of this process, notes each, and acts at those that the job names.

    Args:
        faults: what is to happen where.
        log: where each point is noted, a line each.
    """

    def __init__(self, faults: list[dict[str, Any]], log: Path) -> None:
        self._faults = faults
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._reached: Counter[str] = Counter()
        self._lock = threading.Lock()

    def reach(self, name: str) -> Point:
        """The point that is reached now."""
        with self._lock:
            self._reached[name] += 1
            _REAL_WRITE(self._log, f"{name}\n".encode())
            return name, self._reached[name]

    def act(self, point: Point, moment: str, tear: Callable[[], object] | None = None) -> None:
        """Do what the job asks for at this point."""
        for fault in self._faults:
            if (fault["point"], fault["nth"], fault["moment"]) == (*point, moment):
                _act(fault, tear)


def _act(fault: dict[str, Any], tear: Callable[[], object] | None) -> None:
    match fault["act"]:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "tear":
            assert tear is not None, "only a write can be torn"
            tear()
            os.kill(os.getpid(), signal.SIGKILL)
        case "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        case "terminate":
            os.kill(os.getpid(), signal.SIGTERM)
        case "hold":
            _hold(Path(fault["fifo"]))
        case "fail":
            raise OSError(28, "No space left on device")
        case unknown:
            raise AssertionError(unknown)


def _hold(fifo: Path) -> None:
    """Tell that the point is reached, and go on when the fifo is closed at the other end."""
    with fifo.open("w", encoding="utf-8") as told:
        told.write("held\n")
    with fifo.open(encoding="utf-8") as let_go:
        let_go.read()


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SERIAL = re.compile(r"(?<=backup-)-?\d+$")
_VERSION = re.compile(r"(?<=/versions/)[^/]+")
_REAL_WRITE = os.write
_REAL_SEND = httpx.AsyncHTTPTransport.handle_async_request


def _watch_requests(points: Points) -> None:
    async def send(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        point = points.reach(f"{request.method} {_named(request.url.path)}")
        points.act(point, "before")
        await _let_signals_in()
        response = await _REAL_SEND(self, request)
        await response.aread()
        points.act(point, "after")
        await _let_signals_in()
        return response

    httpx.AsyncHTTPTransport.handle_async_request = send  # type: ignore[method-assign]


def _named(path: str) -> str:
    return _VERSION.sub("{version}", _ID.sub("{id}", path))


async def _let_signals_in() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def _watch_files(points: Points) -> None:
    def watched(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            point = points.reach(f"{name} {_shown(arguments[-1])}")
            points.act(point, "before", lambda: _tear(arguments[0]))
            result = real(*arguments, **more)
            points.act(point, "after")
            return result

        return call

    def write(descriptor: int, data: Any) -> int:
        if threading.current_thread() is threading.main_thread():
            return _REAL_WRITE(
                descriptor, data
            )  # the event loop wakes itself up; journals are written by threads
        point = points.reach("write journal")
        points.act(point, "before", lambda: _REAL_WRITE(descriptor, bytes(data)[: len(data) // 2]))
        return _REAL_WRITE(descriptor, data)

    os.write = write
    os.fsync = watched(os.fsync, "fsync")
    os.fdatasync = watched(os.fdatasync, "fdatasync")
    os.replace = watched(os.replace, "replace")
    os.unlink = watched(os.unlink, "unlink")


def _hurry(points: Points) -> None:
    """Let no time pass in waiting between requests: their clock jumps instead, and each wait is a point."""
    gone = 0.0

    def now() -> float:
        return gone

    async def sleep(seconds: float) -> None:
        nonlocal gone
        gone += seconds
        points.reach(f"wait {seconds:.1f}")
        await asyncio.sleep(0)

    monotonic, wall, _, _, *others = Runtime.__init__.__defaults__ or ()
    del monotonic
    # No chance: the back-off is the longest that it can be.
    Runtime.__init__.__defaults__ = (now, wall, sleep, lambda: 1.0, *others)


def _shown(what: object) -> str:
    """A path as its name, a descriptor as what it is."""
    if isinstance(what, int):
        return "folder" if stat.S_ISDIR(os.fstat(what).st_mode) else "file"
    return _SERIAL.sub("{serial}", Path(str(what)).name)


def _tear(descriptor: object) -> None:
    """Leave half of a file: what a machine that loses power may leave of one that was never synced."""
    assert isinstance(descriptor, int)
    os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)


def _start(job: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _become(job)
    except BaseException:  # noqa: BLE001 - nothing may return into the parent's loop
        traceback.print_exc()
    os._exit(BROKEN)


def _become(job: dict[str, Any]) -> NoReturn:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _redirect(job)
    os.chdir(job["folder"])
    os.environ.update(job["environment"])
    points = Points(job["faults"], Path(job["points"]))
    _watch_requests(points)
    _watch_files(points)
    if job["hurried"]:
        _hurry(points)
    sys.argv = ["ivrplan", *job["arguments"]]
    status: object = 0
    try:
        ivrplan_main()
    except SystemExit as end:
        status = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)


def _redirect(job: dict[str, Any]) -> None:
    files = (("/dev/null", os.O_RDONLY), (job["stdout"], os.O_WRONLY), (job["stderr"], os.O_WRONLY))
    for number, (name, mode) in enumerate(files):
        descriptor = os.open(name, mode | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


async def _ask_nobody() -> None:
    """A request to a port where nobody listens: httpx imports on use what a first request needs."""
    async with httpx.AsyncClient() as client:
        with suppress(httpx.ConnectError):
            await client.get("http://127.0.0.1:9")


def _warm_up() -> None:
    # A third of a command's time goes into reading the certificates, which no request here looks at.
    certificates = httpx.create_ssl_context()
    httpx.create_ssl_context = lambda *_, **__: certificates
    # What commands import on use is imported here, before the first fork.
    for entry in COMMANDS.values():
        import_module(entry.module)
    for name in names():
        load(name, {})
    asyncio.run(_ask_nobody())
    gc.collect()
    gc.freeze()
    gc.disable()


def main() -> None:
    """Take jobs until there are no more."""
    _warm_up()
    for line in sys.stdin:
        job = json.loads(line)
        answer = {"pid": _start(job)} if job["do"] == "start" else {"status": _wait(job["pid"])}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
