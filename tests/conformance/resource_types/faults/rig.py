"""A folder, a sandbox and ivrplan's commands on them, all in one process, where no time passes in waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx

from ivrplan.config.request import LoadRequest
from ivrplan.config.write import Reference, block, write_file, write_flow, write_resource
from ivrplan.diagnostics import Diagnostic, IvrplanError
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import FlowValue
from ivrplan.plan.build import Options
from ivrplan.plan.change import Mode
from ivrplan.providers import table
from ivrplan.providers.contract import Provider
from ivrplan.providers.http.runtime import Runtime
from ivrplan.sandbox.app import build_app
from ivrplan.state.backends.journalfile import read_journal
from ivrplan.workflow.apply import Applied, ApplyRequest, apply
from ivrplan.workflow.drift import DriftRequest, drift
from ivrplan.workflow.plan import PlanRequest, plan
from ivrplan.workflow.rollback import RollbackRequest, rollback
from tests.conformance.resource_types.faults.kinds import Fault
from tests.conformance.resource_types.faults.subjects import SUBJECTS, Subject
from tests.conformance.resource_types.faults.wire import Wire
from tests.conformance.resource_types.samples import SAMPLES, Sample
from tests.conformance.resource_types.stage import Stage
from tests.providers.http.fakes import FakeTime

_HOST: Final = "http://sandbox.test"
_STRANGER: Final = "Somebody else's"
NAME: Final = "Main menu"
_FOR_GOOD: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended.

    Attributes:
        good: whether it did what it was asked for.
        diagnostics: what it said.
        changes: how many changes its plan had, or how many objects had drifted.
    """

    good: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Rig:
    """One resource of one type, from its file to the vendor.

    Attributes:
        stage: the type, as the other suites steer it.
        wire: carries every request.
        folder: where the configuration and the state lie.
        stranger: the id of an object that is nobody's business.
        subject: how the type is used.
    """

    stage: Stage
    wire: Wire
    folder: Path
    stranger: str
    subject: Subject

    @property
    def address(self) -> str:
        """The one resource."""
        return self.stage.address

    @property
    def _state_file(self) -> Path:
        return self.folder / "ivrplan.state.json"

    # The configuration and the vendor

    def write(self, flow: Flow) -> None:
        """Let the configuration ask for this flow."""
        (self.folder / "main.ivr.hcl").write_text(_text(self.subject, flow), encoding="utf-8")

    def take_over(self, id_: str) -> None:
        """Let the configuration import this object as its resource."""
        text = block("import", (), {"to": Reference(self.address), "id": id_})
        (self.folder / "import.ivr.hcl").write_text(write_file([text]), encoding="utf-8")

    async def objects(self) -> Mapping[str, Any]:
        """What the vendor has besides what somebody else created."""
        return {id_: one for id_, one in (await self.stage.truth()).items() if id_ != self.stranger}

    async def strangers(self) -> Any:
        """What somebody else created."""
        return (await self.stage.truth())[self.stranger]

    def recorded(self) -> str:
        """The state's text; empty where there is none."""
        return self._state_file.read_text(encoding="utf-8") if self._state_file.exists() else ""

    def journal(self) -> tuple[object, ...]:
        """What is open."""
        return read_journal(Path(f"{self._state_file}.journal"))

    # Faults

    async def strike(self, fault: Fault, nth: int, *, lasting: bool) -> None:
        """Let the nth request from now on fail, and all that follow if the fault is a lasting one."""
        if fault.action:
            match = {"nth": nth, "count": None if lasting else 1}
            body = {"match": match, "action": dict(fault.action)}
            (await self.stage.control.post("/_control/faults", json=body)).raise_for_status()
        self.wire.listen(fault, range(nth, _FOR_GOOD if lasting else nth + 1))

    async def mend(self) -> None:
        """Let all be well again."""
        (await self.stage.control.delete("/_control/faults")).raise_for_status()
        self.wire.listen()

    # Commands

    async def plan(self) -> Ran:
        """`ivrplan plan`."""
        try:
            made = await plan(PlanRequest(self._load()))
        except IvrplanError as failure:
            return Ran(good=False, diagnostics=failure.diagnostics)
        found = (*made.diagnostics, *made.plan.diagnostics)
        return Ran(not made.plan.failed, found, len(made.plan.effective))

    async def apply(self) -> Ran:
        """`ivrplan apply --auto-approve`."""
        return await self._applied(Options())

    async def destroy(self) -> Ran:
        """`ivrplan destroy --auto-approve`."""
        return await self._applied(Options(mode=Mode.DESTROY, allow_large_change=True))

    async def roll_back(self) -> Ran:
        """`ivrplan rollback ADDRESS --auto-approve`."""
        return await self._carried_out(rollback(RollbackRequest(self._load(), self.address), _approved))

    async def drift(self) -> Ran:
        """`ivrplan drift`."""
        try:
            seen = await drift(DriftRequest(self._load()))
        except IvrplanError as failure:
            return Ran(good=False, diagnostics=failure.diagnostics)
        found = tuple(replace(one, address=item.address) for item in seen.unread for one in item.diagnostics)
        return Ran(not seen.unread, found, len(seen.drifted))

    async def _applied(self, options: Options) -> Ran:
        return await self._carried_out(apply(ApplyRequest(self._load(), options), _approved))

    async def _carried_out(self, work: Awaitable[Applied]) -> Ran:
        try:
            applied = await work
        except IvrplanError as failure:
            return Ran(good=False, diagnostics=failure.diagnostics)
        found = applied.outcome.diagnostics if applied.outcome else ()
        return Ran(applied.successful, (*applied.plan.diagnostics, *found), len(applied.plan.effective))

    def _load(self) -> LoadRequest:
        return LoadRequest(self.folder)


