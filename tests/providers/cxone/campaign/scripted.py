"""Scripted answers of campaign flows, and changes to run against them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

import httpx

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Disclosure, Disconnect, Menu
from ivrplan.language.plain import Document
from ivrplan.providers.contract import Action, Result, StepKind, Work
from ivrplan.providers.cxone.campaign.convert import to_document
from ivrplan.providers.cxone.campaign.wire import to_wire

ADDRESS: Final = "cxone_campaign_flow.main"
FLOW: Final = Flow(
    name="main",
    entry="notice",
    nodes=(
        Disclosure(name="notice", say="Example Inc. is calling.", edges={"default": "choice"}),
        Menu(
            name="choice",
            say="Press 1.",
            retries=2,
            timeout=6,
            edges={"1": "yes", "timeout": "bye", "invalid": "bye"},
        ),
        Disconnect(name="yes", say="Thank you."),
        Disconnect(name="bye"),
    ),
)
TARGET: Final[Document] = to_document("Reminder", "Before an appointment.", FLOW)
WIRE: Final[dict[str, Any]] = {
    "name": "Reminder",
    "description": "Before an appointment.",
    "nodes": [
        {
            "id": "notice",
            "type": "disclosure",
            "actions": [{"directive": "play", "text": "Example Inc. is calling."}],
        },
        {
            "id": "choice",
            "type": "menu",
            "actions": [
                {
                    "directive": "collect",
                    "text": "Press 1.",
                    "max_retries": 2,
                    "parameters": {"timeout": 6},
                }
            ],
        },
        {
            "id": "yes",
            "type": "disconnect",
            "actions": [{"directive": "play", "text": "Thank you."}, {"directive": "disconnect"}],
        },
        {"id": "bye", "type": "disconnect", "actions": [{"directive": "disconnect"}]},
    ],
    "transitions": [
        {"from_node": "notice", "to_node": "choice", "condition": "always"},
        {"from_node": "choice", "to_node": "yes", "condition": "input=1"},
        {"from_node": "choice", "to_node": "bye", "condition": "timeout|invalid"},
    ],
    "entry_node": "notice",
}
"""What is sent for it, member by member as the contract has it."""

ANOTHER: Final[Document] = {**TARGET, "description": "Another."}
ORDERED: Final = {StepKind.CREATE_JOB: Result("", data={"job": "j1"})}


def flow(version: int = 1, document: Document = TARGET, **changed: Any) -> dict[str, Any]:
    """The flow as the vendor answers it."""
    return {"id": "f1", "version": version, **deepcopy(to_wire(document)), **changed}


def job(status: str = "queued", **more: Any) -> httpx.Response:
    """The answer about a job."""
    return httpx.Response(200, json={"id": "j1", "status": status, "message": "It is under way.", **more})


def ok(body: Any) -> httpx.Response:
    return httpx.Response(200, json=body)


def page(*entities: dict[str, Any]) -> httpx.Response:
    """The one page of the listing."""
    return ok({"entities": list(entities), "page": 1, "pageCount": 1})


def create(target: Document = TARGET) -> Work:
    return Work(ADDRESS, Action.CREATE, target)


def update(version: int = 7, target: Document = TARGET) -> Work:
    return Work(ADDRESS, Action.UPDATE, target, "f1", str(version), TARGET)


def delete(version: int = 7) -> Work:
    return Work(ADDRESS, Action.DELETE, {}, "f1", str(version), TARGET)
