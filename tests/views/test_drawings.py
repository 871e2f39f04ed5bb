"""Drawings as SVG, DOT and Mermaid: well formed whatever the texts say, complete, and read back by other readers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final

import pydot
import pytest
from hypothesis import given, settings

from ivrplan.flow.drawing.build import draw
from ivrplan.flow.drawing.drawing import FAMILIES, Drawing, DrawnEdge, Family, Mark, Marks
from ivrplan.flow.drawing.layout import Direction
from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import Disconnect, Menu, Play, Queue, Set, Transfer
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.views.drawings import looks
from ivrplan.views.drawings.dot import dot
from ivrplan.views.drawings.icons import ICONS
from ivrplan.views.drawings.looks import Paint, Sheet, Theme
from ivrplan.views.drawings.mermaid import mermaid
from ivrplan.views.drawings.svg import svg
from tests.strategies.tangles import tangles

SVG: Final = "{http://www.w3.org/2000/svg}"
Writer = Callable[[Drawing], str]
WRITERS: Final[dict[str, Writer]] = {"svg": svg, "dot": dot, "mermaid": mermaid}

SMALL: Final = Flow(
    name="main",
    description="The main line",
    entry="menu",
    nodes=(
        Menu(
            name="menu",
            say="For sales, press 1.",
            edges={"1": "sales", "2": "sales", "timeout": "bye", "invalid": "bye", "9": "gone"},
        ),
        Queue(name="sales", queue="Sales"),
        Disconnect(name="bye", say="Goodbye."),
        Play(name="lost", say="Nobody hears this.", edges={"default": "bye"}),
    ),
)


def parts(tree: ET.Element, word: str) -> list[ET.Element]:
    return [one for one in tree.iter(f"{SVG}g") if word in (one.get("class") or "").split()]


def told(part: ET.Element) -> str:
    return part.findtext(f"{SVG}title") or ""


def words(tree: ET.Element) -> str:
    return " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))


# SVG


@given(tangles())
def test_svg_is_xml_with_every_part_once(flow: Flow) -> None:
    drawing = draw(flow)
    tree = ET.fromstring(svg(drawing))
    boxes = [box for box in parts(tree, "ivr-node") if box.find(f"{SVG}title") is not None]

    assert tree.get("role") == "img"
    assert len(boxes) == len(drawing.nodes)
    drawn = [edge for edge in parts(tree, "ivr-edge") if edge.find(f"{SVG}title") is not None]
    assert [told(edge) for edge in drawn] == [tale(edge) for edge in drawing.edges]
    check_harmless(tree)
    assert len(parts(tree, "ivr-label")) == sum(bool(edge.label) for edge in drawing.edges)


def check_harmless(tree: ET.Element) -> None:
    """Nothing is loaded, nothing runs."""
    elements = {one.tag.removeprefix(SVG) for one in tree.iter()}
    assert elements <= {"svg", "title", "desc", "style", "rect", "g", "path", "text", "circle"}
    attributes = {name for one in tree.iter() for name in one.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}


def tale(edge: DrawnEdge) -> str:
    label = f" ({edge.label})" if edge.label else ""
    return f"{edge.source or 'Calls come in'} → {edge.target}{label}"


def test_svg_is_described_for_those_who_do_not_see_it() -> None:
    tree = ET.fromstring(svg(draw(SMALL), identity="one"))

    assert tree.get("aria-labelledby") == "one-title one-desc"
    assert tree.findtext(f"{SVG}title[@id='one-title']") == "main"
    assert tree.findtext(f"{SVG}desc[@id='one-desc']") == (
        "The main line. A call flow of 4 nodes and 6 edges. Calls come in at menu."
    )


def test_what_svg_shows_of_a_small_flow() -> None:
    tree = ET.fromstring(svg(draw(SMALL)))

    assert words(tree) == (
        "main The main line Calls come in menu menu “For sales, press 1.” queue sales Sales"
        " disconnect bye “Goodbye.” play, never reached lost “Nobody hears this.” missing gone"
        " 1, 2 9 timeout, invalid callers hear something callers press keys callers reach somebody"
        " the call ends does not exist what happens next no key, a wrong key, or an error"
    )
    assert [told(edge) for edge in parts(tree, "ivr-trouble") if told(edge)] == [
        "menu → bye (timeout, invalid)",
        "menu → bye (timeout, invalid)",
    ]
    assert [told(box) for box in parts(tree, "ivr-unreached")] == ["lost (play): “Nobody hears this.”"]


@pytest.mark.parametrize("form", WRITERS)
def test_what_nobody_may_see_is_masked(form: str) -> None:
    flow = Flow(
        name="main",
        entry="a",
        nodes=(
            Set(name="a", values={"pin": Sensitive("4711"), "id": UNKNOWN}, edges={"default": "b"}),
            Play(name="b", say=Sensitive("4711"), edges={"default": "c"}),
            Transfer(name="c", number=Sensitive("4711")),
        ),
    )
    written = WRITERS[form](draw(flow))

    assert "4711" not in written
    assert written.count("sensitive value") + written.count("(sen#8230;") + written.count("(sensi#8230;") >= 2
    assert "known after apply" in written


def test_an_address_is_shown_without_who_asks() -> None:
    node = KINDS["request"].model_validate(
        {"name": "a", "url": "https://user:word@api.example.com/v1?key=k#x"}
    )
    flow = Flow(name="main", entry="a", nodes=(node,))

    assert draw(flow).nodes[1].content == "GET api.example.com/v1"


def test_themes() -> None:
    auto, light, dark = (svg(draw(SMALL), theme=theme) for theme in Theme)

    assert "prefers-color-scheme: dark" in auto
    assert "@media" not in light + dark
    assert looks.DARK.ground not in light
    assert looks.LIGHT.ground + " }" not in dark.partition(".ivr-ground")[2][:40]
    assert len({auto, light, dark}) == 3


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("sheet", "paints"),
    [(looks.LIGHT, looks.PAINTS_LIGHT), (looks.DARK, looks.PAINTS_DARK)],
    ids=("light", "dark"),
)
def test_all_texts_can_be_read(sheet: Sheet, paints: dict[Family, Paint]) -> None:
    """The contrast that WCAG asks for (AA): 4.5 for texts, 3 for lines."""
    for family, paint in paints.items():
        if family is not Family.START:
            assert contrast(sheet.text, paint.fill) >= 4.5
            assert contrast(sheet.muted, paint.fill) >= 4.5
            assert contrast(paint.stroke, paint.fill) >= 4.5
    assert contrast(sheet.ground, paints[Family.START].fill) >= 4.5
    assert contrast(sheet.text, sheet.label) >= 4.5
    assert contrast(sheet.muted, sheet.ground) >= 4.5
    assert min(contrast(sheet.line, sheet.ground), contrast(sheet.trouble, sheet.ground)) >= 3


def test_every_kind_has_a_family_and_a_sign() -> None:
    assert set(KINDS) | {"start", "missing"} == set(FAMILIES) == set(ICONS)
    assert all(len(mapping) == len(Family) for mapping in (looks.PAINTS_LIGHT, looks.PAINTS_DARK))


# Marks


MARKED: Final = Marks(
    {"menu": Mark.CHANGED, "sales": Mark.ADDED, "bye": Mark.REMOVED}, {("menu", "1"): Mark.ADDED}
)


def test_marked_parts_have_signs() -> None:
    drawing = draw(SMALL, MARKED)
    tree = ET.fromstring(svg(drawing))

    assert [(edge.outcomes, edge.mark) for edge in drawing.edges if edge.target == "sales"] == [
        (("1",), Mark.ADDED),
        (("2",), Mark.SAME),
    ]
    assert [told(box) for box in parts(tree, "ivr-added") if told(box)][1] == "sales (queue): Sales"
    assert {"+", "\N{MINUS SIGN}", "~"} < set(words(tree).split())
    assert "penwidth = 3" in dot(drawing)
    assert "class n2 mark_added" in mermaid(drawing)
    assert "linkStyle 1 stroke" in mermaid(drawing)


# DOT


@settings(max_examples=30)
@given(tangles())
def test_a_reader_of_dot_finds_every_part(flow: Flow) -> None:
    drawing = draw(flow)
    graphs = pydot.graph_from_dot_data(dot(drawing))
    assert graphs is not None
    (graph,) = graphs

    nodes = [node for node in graph.get_nodes() if re.fullmatch(r"n\d+", node.get_name())]
    assert [label_of(node.get("label")).split("\n")[-1] for node in nodes][:1] == ["Calls come in"]
    assert len(nodes) == len(drawing.nodes)
    for node, one in zip(nodes, drawing.nodes, strict=True):
        assert one.name in label_of(node.get("label")).split("\n")
    ids = {one.key: f"n{number}" for number, one in enumerate(drawing.nodes)}
    found = sorted((e.get_source(), e.get_destination(), label_of(e.get("label"))) for e in graph.get_edges())
    assert found == sorted((ids[e.source], ids[e.target], e.label) for e in drawing.edges)


def label_of(text: object) -> str:
    """What Graphviz shows for a label."""
    if text is None:
        return ""
    assert isinstance(text, str)
    inner = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text[1:-1])
    return inner.replace("&amp;", "&")


# Mermaid


NODE: Final = re.compile(
    r'  (n\d+)(?:\(\(|\(\[|\[\[|\{\{|\[/|\(|\[|\{|>)"([^"]*)"(?:\)\)|\]\)|\]\]|\}\}|/\]|\)|\]|\})'
)
EDGE: Final = re.compile(r'  (n\d+) (-->|-\.->)(?:\|"([^"]+)"\|)? (n\d+)')
CLASS: Final = re.compile(
    r"  (?:classDef (?:family|mark)_\w+ [\w#:,-]+|class n\d+(?:,n\d+)* (?:family|mark)_\w+|linkStyle \d+ [\w#:,-]+)"
)
TITLE: Final = re.compile(r'title: "(?:[\w .,:()/+-]|\\u[0-9a-f]{4})*"')
INNER: Final = re.compile(r"(?:[\w .,:=()\[\]/+~^-]|#\d+;|<br/>)*")


def read_mermaid(text: str) -> Iterator[re.Match[str]]:
    """The lines of a flowchart, each in the strictest form that it can have."""
    first, title, rule, kind, *lines = text.split("\n")
    assert (first, rule) == ("---", "---")
    assert TITLE.fullmatch(title)
    assert kind in {"flowchart TB", "flowchart LR"}
    for line in lines:
        found = NODE.fullmatch(line) or EDGE.fullmatch(line) or CLASS.fullmatch(line)
        assert found, line
        yield found


@given(tangles())
def test_mermaid_says_nothing_but_nodes_edges_and_classes(flow: Flow) -> None:
    drawing = draw(flow)
    lines = list(read_mermaid(mermaid(drawing, direction=Direction.RIGHT)))
    nodes = [line for line in lines if line.re is NODE]
    edges = [line for line in lines if line.re is EDGE]

    assert len(nodes) == len(drawing.nodes)
    for line, node in zip(nodes, drawing.nodes, strict=True):
        assert INNER.fullmatch(line[2])
        assert node.name in shown(line[2])
    ids = {node.key: f"n{number}" for number, node in enumerate(drawing.nodes)}
    assert [(line[1], line[4], shown(line[3] or ""), line[2] == "-.->") for line in edges] == [
        (ids[edge.source], ids[edge.target], edge.label, edge.trouble) for edge in drawing.edges
    ]


def shown(label: str) -> str:
    """What Mermaid shows for a label."""
    return unescape(re.sub(r"#(\d+);", r"&#\1;", label))


def test_mermaid_of_a_small_flow() -> None:
    assert mermaid(draw(SMALL)).split("\n")[:14] == [
        "---",
        'title: "main"',
        "---",
        "flowchart TB",
        '  n0(("Calls come in"))',
        '  n1{{"menu: menu<br/>#8220;For sales, press 1.#8221;"}}',
        '  n2(["queue: sales<br/>Sales"])',
        '  n3(["disconnect: bye<br/>#8220;Goodbye.#8221;"])',
        '  n4("play: lost<br/>#8220;Nobody hears this.#8221;")',
        '  n5>"missing: gone"]',
        "  n0 --> n1",
        '  n1 -->|"1, 2"| n2',
        '  n1 -->|"9"| n5',
        '  n1 -.->|"timeout, invalid"| n3',
    ]


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_every_time(form: str) -> None:
    assert WRITERS[form](draw(SMALL)) == WRITERS[form](draw(SMALL))
