"""A folder with a configuration, a sandbox, and ivrplan run on them as a person, a pipeline or a disaster would."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

import ivrplan
from ivrplan.language.plain import from_json, same
from ivrplan.state.backends.journalfile import read_journal
from ivrplan.state.journal import Entry

ROOT = Path(ivrplan.__file__).parents[1]
QUICKSTART = ROOT / "examples" / "quickstart"
KILLED = -9
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")

Fault = Mapping[str, Any]


def at(point: str, moment: str = "before", act: str = "kill", *, nth: int = 1, **more: str) -> Fault:
    """A fault of a job: what happens before or after the n-th point of this name. See `forge.py`."""
    return {"point": point, "nth": nth, "moment": moment, "act": act, **more}


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended: its status (negative: the signal that killed it), what it wrote, its points."""

    arguments: tuple[str, ...]
    status: int
    stdout: str
    stderr: str
    points: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.stdout + self.stderr

    def ended(self, status: int = 0) -> Ran:
        """See that it ended with this status, and not by a mistake of ours."""
        assert self.status == status, f"{self.arguments} ended with {self.status}, not {status}:\n{self.text}"
        assert "Traceback" not in self.text, self.text
        return self

    @property
    def message(self) -> str:
        """What stands on standard error, ids as `ID`."""
        return ID.sub("ID", self.stderr)

    @property
    def waits(self) -> list[float]:
        """How long it waited between requests, where it was hurried."""
        return [float(point.removeprefix("wait ")) for point in self.points if point.startswith("wait ")]

    @property
    def diagnostics(self) -> str:
        """Standard error with its lines joined: a message reads the same however it was wrapped."""
        return re.sub(r"\s+", " ", self.stderr)


class Forge:
    """The process that forks commands. See `forge.py`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.forge"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, job: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def hear_signals() -> None:
    """Let a command hear Ctrl-C, though whoever started the tests in the background has switched it off for its children."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@dataclass(slots=True)
