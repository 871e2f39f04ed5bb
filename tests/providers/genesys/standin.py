"""The vendor's stand-in as a test steers it, and changes to run against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from ivrplan.flow.flow import Flow
from ivrplan.flow.value import FlowValue
from ivrplan.language.plain import Document
from ivrplan.language.values import Value
from ivrplan.providers.contract import Action, Live, Result, Step, StepKind, Work
from ivrplan.providers.genesys.flows import GenesysClient, GenesysFlow
from tests.providers.http.fakes import FakeTime

BASE = "http://sandbox.test/genesys"
ADDRESS = "genesys_flow.main"


@dataclass
class Vendor:
    """The stand-in as a test steers it and looks at it."""

    control: httpx.AsyncClient
    client: GenesysClient
    clock: FakeTime
    type: GenesysFlow = field(default_factory=GenesysFlow)

    async def settings(self, **values: Any) -> None:
        """Change how the vendor behaves."""
        answer = await self.control.put("/_control/settings", json=values)
        answer.raise_for_status()

    async def fault(self, match: dict[str, Any], action: dict[str, Any]) -> None:
        """Let requests fail."""
        answer = await self.control.post("/_control/faults", json=[{"match": match, "action": action}])
        answer.raise_for_status()

    async def edit(self, flow_id: str, **values: Any) -> None:
        """Change a flow as a person does in the vendor's editor."""
        answer = await self.control.post(f"/_control/edit/genesys/{flow_id}", json=values)
        answer.raise_for_status()

    async def truth(self) -> list[dict[str, Any]]:
        """Every flow with all its versions, as the vendor knows them."""
        answer = await self.control.get("/_control/flows/genesys")
        flows: list[dict[str, Any]] = answer.json()["flows"]
        return flows

    async def requests(self) -> list[str]:
        """What was asked so far, token requests left out."""
        answer = await self.control.get("/_control/requests")
        found = answer.json()["requests"]
        return [f"{item['method']} {item['path']}" for item in found if "token" not in item["path"]]

    async def apply(self, action: Action, target: Any, live: Live | None = None) -> dict[StepKind, Result]:
        """Run all steps of a change, as apply does."""
        work = work_of(action, target, live)
        done: dict[StepKind, Result] = {}
        for kind in self.type.steps(action):
            done[kind] = await self.type.run(self.client, step_of(kind), work, done)
        return done

    async def read(self, id_: str) -> Live:
        """The flow, which must be there."""
        live = await self.type.read(self.client, id_)
        assert live is not None
        return live


def work_of(action: Action, target: Any, live: Live | None = None) -> Work:
    """A change on the basis of this reading."""
    if live is None:
        return Work(ADDRESS, action, target)
    return Work(ADDRESS, action, target, live.id, live.version, live.document)


def step_of(kind: StepKind) -> Step:
    """A step with a key, as a plan freezes it."""
    return Step(kind, key=f"plan-1/{ADDRESS}/{kind.value}")


def flow_of_texts(*texts: str) -> Flow:
    """A chain of prompts that ends in a disconnect."""
    names = [f"say{number}" for number in range(len(texts))]
    following = [*names[1:], "bye"]
    plays = [
        {"kind": "play", "name": name, "say": text, "edges": {"default": to}}
        for name, text, to in zip(names, texts, following, strict=True)
    ]
    nodes = [*plays, {"kind": "disconnect", "name": "bye"}]
    return Flow.from_json({"name": "main", "entry": [*names, "bye"][0], "nodes": nodes})


def target_of(flow: Flow, name: Value = "Main menu", **values: Any) -> Document:
    """The document of a block with this flow."""
    return GenesysFlow().desired({"name": name, "flow": FlowValue(flow, "main"), **values})
