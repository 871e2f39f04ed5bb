"""What the suite needs to know of each resource type. A new type is one more entry of `SAMPLES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Agent, Disclosure, Disconnect, Menu, Play, Queue
from ivrplan.flow.value import FlowValue
from ivrplan.language.values import Sensitive, Value
from ivrplan.providers.contract import Provider, StepKind
from ivrplan.providers.cxone.provider import CxoneProvider
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.http.runtime import Runtime

BASE: Final = Flow(
    name="main",
    entry="welcome",
    nodes=(
        Play(name="welcome", say="Welcome.", edges={"default": "menu"}),
        Menu(name="menu", say="Press 1 or 2.", retries=1, edges={"1": "sales", "2": "bye", "timeout": "bye"}),
        Queue(name="sales", queue="Sales"),
        Disconnect(name="bye", say="Goodbye."),
    ),
)

CHANGED: Final = Flow(
    name="main",
    entry="welcome",
    nodes=(
        Play(name="welcome", say="Welcome back.", edges={"default": "menu"}),
        Menu(name="menu", say="Press 1.", edges={"1": "help", "invalid": "bye", "timeout": "bye"}),
        Queue(name="help", queue="Help", priority=3),
        Disconnect(name="bye", say="Goodbye."),
    ),
)

SECRET: Final = Flow(
    name="main",
    entry="welcome",
    nodes=(
        Play(
            name="welcome",
            audio=Sensitive("https://cdn.example.com/?key=t0psecret"),
            edges={"default": "bye"},
        ),
        Disconnect(name="bye"),
    ),
)

HUGE: Final = Flow(
    name="huge",
    entry="n0",
    nodes=(
        *(Play(name=f"n{number}", say="x", edges={"default": f"n{number + 1}"}) for number in range(60)),
        Disconnect(name="n60"),
    ),
)


@dataclass(frozen=True, slots=True)
class Calls:
    """The call flows that the suite deploys.

    Attributes:
        base: what an object begins with.
        changed: what it is changed to.
        secret: one with a sensitive part that holds `t0psecret`.
        huge: one that is more than the vendor takes.
        number: how much the vendor takes, as the message says.
    """

    base: Flow = BASE
    changed: Flow = CHANGED
    secret: Flow = SECRET
    huge: Flow = HUGE
    number: str = "50"


def _disclosed(flow: Flow) -> Flow:
    """The flow as a campaign may have it: it says who calls, and leads to people and not to queues."""
    notice = Disclosure(name="notice", say="Example Inc. is calling.", edges={"default": flow.entry})
    nodes = (
        Agent(name=node.name, agent=node.name) if isinstance(node, Queue) else node for node in flow.nodes
    )
    return Flow(name=flow.name, entry="notice", nodes=(notice, *nodes))


CAMPAIGN: Final = Calls(
    base=_disclosed(BASE),
    changed=_disclosed(CHANGED),
    secret=_disclosed(SECRET),
    huge=_disclosed(HUGE),
    number="45",
)


def _nothing_said(tag: str) -> Mapping[str, Value]:
    """For types whose objects callers get without a word about it."""
    del tag
    return {}


@dataclass(frozen=True, slots=True)
class Sample:
    """One resource type as the suite sees it.

    Attributes:
        make: the provider, on the environment variables and in the given time.
        configure: the attributes of a resource of this name that deploys this flow.
        by_hand: what a person does to the object in the vendor's editor, as the control plane takes it; is given the
            object as the vendor stores it.
        reading: the scope that reads need.
        writing: the scope that writes need.
        found_first: steps that happen once only if whoever repeats them calls `find` before, as recovery does.
        untraceable: steps that only order something: there is nothing to find before it is there.
        calls: the call flows that are deployed.
        kept: where the control plane shows the objects: `flows` or `hooks`.
        listed: the name under which the listing shows a resource of this name.
        unique: whether the vendor takes a name only once.
        released: what a resource says besides so that callers get it, under this tag, where saving it is not enough.
    """

    make: Callable[[Mapping[str, str], Runtime], Provider]
    configure: Callable[[str, Flow], Mapping[str, Value]]
    by_hand: Callable[[Mapping[str, Any]], dict[str, Any]]
    reading: str
    writing: str
    found_first: frozenset[StepKind] = frozenset()
    untraceable: frozenset[StepKind] = frozenset()
    calls: Calls = Calls()
    kept: str = "flows"
    listed: Callable[[str], str] = str
    unique: bool = True
    released: Callable[[str], Mapping[str, Value]] = _nothing_said


def _named_flow(name: str, flow: Flow) -> Mapping[str, Value]:
    return {"name": name, "flow": FlowValue(flow, "main")}


def _cxone_edit(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": {stored["entryPoint"]: {"properties": {"text": "Written by hand."}}}}


def _campaign_edit(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": {stored["entry_node"]: {"actions": [{"directive": "play", "text": "Written by hand."}]}}}


def _genesys_edit(stored: Mapping[str, Any]) -> dict[str, Any]:
    nodes = stored["versions"][-1]["nodes"]
    welcome = next(node["id"] for node in nodes if node["name"] == "welcome")
    return {"nodes": {welcome: {"settings": {"prompt": "Written by hand."}}}}


def _url(name: str, flow: Flow) -> Value:
    """An address that says which flow of the suite is meant: webhooks have no content but their attributes."""
    if flow is SECRET:
        return Sensitive("https://ci.example.com/?key=t0psecret")
    return f"https://ci.example.com/{quote(name)}{'?changed' if flow is CHANGED else ''}"


def _named_hook(name: str, flow: Flow) -> Mapping[str, Value]:
    return {"name": name, "url": _url(name, flow)}


def _subscription(name: str, flow: Flow) -> Mapping[str, Value]:
    return {"url": _url(name, flow), "event_types": ("flow.updated", "flow.created")}


SAMPLES: Final[Mapping[str, Sample]] = MappingProxyType(
    {
        "cxone_ivr_flow": Sample(
            CxoneProvider,
            _named_flow,
            _cxone_edit,
            "flows:read",
            "flows:write",
            released=lambda tag: {"release": {"tag": tag}},
        ),
        "cxone_campaign_flow": Sample(
            CxoneProvider,
            _named_flow,
            _campaign_edit,
            "flow:read",
            "flow:write",
            untraceable=frozenset({StepKind.CREATE_JOB}),
            calls=CAMPAIGN,
        ),
        "genesys_flow": Sample(
            GenesysProvider,
            _named_flow,
            _genesys_edit,
            "flow:view",
            "flow:write",
            # The vendor knows no idempotency key for a flow's first version.
            found_first=frozenset({StepKind.CREATE_VERSION}),
        ),
        "cxone_webhook": Sample(
            CxoneProvider,
            _named_hook,
            lambda _stored: {"set": {"active": False}},
            "webhooks:read",
            "webhooks:write",
            kept="hooks",
            unique=False,
        ),
        "cxone_event_subscription": Sample(
            CxoneProvider,
            _subscription,
            lambda _stored: {"set": {"event_types": ["flow.deleted"]}},
            "events:write",
            "events:write",
            kept="hooks",
            listed=lambda name: str(_url(name, BASE)),
            unique=False,
        ),
        "genesys_webhook": Sample(
            GenesysProvider,
            _named_hook,
            lambda _stored: {"set": {"description": "Written by hand."}},
            "webhook:write",
            "webhook:write",
            # The vendor knows no idempotency key.
            found_first=frozenset({StepKind.REGISTER}),
            kept="hooks",
            unique=False,
        ),
    }
)
