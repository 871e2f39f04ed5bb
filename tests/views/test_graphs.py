"""The dependency graph as DOT, which a parser of Graphviz's language reads back; as Mermaid, read back here; as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pydot
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.address import Address, ModuleStep
from ivrplan.providers.contract import Action
from ivrplan.views.graphs import _PAINTS, dot, graph_json, mermaid
from ivrplan.views.text import json_text, printable
from ivrplan.workflow.graph import DependencyGraph, Edge, Kind, Link, Member


@dataclass
class Drawn:
    """What a drawing says: labels of boxes below the labels of their clusters, and edges between labels."""

    boxes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    edges: set[tuple[str, str, bool]] = field(default_factory=set)


def read_dot(text: str) -> Drawn:
    graphs = pydot.graph_from_dot_data(text)
    assert graphs is not None
    (graph,) = graphs
    drawn = Drawn()
    labels = dict(_dot_boxes(graph, (), drawn))
    for edge in graph.get_edges():
        ends = labels[str(edge.get_source())], labels[str(edge.get_destination())]
        drawn.edges.add((*ends, edge.get("style") == '"dashed"'))
    return drawn


def _dot_boxes(graph: pydot.Graph, way: tuple[str, ...], drawn: Drawn) -> Iterator[tuple[str, str]]:
    for node in graph.get_nodes():
        if node.get_name() != "node":
            label = _dot_label(node.get("label"))
            drawn.boxes["/".join((*way, label))] = way
            yield node.get_name(), "/".join((*way, label))
    for inner in graph.get_subgraphs():
        yield from _dot_boxes(inner, (*way, _dot_label(inner.get("label"))), drawn)


def _dot_label(text: object) -> str:
    """What Graphviz shows for a label."""
    assert isinstance(text, str)
    return re.sub(r"\\(.)", r"\1", text[1:-1]).replace("&amp;", "&")


MERMAID = [
    (re.compile(r'(?P<id>n\d+)(?:\["(?P<label>[^"]*)"\]|\("(?P<round>[^"]*)"\))'), "box"),
    (re.compile(r'subgraph (?P<id>m\d+)\["(?P<label>[^"]*)"\]'), "open"),
    (re.compile(r"end"), "close"),
    (re.compile(r"(?P<id>n\d+) (?P<arrow>-->|-\.->) (?P<to>n\d+)"), "edge"),
    (re.compile(r"classDef (?P<id>\w+) fill:#\w{6},stroke:#\w{6},color:#\w{6}"), "define"),
    (re.compile(r"class (?P<ids>n\d+(?:,n\d+)*) (?P<id>\w+)"), "class"),
]


def read_mermaid(text: str) -> Drawn:
    head, *lines = text.split("\n")
    assert head == "flowchart RL"
    drawn, labels, way, classes = Drawn(), dict[str, str](), list[str](), set[str]()
    for line in lines:
        found, kind = next(
            (match, kind) for form, kind in MERMAID if (match := form.fullmatch(line.strip())) is not None
        )
        match kind:
            case "box":
                label = "/".join((*way, _mermaid_label(found["label"] or found["round"])))
                assert found["id"] not in labels
                labels[found["id"]] = label
                drawn.boxes[label] = tuple(way)
            case "open":
                way.append(_mermaid_label(found["label"]))
            case "close":
                way.pop()
            case "edge":
                ends = labels[found["id"]], labels[found["to"]]
                drawn.edges.add((*ends, found["arrow"] == "-.->"))
            case "define":
                classes.add(found["id"])
            case _:
                assert found["id"] in classes
                assert set(found["ids"].split(",")) <= labels.keys()
    assert not way
    return drawn


def _mermaid_label(text: str) -> str:
    assert not re.search(r"[\"`<>&;#](?<!\d;)", re.sub(r"#\d+;", "", text))
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def expected(graph: DependencyGraph) -> Drawn:
    labels = {member.name: "/".join((*member.module, _own(member))) for member in graph.members}
    return Drawn(
        {printable(labels[member.name]): tuple(map(printable, member.module)) for member in graph.members},
        {
            (printable(labels[edge.source]), printable(labels[edge.target]), edge.link is Link.HANDOVER)
            for edge in graph.edges
        },
    )


def _own(member: Member) -> str:
    return member.name.removeprefix("".join(f"{step}." for step in member.module))


def member(address: Address, kind: Kind = Kind.RESOURCE) -> Member:
    return Member(str(address), kind, tuple(map(str, address.module)))


KEYS = st.none() | st.integers(0, 20) | st.text(max_size=6)
STEPS = st.builds(ModuleStep, st.sampled_from(["a", "b", "end"]), KEYS)
ADDRESSES = st.builds(
    Address,
    st.sampled_from(["acme_flow", "data.acme_flow", "flow"]),
    st.sampled_from(["a", "ü", "end", "graph"]),
    KEYS,
    st.lists(STEPS, max_size=2).map(tuple),
)


@st.composite
def graphs(draw: st.DrawFn) -> DependencyGraph:
    members = draw(
        st.lists(
            st.builds(member, ADDRESSES, st.sampled_from(Kind)), max_size=6, unique_by=lambda one: one.name
        )
    )
    names = [one.name for one in members]
    ends = st.sampled_from(names) if names else st.nothing()
    edges = draw(st.lists(st.builds(Edge, ends, ends, st.sampled_from(Link)), max_size=6)) if names else []
    return DependencyGraph(tuple(members), tuple(dict.fromkeys(edges)))


@given(graphs())
def test_graphviz_reads_what_was_meant(graph: DependencyGraph) -> None:
    assert read_dot(dot(graph)) == expected(graph)


@given(graphs())
def test_mermaid_reads_what_was_meant(graph: DependencyGraph) -> None:
    assert read_mermaid(mermaid(graph)) == expected(graph)


@given(graphs())
def test_programs_read_what_was_meant(graph: DependencyGraph) -> None:
    document = json.loads(json_text(graph_json(graph)))
    assert [node["name"] for node in document["nodes"]] == [one.name for one in graph.members]
    assert [(edge["from"], edge["to"], edge["kind"]) for edge in document["edges"]] == [
        (edge.source, edge.target, edge.link.value) for edge in graph.edges
    ]


def planned(action: Action, *, create_first: bool = False) -> DependencyGraph:
    return DependencyGraph((Member("acme_flow.a", Kind.RESOURCE, (), action, create_first),), ())


@pytest.mark.parametrize(
    ("action", "create_first", "label"),
    [
        (Action.CREATE, False, "+ acme_flow.a"),
        (Action.UPDATE, False, "~ acme_flow.a"),
        (Action.DELETE, False, "- acme_flow.a"),
        (Action.REPLACE, False, "-/+ acme_flow.a"),
        (Action.REPLACE, True, "+/- acme_flow.a"),
        (Action.RELEASE, False, "^ acme_flow.a"),
        (Action.FORGET, False, ". acme_flow.a"),
        (Action.NO_OP, False, "acme_flow.a"),
    ],
)
def test_an_action_has_a_sign_and_a_colour(action: Action, create_first: bool, label: str) -> None:
    graph = planned(action, create_first=create_first)
    assert list(read_dot(dot(graph)).boxes) == list(read_mermaid(mermaid(graph)).boxes) == [label]
    for text in (dot(graph), mermaid(graph)):
        assert _PAINTS[action].fill in text
        assert _PAINTS[action].stroke in text
    assert graph_json(graph)["nodes"][0]["action"] == action.value


def test_every_action_has_colours_of_its_own_on_which_black_is_readable() -> None:
    assert _PAINTS.keys() == set(Action)
    assert len({paint.fill for paint in _PAINTS.values()}) == len(_PAINTS)
    for paint in _PAINTS.values():
        channels = [int(paint.fill[at : at + 2], 16) for at in (1, 3, 5)]
        assert min(channels) > 0xB0


def test_nothing_is_a_drawing_too() -> None:
    empty = DependencyGraph((), ())
    assert read_dot(dot(empty)) == read_mermaid(mermaid(empty)) == Drawn()
