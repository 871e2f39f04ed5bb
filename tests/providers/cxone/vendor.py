"""A CXone of scripted answers, and changes to run against it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, Final

import httpx

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Disconnect, Play
from ivrplan.language.plain import Document
from ivrplan.language.values import Value
from ivrplan.providers.contract import Action, Live, Step, StepKind, Work
from ivrplan.providers.cxone.convert import to_document
from ivrplan.providers.cxone.releases.reading import UNRELEASED

BASE: Final = "https://acme.api.nice.incontact.com"
ADDRESS: Final = "cxone_ivr_flow.main"
FLOW: Final = Flow(
    name="main",
    entry="welcome",
    nodes=(Play(name="welcome", say="Welcome.", edges={"default": "bye"}), Disconnect(name="bye")),
)
TARGET: Final[Document] = to_document("Main menu", FLOW)

CONNECTION: Final = {
    "id": "conn_0123456789ab",
    "source_node_id": "node_welcome",
    "target_node_id": "node_bye",
    "condition": "true",
    "type": "default",
}


def connections(*items: dict[str, Any], name: str = "Main menu") -> dict[str, Any]:
    """The flow as S3 answers it."""
    return {"id": "f1", "name": name, "type": "IVR", "connections": list(items), "nodes": []}


def nodes(version: int = 2, document: Document = TARGET) -> dict[str, Any]:
    """The flow as S0 answers it."""
    listed = [{"id": key, **node} for key, node in deepcopy(document)["nodes"].items()]
    return {"id": "f1", "version": version, "nodes": listed, "entryPoint": document["entry"]}


def page(*entities: dict[str, Any], number: int = 1, count: int = 1) -> dict[str, Any]:
    """A page of the listing."""
    return {"entities": list(entities), "page": number, "pageCount": count}


def entity(id_: str = "f1", name: str = "Main menu", version: int = 1, kind: str = "IVR") -> dict[str, Any]:
    """A flow in the listing."""
    return {"id": id_, "name": name, "type": kind, "version": version}


def body_of(request: httpx.Request) -> Any:
    """The JSON that was sent."""
    return json.loads(request.content)


def create() -> Work:
    """A create of the sample flow."""
    return Work(ADDRESS, Action.CREATE, TARGET)


def update(version: int = 7, live: Document = TARGET, target: Document = TARGET) -> Work:
    """An update on the basis of this version."""
    return Work(ADDRESS, Action.UPDATE, target, "f1", str(version), live)


def delete(version: int = 7, live: Document = TARGET) -> Work:
    """A delete on the basis of this version."""
    return Work(ADDRESS, Action.DELETE, {}, "f1", str(version), live)


def step(kind: StepKind) -> Step:
    """A step with its key."""
    return Step(kind, f"key of {kind.value}")


def live(version: int = 7) -> Live:
    """The sample flow as it is read."""
    told: dict[str, Value] = {"id": "f1", "version": version, "name": "Main menu"}
    return Live("f1", str(version), TARGET, attributes={**told, **UNRELEASED})
