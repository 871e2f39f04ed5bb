"""Plans of every shape, made from data: what golden files, the JSON forms and the search for secrets look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from ivrplan.config.verdicts import ConditionKind, Status
from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.flow.diff import diff
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Goto
from ivrplan.language.plain import Masked
from ivrplan.language.values import UNKNOWN, Sensitive, Value
from ivrplan.plan.change import Change, Difference, Mode, OutputChange, Plan
from ivrplan.plan.conditions import Checked
from ivrplan.plan.data import Reading
from ivrplan.plan.documents import changes
from ivrplan.providers.contract import Action, Step, StepKind

SECRET: Final = "hunter2-4711"
"""Planted in every place that can hold a secret. No view may show it."""

MENU: Final = MappingProxyType(
    {
        "kind": "menu",
        "name": "menu",
        "say": "Press 1 for sales.",
        "timeout": 5,
        "edges": {"1": "sales", "timeout": "bye", "invalid": "bye"},
    }
)
QUEUE: Final = MappingProxyType({"kind": "queue", "name": "sales", "queue": "Sales"})
BILLING: Final = MappingProxyType({"kind": "queue", "name": "billing", "queue": "Billing"})
BYE: Final = MappingProxyType({"kind": "disconnect", "name": "bye", "say": "Goodbye."})
EMPTY: Final = Flow(name="main")


def flow(*nodes: Mapping[str, Any], entry: str = "menu") -> Flow:
    return Flow.from_json({"name": "main", "entry": entry, "nodes": [dict(node) for node in nodes]})


BASE: Final = flow(MENU, QUEUE, BYE)
LARGER: Final = flow(
    {**MENU, "timeout": 8, "edges": {"1": "sales", "3": "billing", "timeout": "bye", "invalid": "bye"}},
    QUEUE,
    BILLING,
    BYE,
)


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any], flows: tuple[Flow, Flow] | None = None
) -> Difference:
    fields = changes(before, after)
    if flows is None:
        return Difference(fields)
    marker = changes({"nodes": {}}, {"nodes": {"x": "y"}})
    return Difference((*fields, *marker), diff(*flows))


def steps(*kinds: StepKind) -> tuple[Step, ...]:
    return tuple(Step(kind, f"key-{kind.value}", kind.value) for kind in kinds)


PUBLISHING: Final = steps(StepKind.CREATE_VERSION, StepKind.AWAIT_VALIDATION, StepKind.PUBLISH)


def change(action: Action, **facts: Any) -> Change:
    kind = facts.pop("type", "cxone_ivr_flow")
    given: dict[str, Any] = {"address": f"{kind}.main", "type": kind, "provider": kind.partition("_")[0]}
    if action is not Action.CREATE:
        given |= {"id": "flow-1", "version": "7", "published": "7"}
    return Change(action=action, **given | facts)


def plan(*items: Change, **facts: Any) -> Plan:
    given: dict[str, Any] = {
        "id": "plan-1",
        "created": "2026-11-20T10:00:00+00:00",
        "mode": Mode.NORMAL,
        "workspace": "default",
        "configuration": "sha256:c0ffee",
        "lineage": "line-1",
        "serial": 3,
    }
    return Plan(changes=items, **given | facts)


def update() -> Plan:
    """The example of the manual: one menu changes, a queue comes."""
    return plan(
        change(Action.UPDATE, difference=difference({}, {}, (BASE, LARGER)), steps=PUBLISHING),
    )


def creates() -> Plan:
    """The same flow for two vendors, and outputs that are known only after apply."""
    made = difference({}, {"name": "Main menu"}, (EMPTY, BASE))
    other = difference({}, {"name": "Main menu", "description": UNKNOWN}, (EMPTY, BASE))
    return plan(
        change(Action.CREATE, difference=made, steps=steps(StepKind.REGISTER, StepKind.CONFIGURE)),
        change(
            Action.CREATE,
            type="genesys_flow",
            difference=other,
            steps=(*steps(StepKind.REGISTER), *PUBLISHING),
        ),
        outputs=(OutputChange("cxone_id", None, UNKNOWN), OutputChange("pin", None, Sensitive(SECRET), True)),
    )


def destroys() -> Plan:
    """Everything goes."""
    gone = difference({"name": "Main menu"}, {}, (BASE, EMPTY))
    return plan(
        change(Action.DELETE, difference=gone, because="it is not in the configuration any more"),
        change(Action.DELETE, type="cxone_webhook", difference=difference({"url": "https://x.test"}, {})),
        mode=Mode.DESTROY,
        outputs=(OutputChange("main_id", "flow-1", None),),
    )


def replaces() -> Plan:
    """Parts that the vendor cannot change in place, with either order of the two halves."""
    moved = difference({"language": "en-us", "name": "Main"}, {"language": "de", "name": "Main line"})
    return plan(
        change(Action.REPLACE, type="genesys_flow", difference=moved, replaces=frozenset({("language",)})),
        change(
            Action.REPLACE,
            address='cxone_ivr_flow.other["cxone_ivr_flow.main"]',
            difference=difference({}, {}, (BASE, LARGER)),
            replaces=frozenset({("nodes", "node_menu", "type")}),
            create_before_destroy=True,
        ),
    )


def released_only() -> Plan:
    """What is saved is right, but callers get something else."""
    return plan(
        change(
            Action.RELEASE,
            type="genesys_flow",
            published="5",
            because="what is saved is not what callers get",
            steps=steps(StepKind.PUBLISH),
        ),
        change(
            Action.UPDATE,
            type="genesys_flow",
            address="genesys_flow.new",
            published=None,
            difference=difference({"name": "a"}, {"name": "b"}),
            steps=PUBLISHING,
        ),
    )


def drifted() -> Plan:
    """Somebody changed one object and deleted another; a vendor warns."""
    return plan(
        change(
            Action.UPDATE,
            difference=difference({}, {}, (LARGER, BASE)),
            drift=difference({}, {}, (BASE, LARGER)),
            warnings=("It is being edited by\nsomebody else.",),
        ),
        change(
            Action.CREATE,
            address='cxone_ivr_flow.lost["uk"]',
            gone=True,
            because="it was deleted at the vendor",
            difference=difference({}, {"name": "Lost"}),
        ),
    )


def secrets() -> Plan:
    """A secret in every place that can hold one."""
    hidden = Sensitive(SECRET)
    node = {"kind": "node", "name": "raw", "type": "X"}
    old = flow(MENU, QUEUE, BYE, node)
    raw = old.nodes[-1].model_copy(
        update={"settings": {"key": hidden, "list": (hidden, "open"), "map": {"inner": hidden}}}
    )
    menu = old.nodes[0].model_copy(update={"say": hidden})
    new = old.model_copy(update={"nodes": (menu, *old.nodes[1:3], raw)})
    document = {
        "token": hidden,
        "parts": (hidden, "x"),
        "deep": {"er": hidden},
        "kept": Masked("blake2b:00:00"),
    }
    return plan(
        change(
            Action.UPDATE,
            before={"token": "old"},
            after=document,
            difference=difference({"token": "old"}, document, (old, new)),
            drift=difference({"token": hidden}, {"token": Sensitive("x" + SECRET)}, (new, old)),
        ),
        change(
            Action.CREATE,
            address="cxone_ivr_flow.b",
            after=document,
            difference=difference({}, document, (EMPTY, new)),
        ),
        change(
            Action.DELETE,
            address="cxone_ivr_flow.c",
            before=document,
            difference=difference(document, {}, (new, EMPTY)),
        ),
        outputs=(
            OutputChange("a", Sensitive("old" + SECRET), hidden, sensitive=True),
            OutputChange("b", "old" + SECRET, SECRET, sensitive=True),
            OutputChange("c", None, {"x": hidden, "y": (hidden,)}),
        ),
    )


def problems() -> Plan:
    """A plan that cannot be applied, with a finding that was allowed, limited to a target."""
    place = SourceRange("flow.ivr.hcl", 2, 3, 2, 7)
    return plan(
        change(Action.UPDATE, difference=difference({}, {}, (BASE, LARGER))),
        diagnostics=(
            Diagnostic(
                Severity.ERROR,
                "Loop that the vendor forbids",
                "A leads to A.",
                "Break it.",
                place,
                "IVR105",
                "cxone_ivr_flow.main",
            ),
            Diagnostic(Severity.WARNING, "Too many choices", "Callers forget them."),
        ),
        silenced=("IVR201 (too-many-choices) on flow.main: six choices. Allowed: the law asks for them.",),
        targets=("cxone_ivr_flow.main",),
    )


def nothing() -> Plan:
    """Everything is as it should be."""
    return plan(change(Action.NO_OP))


def only_outputs() -> Plan:
    """Values of outputs change, and nothing is sent."""
    return plan(outputs=(OutputChange("names", ("a", "b"), ("a", "c")), OutputChange("n", 1, None)))


def reads() -> Plan:
    """Data that was read, data that is read during apply, and what is known of conditions."""
    late = Reading(
        "data.cxone_ivr_flow.new", "cxone_ivr_flow", "cxone", {"id": UNKNOWN}, because="x comes first"
    )
    keyed = Reading(
        'module.a.data.genesys_flow.all["uk"]', "genesys_flow", "genesys", {"name": Sensitive(SECRET)}
    )
    seen: Mapping[str, Value] = {"id": "flow-1", "version": "7", "pin": Sensitive(SECRET)}
    read = Reading("data.cxone_ivr_flow.old", "cxone_ivr_flow", "cxone", {"name": "Old"}, seen)
    return plan(
        change(Action.CREATE, difference=difference({}, {"name": UNKNOWN})),
        data=(late, keyed, read),
        checks=(
            Checked(ConditionKind.PRECONDITION, "cxone_ivr_flow.main[0]", Status.HOLDS),
            Checked(ConditionKind.POSTCONDITION, "cxone_ivr_flow.main[0]", Status.UNKNOWN),
            Checked(ConditionKind.PRECONDITION, "cxone_ivr_flow.main[1]", Status.HOLDS),
            Checked(ConditionKind.ASSERTION, 'module.a["uk"].check.hours', Status.FAILS, "Nobody is there."),
            Checked(ConditionKind.PRECONDITION, "output.id", Status.ERROR),
            Checked(ConditionKind.POSTCONDITION, "data.cxone_ivr_flow.old", Status.HOLDS),
        ),
    )


def refactored() -> Plan:
    """Objects that are known by another name, that come under our hands, and that leave them."""
    later = flow({**MENU, "name": "choices", "say": "1 sales.", "timeout": 9}, QUEUE, BYE, entry="choices")
    renamed = Difference(difference({}, {}, (BASE, later)).fields, diff(BASE, later, {"menu": "choices"}))
    return plan(
        change(Action.NO_OP, address="module.m.cxone_ivr_flow.b", previous_address="cxone_ivr_flow.a"),
        change(
            Action.UPDATE,
            previous_address="cxone_ivr_flow.former",
            difference=renamed,
            renames={"menu": "choices"},
        ),
        change(Action.NO_OP, address="cxone_ivr_flow.taken", importing="flow-1"),
        change(
            Action.UPDATE,
            type="genesys_flow",
            importing='flow-"2"\n',
            difference=difference({"name": "a"}, {"name": "b"}),
            steps=PUBLISHING,
        ),
        change(Action.FORGET, address="cxone_ivr_flow.left", before={"name": "x"}),
    )


def only_moved() -> Plan:
    """A record stands at another address, and nothing is sent."""
    return plan(
        change(Action.NO_OP, address="cxone_ivr_flow.main[0]", previous_address="cxone_ivr_flow.main")
    )


def leads() -> Plan:
    """Calls are handed over: to a flow that is about to come, to one that comes anew, and to one that nobody manages."""

    def leading(*flows: object) -> Flow:
        names = ("night", "day", "elsewhere")
        gotos = [Goto(name=name, flow=to) for name, to in zip(names, flows, strict=True) if to]
        return Flow(name="main", entry="menu", nodes=(*BASE.nodes, *gotos))

    to = {"night": 'cxone_ivr_flow.night["uk"]', "day": "cxone_ivr_flow.day"}
    before, after = leading("f-1", "f-2", "f-3"), leading("f-1", UNKNOWN, "f-4")
    return plan(
        change(
            Action.CREATE, difference=difference({}, {}, (EMPTY, leading(UNKNOWN, "f-2", "f-3"))), leads=to
        ),
        change(
            Action.UPDATE,
            address="cxone_ivr_flow.other",
            difference=difference({}, {}, (before, after)),
            leads=to,
        ),
    )


SAMPLES: Final[Mapping[str, Callable[[], Plan]]] = MappingProxyType(
    {
        sample.__name__: sample
        for sample in (
            update,
            creates,
            destroys,
            replaces,
            released_only,
            drifted,
            secrets,
            problems,
            nothing,
            only_outputs,
            reads,
            refactored,
            only_moved,
            leads,
        )
    }
)
