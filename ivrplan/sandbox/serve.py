"""The sandbox on a port: for `ivrplan sandbox`, and in the background for tests and benchmarks."""

import ipaddress
import multiprocessing
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import uvicorn

from ivrplan.sandbox.app import build_app
from ivrplan.sandbox.problems import SandboxError
from ivrplan.sandbox.protocol import HangUpProtocol
from ivrplan.sandbox.settings import SandboxSettings

_BACKLOG = 2048
_GRACE_SECONDS = 2


def serve(
    settings: SandboxSettings | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    allow_remote: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is under way, save, and return.

    Args:
        settings: what the sandbox is started with; nothing for the defaults.
        host: address to listen on.
        port: port to listen on; 0 picks a free one.
        allow_remote: listen on an address that other machines can reach, too.
        on_ready: called with the base URL once requests are taken.

    Raises:
        SandboxError: the address is not the machine's own or is taken, or the data file cannot be used.
    """
    with _listener(host, port, allow_remote=allow_remote) as listener:
        server = _server(settings)
        with _stopped_by_signals(server):
            if on_ready is not None:
                on_ready(_url(host, listener))
            server.run(sockets=[listener])


@contextmanager
def running_sandbox(settings: SandboxSettings | None = None) -> Iterator[str]:
    """A sandbox on a free port, served by a thread of this process; yields its base URL."""
    server = _server(settings)
    listener = _listener("127.0.0.1", 0, allow_remote=False)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="ivrplan-sandbox", daemon=True
    )
    thread.start()
    try:
        yield _url("127.0.0.1", listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def sandbox_process(settings: SandboxSettings | None = None) -> Iterator[str]:
    """A sandbox on a free port in a process of its own, so that it shares no interpreter; yields its base URL.

    The settings travel to the process, so they cannot carry a listener for requests.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve_and_tell, args=(settings, there), daemon=True)
    process.start()
    there.close()
    try:
        yield _told(here)
    finally:
        process.terminate()
        process.join()
        here.close()


def _serve_and_tell(settings: SandboxSettings | None, pipe: Connection) -> None:
    try:
        serve(settings, on_ready=pipe.send)
    except SandboxError as error:
        pipe.send((error.summary, error.detail, error.hint))


def _told(pipe: Connection) -> str:
    told = pipe.recv()
    if isinstance(told, str):
        return told
    summary, detail, hint = told
    raise SandboxError(summary, detail=detail, hint=hint)


def _server(settings: SandboxSettings | None) -> uvicorn.Server:
    config = uvicorn.Config(
        build_app(settings),
        http=HangUpProtocol,
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _listener(host: str, port: int, *, allow_remote: bool) -> socket.socket:
    if not allow_remote and not _is_loopback(host):
        raise SandboxError(
            "The sandbox listens to its own machine only",
            detail=f"{host} can be reached from other machines, and the control plane asks nobody for a password.",
            hint="Use 127.0.0.1, or allow remote access explicitly.",
        )
    try:
        return _listening(host, port)
    except OSError as error:
        raise SandboxError(
            "The sandbox cannot listen",
            detail=f"{host} port {port}: {error.strerror or error}.",
            hint="Choose another port; port 0 picks a free one.",
        ) from error


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio switches Nagle's algorithm off only where it is; else each answer
    # waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(host: str, listener: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    # uvicorn listens to signals only while it runs, and raises them again once it has stopped. So one that comes
    # before is not lost, and one that comes again finds nothing left to do.
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