class World:
    """One folder and one sandbox.

    Attributes:
        forge: forks commands.
        url: the sandbox's.
        scratch: where everything lies.
        environment: what commands find in their environment besides ours.
        hurried: whether commands wait for nothing between requests.
        http: speaks to the control plane.
    """

    forge: Forge
    url: str
    scratch: Path
    environment: dict[str, str] = field(default_factory=dict)
    hurried: bool = False
    http: httpx.Client = field(default_factory=lambda: httpx.Client(verify=False))
    _runs: int = 0

    @property
    def folder(self) -> Path:
        return self.scratch / "project"

    @property
    def state_file(self) -> Path:
        return self.folder / "ivrplan.state.json"

    @property
    def journal_file(self) -> Path:
        return self.folder / "ivrplan.state.json.journal"

    # The folder

    def begin(self, files: Mapping[str, str] | Path) -> None:
        """Start over: this configuration, no state, empty vendors."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(files, Path):
            ignored = shutil.ignore_patterns("ivrplan.state*", "__pycache__", "*.py")
            shutil.copytree(files, self.folder, ignore=ignored)
        else:
            self.folder.mkdir()
            for name, text in files.items():
                (self.folder / name).write_text(text, encoding="utf-8")
        self.control("POST", "/reset")

    def edit_file(self, name: str, old: str, new: str) -> None:
        """Change the configuration."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def state(self) -> Any:
        return json.loads(self.state_file.read_text(encoding="utf-8"), parse_float=Decimal)

    def journal(self) -> tuple[Entry, ...]:
        """What is open."""
        return read_journal(self.journal_file)

    def records(self) -> dict[str, Any]:
        """The state's records by address."""
        return {record["address"]: record for record in self.state()["resources"]}

    # Commands

    def start(self, *arguments: str, faults: Sequence[Fault] = ()) -> Running:
        """Begin a command."""
        self._runs += 1
        files = {
            name: str(self.scratch / f"run-{self._runs}.{name}") for name in ("stdout", "stderr", "points")
        }
        environment = {"IVRPLAN_VAR_sandbox": self.url, "NO_COLOR": "1", "COLUMNS": "200", **self.environment}
        job = {
            "do": "start",
            "arguments": arguments,
            "folder": str(self.folder),
            "environment": environment,
            "faults": list(faults),
            "hurried": self.hurried,
            **files,
        }
        return Running(
            self.forge, arguments, self.forge.ask(job)["pid"], {k: Path(v) for k, v in files.items()}
        )

    def run(self, *arguments: str, faults: Sequence[Fault] = ()) -> Ran:
        """A command, run to its end."""
        return self.start(*arguments, faults=faults).wait()

    def apply(self) -> Ran:
        return self.run("apply", "--auto-approve").ended()

    def spawn(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """A command in an interpreter of its own, as a person starts it."""
        environment = {**os.environ, "IVRPLAN_VAR_sandbox": self.url, "NO_COLOR": "1", **self.environment}
        return subprocess.Popen(
            [sys.executable, "-m", "ivrplan", *arguments],
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(ROOT)},
            text=True,
            **{"preexec_fn": hear_signals, **options},
        )

    # The sandbox

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, f"{self.url}/_control{path}", json=body)
        assert answer.is_success, answer.text
        return json.loads(answer.content, parse_float=Decimal) if answer.content else None

    def settings(self, **changes: Any) -> None:
        self.control("PUT", "/settings", changes)

    def fault(self, action: Mapping[str, Any], **match: Any) -> None:
        """Arm a fault."""
        self.control("POST", "/faults", {"match": match, "action": action})

    def mend(self) -> None:
        """Disarm all faults."""
        self.control("DELETE", "/faults")

    def flows(self, vendor: str) -> list[Any]:
        """What a vendor has."""
        flows: list[Any] = self.control("GET", f"/flows/{vendor}")["flows"]
        return flows

    def flow(self, vendor: str) -> Any:
        """The one flow that a vendor has."""
        (flow,) = self.flows(vendor)
        return flow

    def edit(self, vendor: str, identity: str, patch: Mapping[str, Any]) -> None:
        """Change a flow as a person does in the vendor's own editor."""
        self.control("POST", f"/edit/{vendor}/{identity}", patch)

    def writes(self) -> list[str]:
        """The requests that the vendors have seen and that change something."""
        seen = self.control("GET", "/requests")["requests"]
        return [
            f"{one['vendor']} {one['method']} {one['path']}"
            for one in seen
            if one["method"] != "GET" and "token" not in one["path"]
        ]

    # What must hold

    def check_whole(self, *expected: tuple[str, str]) -> None:
        """Everything is in its place: these flows (vendor, name) and no other, recorded as they are, nothing open."""
        there = sorted(
            (vendor, flow["name"]) for vendor in ("cxone", "genesys") for flow in self.flows(vendor)
        )
        assert there == sorted(expected)
        self.check_state()
        assert self.journal() == ()
        self.run("plan", "--detailed-exitcode").ended(0)

    def check_state(self) -> None:
        """The state tells what the vendors have: ids, versions, documents."""
        records = {(record["type"], record["id"]): record for record in self.state()["resources"]}
        for flow in self.flows("cxone"):
            record = records.pop(("cxone_ivr_flow", flow["id"]))
            assert record["version"] == str(flow["version"])
            assert same(_content(record["document"]), _cxone_content(flow))
        for flow in self.flows("genesys"):
            record = records.pop(("genesys_flow", flow["id"]))
            newest = max(flow["versions"], key=lambda version: version["versionNumber"])
            assert (record["version"], record["published"]) == (newest["id"], flow["publishedVersion"]["id"])
            assert same(_content(record["document"]), _genesys_content(newest))
        assert records == {}


def _content(document: Any) -> Any:
    """The nodes of a recorded document, without what only a provider knows how to write."""
    nodes = from_json(document)["nodes"]
    return {key: node.get("properties", node.get("settings")) for key, node in nodes.items()}


def _cxone_content(flow: Any) -> Any:
    return {node["id"]: _frozen(node["properties"]) for node in flow["nodes"]}


def _genesys_content(version: Any) -> Any:
    return {node["id"]: _frozen(node["settings"]) for node in version["nodes"]}


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _frozen(part) for name, part in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Running:
    """A command that has been started."""

    forge: Forge
    arguments: tuple[str, ...]
    pid: int
    files: Mapping[str, Path]

    def wait(self) -> Ran:
        """Wait for its end."""
        status = self.forge.ask({"do": "wait", "pid": self.pid})["status"]
        texts = {name: path.read_text(encoding="utf-8") for name, path in self.files.items()}
        points = tuple(texts["points"].splitlines())
        return Ran(self.arguments, status, texts["stdout"], texts["stderr"], points)


def hold(world: World, *arguments: str, point: str) -> Running:
    """A command that has come to a point and waits before it, until `let_go` or a signal."""
    fifo = world.scratch / "held"
    fifo.unlink(missing_ok=True)
    os.mkfifo(fifo)
    running = world.start(*arguments, faults=[at(point, act="hold", fifo=str(fifo))])
    with fifo.open(encoding="utf-8") as told:
        assert told.readline() == "held\n"
    return running


def let_go(world: World) -> None:
    """Let the command that is held go on."""
    with (world.scratch / "held").open("w", encoding="utf-8"):
        pass
