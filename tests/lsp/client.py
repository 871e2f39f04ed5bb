"""An editor: starts the server as editors do and speaks JSON-RPC with it over pipes."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

CAPABILITIES: Final[dict[str, Any]] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
}


class Editor:
    """One editor with one server."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._published: dict[str, list[Any]] = {}
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())
        self._versions = itertools.count(1)

    @classmethod
    async def start(cls, environment: dict[str, str], *options: str) -> Editor:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ivrplan", "language-server", "--stdio", *options,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=environment,
        )  # fmt: skip
        return cls(process)

    async def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := await stream.readline():
            length = int(header.split(b":")[1])
            while (await stream.readline()).strip():
                pass
            await self._take(json.loads(await stream.readexactly(length)))

    async def _take(self, message: dict[str, Any]) -> None:
        if "id" in message and "method" not in message:
            self._answers.pop(message["id"]).set_result(message)
            return
        async with self._news:
            if message["method"] == "textDocument/publishDiagnostics":
                self._published[message["params"]["uri"]] = message["params"]["diagnostics"]
            else:
                self.log.append(message)
            self._news.notify_all()

    def send(self, message: dict[str, Any]) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def write(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    async def ask(self, method: str, params: Any = None) -> dict[str, Any]:
        """The whole answer to a question."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self.send({"id": number, "method": method, "params": params})
        whole: dict[str, Any] = await answer
        return whole

    async def result(self, method: str, params: Any = None) -> Any:
        answer = await self.ask(method, params)
        assert "error" not in answer, answer
        return answer["result"]

    # What editors do

    async def initialize(self, capabilities: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = await self.result(
            "initialize", {"processId": None, "rootUri": None, "capabilities": capabilities or CAPABILITIES}
        )
        self.notify("initialized", {})
        return result

    def open(self, path: Path, text: str) -> None:
        self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": path.as_uri(), "languageId": "ivrplan", "version": 0, "text": text}},
        )

    def change(self, path: Path, text: str) -> None:
        document = {"uri": path.as_uri(), "version": next(self._versions)}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def close(self, path: Path) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})

    async def problems(self, path: Path, wanted: Callable[[list[Any]], bool] = lambda _: True) -> list[Any]:
        """What was published for a file, as soon as it is as wanted. What was published is then forgotten."""
        uri = path.as_uri()
        async with self._news:
            await self._news.wait_for(lambda: uri in self._published and wanted(self._published[uri]))
            return self._published.pop(uri)

    async def logged(self) -> dict[str, Any]:
        """The next message for people."""
        async with self._news:
            await self._news.wait_for(lambda: bool(self.log))
            return self.log.pop(0)

    async def at(self, what: str, path: Path, place: tuple[int, int], **more: Any) -> Any:
        """The answer to a question about a place."""
        position = {"line": place[0], "character": place[1]}
        params = {"textDocument": {"uri": path.as_uri()}, "position": position, **more}
        return await self.result(f"textDocument/{what}", params)

    async def leave(self) -> tuple[int, str]:
        """Say goodbye; the server's status and what it wrote to stderr."""
        await self.result("shutdown")
        self.notify("exit")
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        assert self.process.stderr is not None
        written = await self.process.stderr.read()
        await self._reader
        return await self.process.wait(), written.decode()

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.ended()
