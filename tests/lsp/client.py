"""An editor: starts the server as editors do and speaks JSON-RPC with it over pipes."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ivrplan.config.request import LoadRequest
from ivrplan.lsp.serve import create

CAPABILITIES: Final[dict[str, Any]] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
}


class Editor:
    """One editor with one server, which is a process of its own or a thread of this one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.process: asyncio.subprocess.Process | None = None
        self.thread: threading.Thread | None = None
        self.log: list[dict[str, Any]] = []
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._published: dict[str, list[Any]] = {}
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())
        self._versions = itertools.count(1)

    @classmethod
    async def start(cls, environment: dict[str, str], *options: str) -> Editor:
        """With a process, as editors do."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ivrplan", "language-server", "--stdio", *options,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=environment,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        editor = cls(process.stdout, process.stdin)
        editor.process = process
        return editor

    @classmethod
    async def start_here(cls, environment: dict[str, str]) -> Editor:
        """With a thread, whose code is measured with that of the tests."""
        loop = asyncio.get_running_loop()
        (server_in, to_server), (from_server, server_out) = os.pipe(), os.pipe()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await loop.connect_read_pipe(lambda: protocol, os.fdopen(from_server, "rb"))
        pipe, writing = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(to_server, "wb")
        )
        editor = cls(reader, asyncio.StreamWriter(pipe, writing, reader, loop))
        editor.thread = threading.Thread(target=_serve, args=(environment, server_in, server_out))
        editor.thread.start()
        return editor

    async def _read(self) -> None:
        while header := await self.reader.readline():
            length = int(header.split(b":")[1])
            while (await self.reader.readline()).strip():
                pass
            await self._take(json.loads(await self.reader.readexactly(length)))

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
        self.writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

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

    def hang_up(self) -> None:
        """Be gone without a word."""
        self.writer.close()

    async def ended(self) -> tuple[int, str]:
        """The status of the process, and what it wrote to stderr."""
        assert self.process is not None
        assert self.process.stderr is not None
        written = await self.process.stderr.read()
        await self._reading
        return await self.process.wait(), written.decode()

    async def end(self) -> None:
        """Make sure that nothing of the server is left."""
        if self.thread is not None:
            self.hang_up()
            await self._reading
            await asyncio.to_thread(self.thread.join)
        elif self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.ended()


def _serve(environment: dict[str, str], stdin: int, stdout: int) -> None:
    with os.fdopen(stdin, "rb") as reading, os.fdopen(stdout, "wb") as writing:
        create(LoadRequest(Path(), environment=environment)).start_io(reading, writing)
