"""A vendor says that a flow changed, and the listener says what: sandbox, webhooks, listener, each in its process."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.end_to_end.small import small
from tests.end_to_end.world import World

SECRET = "t0psecret-of-ours"
HOOKS = """\
resource "genesys_webhook" "drift" {
  name   = "Drift"
  url    = "@URL@"
  secret = "t0psecret-of-ours"
}

resource "cxone_webhook" "drift" {
  name = "Drift"
  url  = sensitive("@URL@?key=t0psecret-of-ours")
}
"""


@dataclass(frozen=True)
class Listener:
    """A listener that runs."""

    process: subprocess.Popen[str]
    url: str

    def line(self) -> str:
        """The next line that it writes."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        return line.rstrip("\n")

    def until(self, text: str) -> list[str]:
        """What it writes up to a line with this text."""
        lines = [self.line()]
        while text not in lines[-1]:
            lines.append(self.line())
        return lines

    def report(self) -> Any:
        """The next line that it writes for programs."""
        return json.loads(self.line())

    def post(self, body: Any, secret: str = SECRET) -> int:
        """Say something, as a vendor does; the status that is answered."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Genesys-Webhook-Secret": secret}
        return httpx.post(self.url, content=content, headers=headers).status_code

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """How it ends when it is stopped, and what it had written till then."""
        self.process.send_signal(number)
        out, err = self.process.communicate()
        return self.process.returncode, out + err


@contextmanager
def listening(world: World, *options: str) -> Iterator[Listener]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with world.spawn("listen", "--port", "0", *options, **pipes) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            said = json.loads(first)["url"] if first.startswith("{") else first.split()[2].removesuffix(".")
            yield Listener(process, said)
        finally:
            if process.poll() is None:
                process.terminate()


@pytest.fixture
def world(world: World) -> World:
    """Both flows are applied; who listens knows the secret."""
    world.begin(small())
    world.apply()
    world.environment["CI_WEBHOOK_SECRET"] = SECRET
    return world


def register(world: World, url: str) -> None:
    (world.folder / "hooks.ivr.hcl").write_text(HOOKS.replace("@URL@", url), encoding="utf-8")
    world.apply()


def edit_genesys(world: World, *, publish: bool = True) -> str:
    flow = world.flow("genesys")
    bye = next(node["id"] for node in flow["versions"][-1]["nodes"] if node["name"] == "bye")
    patch = {"nodes": {bye: {"settings": {"prompt": "Farewell."}}}, "publish": publish}
    world.edit("genesys", flow["id"], patch)
    identity: str = flow["id"]
    return identity


def test_a_publish_behind_our_back_is_reported(world: World) -> None:
    state = world.state_file.read_bytes
    with listening(world) as listener:
        register(world, listener.url)
        before = state()
        edit_genesys(world)
        lines = listener.until("Drift:")
        assert "! genesys_flow.main was changed at the vendor" in "\n".join(lines)
        assert "Goodbye." in "\n".join(lines)
        assert "cxone_ivr_flow" not in "\n".join(lines)
        assert lines[-1] == "Drift: 1 changed; 0 of 1 managed resource are as applied."
        (delivery,) = world.control("GET", "/deliveries?settled=true")["deliveries"]
        assert (delivery["state"], delivery["status"], delivery["tries"]) == ("delivered", 202, 1)
        assert state() == before
        code, text = listener.stop()
    assert (code, text) == (0, "")


def test_a_vendor_that_sends_no_secret_knows_it_by_the_address(world: World) -> None:
    with listening(world, "--json") as listener:
        register(world, listener.url)
        flow = world.flow("cxone")
        node = flow["entryPoint"]
        world.edit("cxone", flow["id"], {"nodes": {node: {"properties": {"text": "Press 2."}}}})
        report = listener.report()
        assert (report["type"], report["flow"], report["drifted"]) == ("drift", flow["id"], True)
        assert [item["address"] for item in report["items"]] == ["cxone_ivr_flow.main"]
        assert SECRET not in json.dumps(report)


def test_what_we_publish_ourselves_is_no_drift(world: World) -> None:
    with listening(world, "--json") as listener:
        register(world, listener.url)
        world.edit_file("flow.ivr.hcl", "Goodbye.", "Farewell.")
        world.apply()
        world.control("GET", "/deliveries?settled=true")
        # Whatever was reported while the apply ran: now it is over, and all is as it was applied.
        identity = world.flow("genesys")["id"]
        seen = []
        assert listener.post({"flowId": identity, "event": "flow.version.published"}) == 202
        assert listener.post({"flowId": "the end"}) == 202
        while (report := listener.report())["flow"] != "the end":
            seen.append(report)
        (last,) = [one for one in seen if one["flow"] == identity][-1:]
        assert (last["type"], last["drifted"]) == ("drift", False)


def test_a_stranger_changes_nothing(world: World) -> None:
    with listening(world) as listener:
        identity = world.flow("genesys")["id"]
        reads = len(world.control("GET", "/requests")["requests"])
        assert listener.post({"flowId": identity}, secret="wrong") == 401
        assert listener.post(b"no json") == 400
        assert listener.post(b" " * 70_000) == 413
        assert len(world.control("GET", "/requests")["requests"]) == reads
        assert listener.stop() == (0, "")


def test_flows_of_others_are_named_and_not_asked_for(world: World) -> None:
    with listening(world) as listener:
        assert listener.post({"flowId": "somebody-elses"}) == 202
        assert listener.line() == "Flow somebody-elses is not managed."
        assert listener.post({"event": "ping"}) == 202
        assert listener.line() == "An event names no flow."


def test_a_check_that_fails_is_not_the_last(world: World) -> None:
    with listening(world, "--json") as listener:
        identity = edit_genesys(world)
        good = (world.folder / "flow.ivr.hcl").read_text(encoding="utf-8")
        (world.folder / "flow.ivr.hcl").write_text("flow {", encoding="utf-8")
        assert listener.post({"flowId": identity}) == 202
        failed = listener.report()
        assert (failed["flow"], failed["diagnostics"][0]["severity"]) == (identity, "error")
        (world.folder / "flow.ivr.hcl").write_text(good, encoding="utf-8")
        assert listener.post({"flowId": identity}) == 202
        assert listener.report()["drifted"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to(world: World, number: signal.Signals) -> None:
    with listening(world) as listener:
        assert listener.stop(number) == (0, "")


def test_once_ends_with_the_exit_code_of_drift(world: World) -> None:
    identity = edit_genesys(world)
    with listening(world, "--once") as listener:
        assert listener.post({"flowId": identity}) == 202
        out, err = listener.process.communicate()
        assert (listener.process.returncode, err) == (2, "")
        assert "genesys_flow.main was changed at the vendor" in out


def test_without_a_secret_nobody_is_listened_to(world: World) -> None:
    del world.environment["CI_WEBHOOK_SECRET"]
    ran = world.run("listen", "--port", "0").ended(1)
    assert "No secret to know vendors by" in ran.stderr
    assert "CI_WEBHOOK_SECRET" in ran.diagnostics


def test_an_address_that_is_taken_is_a_message(world: World) -> None:
    with listening(world) as listener:
        ran = world.run("listen", "--port", listener.url.split(":")[2].partition("/")[0]).ended(1)
        assert "Cannot listen" in ran.stderr
