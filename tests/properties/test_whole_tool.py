"""Whatever is configured, on both vendors, and whatever people then do there: one apply makes all well again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Disconnect, Goto
from ivrplan.flow.reference import FlowReference
from ivrplan.sandbox.serve import sandbox_process
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from tests.end_to_end.small import HEAD
from tests.end_to_end.world import Forge, World
from tests.strategies.flows import STANDALONE, flows

KINDS: Final = STANDALONE - {"node"}


@pytest.fixture(scope="module")
def whole() -> Iterator[World]:
    prompt = SandboxSettings(behaviour=Behaviour(validation_polls=0, publish_polls=0))
    forge = Forge()
    with TemporaryDirectory() as scratch, sandbox_process(prompt) as url:
        world = World(forge, url, Path(scratch))
        world.hurried = True
        yield world
        world.http.close()
    forge.close()


def literal(value: Any) -> str:
    """A value as a person could write it; every character of a text as its number, so that none is a mark."""
    match value:
        case str():
            return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case Mapping():
            return "{" + ", ".join(f"{literal(key)} = {literal(part)}" for key, part in value.items()) + "}"
        case tuple() | list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case _:
            return str(value)


def block(node: AnyNode) -> str:
    """A node as it stands in a flow."""
    fields = node.model_dump(exclude={"name", "edges"}, exclude_unset=True)
    lines = [f"    {name} = {literal(value)}" for name, value in fields.items()]
    if isinstance(node, Goto):
        lines = [f"    flow = {node.flow}"]
    if node.edges:
        lines.append(f"    on = {literal(node.edges)}")
    return "\n".join([f"  {node.kind} {literal(node.name)} {{", *lines, "  }"])


def printed(name: str, flow: Flow) -> str:
    """A flow, and its resources on both vendors."""
    nodes = "\n".join(map(block, flow.nodes))
    resources = "\n".join(
        f'resource "{kind}" "{name}" {{\n  name = "{name}"\n  flow = flow.{name}\n}}'
        for kind in ("cxone_ivr_flow", "genesys_flow")
    )
    return f'flow "{name}" {{\n  entry = {literal(flow.entry)}\n{nodes}\n}}\n{resources}\n'


def leading(flow: Flow, data: st.DataObject) -> Flow:
    """The flow with some of its ends made into gotos, to the other flow or to itself."""
    to = [FlowReference(name) for name in ("one", "two")]
    ends = [node.name for node in flow.nodes if isinstance(node, Disconnect)]
    gotos = {name: data.draw(st.sampled_from((None, *to))) for name in ends}
    nodes = (
        Goto(name=node.name, flow=gotos[node.name]) if gotos.get(node.name) else node for node in flow.nodes
    )
    return Flow(name=flow.name, entry=flow.entry, nodes=tuple(nodes))


def edit(world: World, data: st.DataObject) -> None:
    """A person does something to one flow."""
    vendor = data.draw(st.sampled_from(("cxone", "genesys")))
    flow = data.draw(st.sampled_from(sorted(world.flows(vendor), key=lambda flow: flow["name"])))
    nodes = flow["nodes"] if vendor == "cxone" else flow["versions"][0]["nodes"]
    node = data.draw(st.sampled_from([node["id"] for node in nodes if node["id"] != "trigger"]))
    part = "properties" if vendor == "cxone" else "settings"
    name = data.draw(st.sampled_from(("text", "prompt", "note")))
    patch: dict[str, Any] = {
        "nodes": {node: {part: {name: data.draw(st.sampled_from(("by hand", "again")))}}}
    }
    if vendor == "genesys":
        patch["publish"] = data.draw(st.booleans())
    world.edit(vendor, flow["id"], patch)


def leads_on(flow: Flow) -> bool:
    """CXone's registration has no start that ends the call."""
    return any(node.name == flow.entry and node.edges for node in flow.nodes)


@settings(
    max_examples=4,
    # One example is some ten commands: making a failing one smaller would take longer than a test may.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(
    one=flows(max_nodes=6, kinds=KINDS).filter(leads_on),
    two=flows(max_nodes=4, kinds=KINDS).filter(leads_on),
    later=flows(max_nodes=5, kinds=KINDS).filter(leads_on),
    data=st.data(),
)
def test_after_an_apply_there_is_nothing_left_to_do(
    whole: World, one: Flow, two: Flow, later: Flow, data: st.DataObject
) -> None:
    expected = [(vendor, name) for vendor in ("cxone", "genesys") for name in ("one", "two")]
    one, two, later = (leading(flow, data) for flow in (one, two, later))
    whole.begin(
        {"head.ivr.hcl": HEAD, "one.ivr.hcl": printed("one", one), "two.ivr.hcl": printed("two", two)}
    )
    whole.apply()
    whole.check_whole(*expected)
    for _ in range(data.draw(st.integers(1, 3))):
        edit(whole, data)
    whole.run("drift").ended(2)
    if data.draw(st.booleans()):
        (whole.folder / "two.ivr.hcl").write_text(printed("two", later), encoding="utf-8")
    whole.apply()
    whole.check_whole(*expected)
    whole.run("drift").ended(0)
