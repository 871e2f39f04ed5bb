"""The sandbox over real HTTP: what only a connection can show."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ivrplan.sandbox.problems import SandboxError
from ivrplan.sandbox.serve import running_sandbox, sandbox_process, serve
from ivrplan.sandbox.settings import SandboxSettings
from tests.sandbox.support import arrow, credentials, registration


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with running_sandbox() as url, httpx.Client(base_url=url) as client:
        response = client.post("/cxone/oauth/token", data=credentials())
        client.headers["Authorization"] = f"Bearer {response.json()['access_token']}"
        yield client


def _arm(client: httpx.Client, kind: str) -> None:
    response = client.post("/_control/faults", json={"action": {"kind": kind}})
    assert response.status_code == 200


def _register(client: httpx.Client) -> httpx.Response:
    return client.post("/cxone/api/v2/flows", json=registration(), headers={"Idempotency-Key": "k"})


def _stored(client: httpx.Client) -> int:
    return len(client.get("/_control/flows/cxone").json()["flows"])


def test_a_flow_over_the_wire(client: httpx.Client) -> None:
    response = _register(client)

    assert (response.status_code, response.json()["connections"][0]) == (201, arrow(1, "start", "menu"))


@pytest.mark.parametrize(("kind", "flows"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_is_closed_without_an_answer(
    client: httpx.Client, kind: str, flows: int
) -> None:
    _arm(client, kind)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        _register(client)

    assert _stored(client) == flows


def test_a_truncated_answer_ends_too_early(client: httpx.Client) -> None:
    _arm(client, "truncate")
    with pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"):
        _register(client)

    assert _stored(client) == 1


def test_a_large_request_can_be_dropped(client: httpx.Client) -> None:
    _arm(client, "drop_before")
    with pytest.raises(httpx.TransportError):
        client.post("/cxone/api/v2/flows", content=b"x" * 5_000_000)

    assert _register(client).status_code == 201


def test_the_next_request_after_a_drop_is_served(client: httpx.Client) -> None:
    _arm(client, "drop_after")
    with pytest.raises(httpx.RemoteProtocolError):
        _register(client)

    assert _register(client).status_code == 201


def test_an_answer_of_a_fault_leaves_the_connection_usable(client: httpx.Client) -> None:
    _arm(client, "html")
    statuses = [_register(client).status_code for _ in range(2)]

    assert statuses == [502, 201]


def test_a_hanging_answer_runs_into_the_clients_timeout(client: httpx.Client) -> None:
    client.post("/_control/faults", json={"action": {"kind": "hang", "latency_ms": 500}})
    with pytest.raises(httpx.ReadTimeout):
        client.get("/cxone/api/v2/flows", timeout=0.05)


def test_two_sandboxes_have_worlds_of_their_own(client: httpx.Client) -> None:
    _register(client)
    with running_sandbox() as url:
        response = httpx.get(url + "/_control/flows/cxone")

    assert response.json() == {"flows": []}


def test_stopping_saves_the_data(tmp_path: Path) -> None:
    settings = SandboxSettings(data=tmp_path / "data.json")
    for status in (201, 409):
        with running_sandbox(settings) as url, httpx.Client(base_url=url) as client:
            token = client.post("/cxone/oauth/token", data=credentials()).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(status)}
            response = client.post("/cxone/api/v2/flows", json=registration(), headers=headers)

            assert response.status_code == status


def test_a_process_of_its_own() -> None:
    with sandbox_process() as url:
        response = httpx.get(url + "/_control/clock")

    assert response.status_code == 200


def test_a_process_that_cannot_start_says_why(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text("hello\n")
    with pytest.raises(SandboxError, match="damaged"), sandbox_process(SandboxSettings(data=path)):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "sandbox.example.com"])
def test_other_machines_are_kept_out(host: str) -> None:
    with pytest.raises(SandboxError) as caught:
        serve(host=host)

    assert caught.value.summary == "The sandbox listens to its own machine only"
    assert caught.value.detail.startswith(host)


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError, match=f"127.0.0.1 port {port}"):
            serve(port=port)


_PROGRAM = """
import sys
from ivrplan.sandbox.serve import serve
serve(allow_remote=True, host=sys.argv[1], on_ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_signal_stops_it_in_good_order(number: signal.Signals, host: str) -> None:
    command = [sys.executable, "-W", "error", "-c", _PROGRAM, host]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    with httpx.Client(base_url=url) as client:
        assert client.get("/_control/clock").status_code == 200
        os.kill(process.pid, number)
        output, errors = process.communicate(timeout=20)

    assert (process.returncode, output, errors) == (0, "stopped\n", "")


class _ToldError(Exception):
    """Ends a server as soon as it has said where it listens."""


@pytest.mark.parametrize(("host", "start"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_the_url_says_the_real_port(host: str, start: str) -> None:
    def tell(url: str) -> None:
        raise _ToldError(url)

    with pytest.raises(_ToldError) as caught:
        serve(host=host, on_ready=tell)

    url = str(caught.value)
    assert url.startswith(start)
    assert int(url.removeprefix(start)) > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_not_lost_while_it_starts(tmp_path: Path, number: signal.Signals) -> None:
    handler = signal.getsignal(number)
    serve(SandboxSettings(data=tmp_path / "data.json"), on_ready=lambda _url: signal.raise_signal(number))

    assert signal.getsignal(number) is handler
    assert (tmp_path / "data.json").read_text() == '{"ivrplan_sandbox": 1}\n'
