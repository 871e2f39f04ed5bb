"""A resource type on a stage: the vendor's stand-in over HTTP, the type's own client, and time that nobody waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from ivrplan.flow.flow import Flow
from ivrplan.language.plain import Document, leaves, same
from ivrplan.providers.contract import Action, Live, Provider, ResourceType, Result, Step, StepKind, Work
from ivrplan.providers.releasing import Releasing, look
from tests.conformance.resource_types.capabilities import Capability, reason
from tests.conformance.resource_types.samples import Calls, Sample
from tests.providers.http.fakes import FakeTime


@dataclass(frozen=True, slots=True)
class Stage:
    """One resource type, a vendor that can be steered, and a client that is connected to it."""

    name: str
    sample: Sample
    provider: Provider
    client: Any
    control: httpx.AsyncClient
    base_url: str
    time: FakeTime

    @property
    def type(self) -> ResourceType:
        """The resource type."""
        return self.provider.types[self.name]

    def needs(self, capability: Capability) -> None:
        """Skip the test, with the reason that is declared, where the type lacks this."""
        why = reason(self.name, capability)
        if why:
            pytest.skip(f"{capability}? No: {why}")

    @property
    def deploys(self) -> bool:
        """Whether objects of the type deploy a call flow."""
        return "flow" in self.type.config.model_fields

    @property
    def address(self) -> str:
        """The address of the resource that changes are for."""
        return f"{self.name}.main"

    def settings(self, **changed: Any) -> BaseModel:
        """The provider's settings for the stand-in."""
        values = {"base_url": self.base_url, "client_id": "sandbox", "client_secret": "sandbox"}
        return self.provider.config.model_validate(values | changed)

    @property
    def calls(self) -> Calls:
        """The call flows of the sample."""
        return self.sample.calls

    def desired(self, flow: Flow | None = None, name: str = "Main menu") -> Document:
        """What a configuration with this flow asks for; with the base flow unless another is named."""
        return self.type.desired(self.sample.configure(name, flow or self.calls.base))

    def work(self, action: Action, target: Document, live: Live | None = None) -> Work:
        """A change on the basis of this reading."""
        if live is None:
            return Work(self.address, action, target)
        return Work(self.address, action, target, live.id, live.version, live.document)

    def step(self, kind: StepKind, plan: str = "plan-1") -> Step:
        """A step with a key, as a plan freezes it."""
        return Step(kind, f"{plan}/{self.address}/{kind.value}")

    async def apply(self, work: Work, plan: str = "plan-1") -> dict[StepKind, Result]:
        """Run all steps of a change, as apply does."""
        done: dict[StepKind, Result] = {}
        for kind in self.type.steps(work.action):
            done[kind] = await self.type.run(self.client, self.step(kind, plan), work, done)
        return done

    async def created(self, name: str = "Main menu") -> Live:
        """A new object with the base flow."""
        done = await self.apply(self.work(Action.CREATE, self.desired(name=name)), plan=f"create {name}")
        return await self.read(last(done).id)

    def released(self, flow: Flow, tag: str) -> Document:
        """What a configuration asks for that lets callers get this flow, under this tag where the vendor knows tags."""
        return self.type.desired({**self.sample.configure("Main menu", flow), **self.sample.released(tag)})

    async def release(self, target: Document, live: Live | None = None) -> Live:
        """Let callers get this: the object is created, or changed on the basis of a reading. No call is simulated."""
        action = Action.CREATE if live is None else Action.UPDATE
        work, done = self.work(action, target, live), dict[StepKind, Result]()
        kinds = self.type.steps(action)
        if isinstance(self.type, Releasing):
            kinds += self.type.release_steps({} if live is None else live.document, target)
        for kind in kinds:
            if kind is not StepKind.SIMULATE:
                step = self.step(kind, f"release {live.version if live else 0}")
                done[kind] = await self.type.run(self.client, step, work, done)
        return await self.seen(last(done).id, target)

    async def seen(self, id_: str, released: Document) -> Live:
        """The object with what callers get of it."""
        live = await look(self.type, self.client, id_, released)
        assert live is not None
        return live

    async def begun(self, name: str) -> None:
        """A new object as the first steps leave it: it is there, with or without its content."""
        work, done = self.work(Action.CREATE, self.desired(name=name)), dict[StepKind, Result]()
        for kind in self.type.steps(Action.CREATE):
            done[kind] = await self.type.run(self.client, self.step(kind, f"begin {name}"), work, done)
            if done[kind].id:
                return

    async def read(self, id_: str) -> Live:
        """The object, which must be there."""
        live = await self.type.read(self.client, id_)
        assert live is not None
        return live

    async def truth(self) -> dict[str, Any]:
        """All that the vendor has stored, by id."""
        kept = self.sample.kept
        answer = await self.control.get(f"/_control/{kept}/{self.provider.name}")
        return {item["id"]: item for item in answer.raise_for_status().json()[kept]}

    async def edit_by_hand(self, id_: str) -> None:
        """Change the object in the vendor's own editor."""
        body = self.sample.by_hand((await self.truth())[id_])
        answer = await self.control.post(f"/_control/edit/{self.provider.name}/{id_}", json=body)
        answer.raise_for_status()

    async def behave(self, **settings: Any) -> None:
        """Change how the vendor behaves."""
        (await self.control.put("/_control/settings", json=settings)).raise_for_status()

    async def fault(self, match: Mapping[str, Any], **action: Any) -> None:
        """Let requests fail."""
        body = {"match": {"vendor": self.provider.name, **match}, "action": action}
        (await self.control.post("/_control/faults", json=body)).raise_for_status()

    async def writes(self) -> list[str]:
        """The writing requests so far, token requests left out."""
        answer = await self.control.get("/_control/requests")
        seen = answer.raise_for_status().json()["requests"]
        return [
            f"{one['method']} {one['path']}"
            for one in seen
            if one["method"] != "GET" and "token" not in one["path"]
        ]


def last(done: Mapping[StepKind, Result]) -> Result:
    """The result of the last step."""
    return list(done.values())[-1]


def covers(live: Document, wanted: Document) -> bool:
    """Whether the vendor has every part that is wanted; it may have more."""
    return all(_has(live, path, value) for path, value in leaves(wanted))


def _has(document: Any, path: tuple[str, ...], value: Any) -> bool:
    for name in path:
        if not isinstance(document, Mapping) or name not in document:
            return False
        document = document[name]
    return isinstance(document, Mapping) if value == {} else same(document, value)
