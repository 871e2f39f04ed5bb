"""The receiver on a port, with the checks beside it, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import uvicorn

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.providers.contract import secret_headers
from ivrplan.workflow.listening.checks import Checks, Report, Tell, check
from ivrplan.workflow.listening.receiver import Receiver, application
from ivrplan.workflow.listening.trust import Trust
from ivrplan.workflow.project import load_providers

_GRACE_SECONDS: Final = 2
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class ListenRequest:
    """What to listen to.

    Attributes:
        load: which folder, with which values.
        secret_variable: the environment variable that holds the secret.
        host, port: where to listen; port 0 picks a free one.
        path: where events are posted to.
        once: whether the first report is the last.
        ready: is told the address as soon as events are taken.
        tell: is told what came of each event.
    """

    load: LoadRequest
    secret_variable: str
    host: str
    port: int
    path: str
    once: bool
    ready: Callable[[str], None]
    tell: Tell


async def listen(request: ListenRequest) -> None:
    """Receive events and check the flows that they are about, until SIGINT or SIGTERM.

    Raises:
        ConfigurationError: there is no secret, or the address cannot be listened on.
    """
    trust = _trust(request)
    with _listener(request.host, request.port) as listener:
        await _serve(request, trust, listener)


async def _serve(request: ListenRequest, trust: Trust, listener: socket.socket) -> None:
    def tell(report: Report) -> None:
        request.tell(report)
        server.should_exit |= request.once

    checks = Checks(partial(check, request.load), tell)
    server = _server(application(Receiver(trust, checks.add, time.time), request.path))
    worker = asyncio.create_task(checks.run())
    # A mistake of ours in a check must not leave a server that takes events and looks at none.
    worker.add_done_callback(lambda _: setattr(server, "should_exit", True))
    with _stopped_by_signals(server):
        request.ready(_url(request, listener))
        await server.serve(sockets=[listener])
    worker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await worker


def _trust(request: ListenRequest) -> Trust:
    secret = request.load.environment.get(request.secret_variable, "")
    if not secret:
        raise ConfigurationError(
            error(
                "No secret to know vendors by",
                f"The environment variable {request.secret_variable} is empty, so anybody could say that a flow changed.",
                hint="Put into it what the webhook was registered with, or name another variable with --secret-env.",
            )
        )
    providers = load_providers(request.load.environment).values()
    headers = [name for provider in providers for name in secret_headers(provider)]
    return Trust(secret, tuple(dict.fromkeys(headers)))


def _server(app: object) -> uvicorn.Server:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as failure:
        listener.close()
        raise ConfigurationError(
            error(
                "Cannot listen",
                f"{host} port {port}: {failure.strerror or failure}.",
                hint="Choose another address or port; port 0 picks a free one.",
            )
        ) from failure
    return listener


def _url(request: ListenRequest, listener: socket.socket) -> str:
    host = f"[{request.host}]" if ":" in request.host else request.host
    return f"http://{host}:{listener.getsockname()[1]}{request.path}"


@contextlib.contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    # The server listens to signals only while it runs, and raises them again once it has stopped: then one finds
    # nothing left to do.
    def stop(_number: int, _frame: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