@asynccontextmanager
async def rig(name: str, folder: Path) -> AsyncIterator[Rig]:
    """A rig for a resource type, with a new sandbox that holds one object which is nobody's business.

    Args:
        name: one of the subjects.
        folder: an empty one.
    """
    subject = SUBJECTS[name]
    app = build_app()
    wire, time = Wire(app), FakeTime()
    runtime = Runtime(time.monotonic, time.wall, time.sleep, lambda: 1.0, wire)
    sample = SAMPLES[subject.type]
    provider = sample.make({}, runtime)
    base_url = f"{_HOST}/{provider.name}"
    settings = provider.config.model_validate(
        {"base_url": base_url, "client_id": "sandbox", "client_secret": "sandbox"}
    )
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=_HOST) as control,
        provider.connect(settings) as client,
    ):
        stage = Stage(subject.type, sample, provider, client, control, base_url, time)
        stranger = (await stage.created(_STRANGER)).id
        with patch.object(table, "load", _loading(runtime)):
            yield Rig(stage, wire, folder, stranger, subject)


def _loading(runtime: Runtime) -> Callable[[str, Mapping[str, str]], Provider]:
    """What loads providers, all of them on this runtime."""
    makers = {table.provider_of(name): sample.make for name, sample in SAMPLES.items()}

    def load(name: str, environment: Mapping[str, str]) -> Provider:
        return makers[name](environment, runtime)

    return load


async def _approved(_plan: object, _sources: object) -> bool:
    return True


@cache
def _text(subject: Subject, flow: Flow) -> str:
    """The configuration of one resource that deploys this flow."""
    sample: Sample = SAMPLES[subject.type]
    values = sample.configure(NAME, flow)
    vendor = table.provider_of(subject.type)
    access = {"base_url": f"{_HOST}/{vendor}", "client_id": "sandbox", "client_secret": "sandbox"}
    texts = [block("provider", [vendor], access)]
    if any(isinstance(value, FlowValue) for value in values.values()):
        texts.append(write_flow("main", flow))
    said = {
        key: Reference("flow.main") if isinstance(value, FlowValue) else value
        for key, value in values.items()
    }
    resource = write_resource(subject.type, "main", said).rstrip().removesuffix("}")
    return write_file([*texts, f"{resource}{subject.body}\n}}\n", subject.rest])
