"""Layouts of drawings: whatever the flow, nothing overlaps, nothing is cut off, and every part stands there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.drawing.build import draw
from ivrplan.flow.drawing.drawing import START
from ivrplan.flow.drawing.layout import Area, Direction, Layout, Line, Point, lay_out
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Disconnect, Menu, Node, Play, Queue
from tests.strategies.tangles import tangles

DIRECTIONS = st.sampled_from(Direction)
TOUCHING = 0.01


def overlap(one: Area, other: Area) -> bool:
    return (
        one.x + TOUCHING < other.x + other.width
        and other.x + TOUCHING < one.x + one.width
        and one.y + TOUCHING < other.y + other.height
        and other.y + TOUCHING < one.y + one.height
    )


def pieces(points: tuple[Point, ...]) -> Iterator[Area]:
    """The straight pieces of a line as areas without breadth."""
    for one, other in pairwise(points):
        assert one.x == other.x or one.y == other.y, "lines run along the axes"
        yield Area(min(one.x, other.x), min(one.y, other.y), abs(one.x - other.x), abs(one.y - other.y))


def crosses(piece: Area, area: Area) -> bool:
    """Whether a piece of a line lies inside an area, not only on its rim."""
    return (
        piece.x < area.x + area.width - TOUCHING
        and piece.x + piece.width > area.x + TOUCHING
        and piece.y < area.y + area.height - TOUCHING
        and piece.y + piece.height > area.y + TOUCHING
    )


@given(tangles(), DIRECTIONS)
def test_every_node_and_every_edge_stands_there_once(flow: Flow, direction: Direction) -> None:
    drawing = draw(flow)
    layout = lay_out(drawing, direction)

    assert [box.node for box in layout.boxes] == list(drawing.nodes)
    assert [line.edge for line in layout.lines] == list(drawing.edges)
    names = [node.key for node in drawing.nodes if node.kind != "missing"]
    assert names == ["", *(node.name for node in flow.nodes)]
    drawn = [(edge.source, o, edge.target) for edge in drawing.edges for o in edge.outcomes]
    assert Counter(drawn) == Counter((n.name, o, to) for n in flow.nodes for o, to in n.edges.items())


@given(tangles(), DIRECTIONS)
def test_everything_has_a_place_of_its_own(flow: Flow, direction: Direction) -> None:
    layout = lay_out(draw(flow), direction)

    check_areas(layout)
    check_lines(layout)
    check_arrivals(layout)


def check_areas(layout: Layout) -> None:
    """No boxes and no labels overlap, and nothing lies beside the sheet."""
    areas = [*(box.area for box in layout.boxes), *(label.area for label in layout.labels)]
    assert not [pair for pair in combinations(areas, 2) if overlap(*pair)]

    areas += [piece for line in layout.lines for piece in pieces(line.points)]
    assert all(area.x >= -TOUCHING and area.y >= -TOUCHING for area in areas)
    assert all(area.x + area.width <= layout.width + TOUCHING for area in areas)
    assert all(area.y + area.height <= layout.height + TOUCHING for area in areas)


def check_lines(layout: Layout) -> None:
    """Lines lead from their source to their target, through no box and no label of others."""
    areas = {box.node.key: box.area for box in layout.boxes}
    for line in layout.lines:
        assert on_rim(line.points[0], areas[line.edge.source], layout.direction, leaving=True)
        target = areas[line.edge.target]
        assert not line.arrives or on_rim(line.points[-1], target, layout.direction, leaving=False)
        for piece in pieces(line.points):
            assert not [name for name, area in areas.items() if crosses(piece, area)]
            strange = [label for label in layout.labels if label.edge != line.edge]
            assert not [label.text for label in strange if crosses(piece, label.area)]


def check_arrivals(layout: Layout) -> None:
    """Lines that end early end on a line that goes on to the same target."""
    for line in layout.lines:
        if not line.arrives:
            others = [other for other in layout.lines if together(line, other)]
            assert any(touches(line.points[-1], other) for other in others)


def on_rim(point: Point, area: Area, direction: Direction, *, leaving: bool) -> bool:
    along, start, length, across, low, broad = (
        (point.y, area.y, area.height, point.x, area.x, area.width)
        if direction is Direction.DOWN
        else (point.x, area.x, area.width, point.y, area.y, area.height)
    )
    rim = start + length if leaving else start
    return abs(along - rim) < TOUCHING and low <= across <= low + broad


def together(line: Line, other: Line) -> bool:
    edge, drawn = line.edge, other.edge
    return other is not line and (edge.target, edge.trouble, edge.mark) == (
        drawn.target,
        drawn.trouble,
        drawn.mark,
    )


def touches(point: Point, line: Line) -> bool:
    return any(
        piece.x - TOUCHING <= point.x <= piece.x + piece.width + TOUCHING
        and piece.y - TOUCHING <= point.y <= piece.y + piece.height + TOUCHING
        for piece in pieces(line.points)
    )


@settings(max_examples=25)
@given(tangles(), DIRECTIONS)
def test_the_same_every_time(flow: Flow, direction: Direction) -> None:
    assert lay_out(draw(flow), direction) == lay_out(draw(flow), direction)


def say(name: str, **edges: str) -> Node:
    return Play(name=name, say=name, edges=edges)


def flow_of(*nodes: Node) -> Flow:
    return Flow(name="main", entry=nodes[0].name, nodes=nodes)


def rows(layout: Layout) -> dict[str, float]:
    return {box.node.key: box.area.y for box in layout.boxes}


def test_calls_come_in_at_the_top_and_end_at_the_bottom() -> None:
    flow = flow_of(
        Menu(name="menu", edges={"1": "bye", "2": "more"}),
        say("more", default="sales"),
        Queue(name="sales", queue="Sales"),
        Disconnect(name="bye"),
    )
    layout = lay_out(draw(flow))
    top = rows(layout)

    assert layout.boxes[0].node.kind == START
    assert top[""] < top["menu"] < top["more"] < top["sales"] == top["bye"]


def test_a_way_back_enters_from_above() -> None:
    flow = flow_of(
        say("welcome", default="menu"),
        Menu(name="menu", edges={"1": "sub", "9": "menu"}),
        Menu(name="sub", edges={"9": "menu", "1": "bye"}),
        Disconnect(name="bye"),
    )
    layout = lay_out(draw(flow))
    top = rows(layout)
    back = [line for line in layout.lines if line.edge.target == "menu" and line.edge.source != "welcome"]

    assert top["welcome"] < top["menu"] < top["sub"] < top["bye"]
    assert [line.arrives for line in back] == [True, False], "the second one joins the first one"
    assert back[0].points[-1].y == top["menu"]
    assert back[0].points[-2].y < top["menu"]


def test_a_chain_is_straight() -> None:
    flow = flow_of(say("a", default="b"), say("b", default="c"), say("c", default="d"), Disconnect(name="d"))
    layout = lay_out(draw(flow))

    assert all(len(line.points) == 2 for line in layout.lines)
    assert {box.area.x + box.area.width / 2 for box in layout.boxes} == {layout.width / 2}


def test_a_tree_has_no_crossings() -> None:
    menus = [Menu(name=f"m{n}", edges={"1": f"q{n}1", "2": f"q{n}2"}) for n in range(4)]
    queues = [Queue(name=f"q{n}{key}", queue="q") for n in range(4) for key in (2, 1)]
    top = Menu(name="top", edges={str(4 - n): f"m{n}" for n in range(4)})
    layout = lay_out(draw(flow_of(top, *queues, *menus)))
    down = [piece for line in layout.lines for piece in pieces(line.points) if piece.height]
    aside = [(line, piece) for line in layout.lines for piece in pieces(line.points) if piece.width]

    assert not [(line.edge, one) for line, piece in aside for one in down if across(piece, one)]


def across(aside: Area, down: Area) -> bool:
    inside = aside.x + TOUCHING < down.x < aside.x + aside.width - TOUCHING
    return inside and down.y + TOUCHING < aside.y < down.y + down.height - TOUCHING


@pytest.mark.parametrize("direction", Direction)
def test_wires_to_different_targets_do_not_share_a_track(direction: Direction) -> None:
    many = {f"{n}": f"q{(n * 5) % 9}" for n in range(1, 10)}
    flow = flow_of(
        Menu(name="menu", edges=many | {"timeout": "again", "invalid": "q3"}),
        Menu(name="again", edges={str(n): f"q{(n * 7) % 9}" for n in range(9)} | {"timeout": "menu"}),
        *(
            Queue(name=f"q{n}", queue="q", edges={"full": f"q{(n + 4) % 9}"} if n % 2 else {})
            for n in range(9)
        ),
    )
    layout = lay_out(draw(flow), direction)
    for one, other in combinations(layout.lines, 2):
        if not together(one, other):
            assert not [
                (one.edge, other.edge, a, b)
                for a in pieces(one.points)
                for b in pieces(other.points)
                if lie_on(a, b)
            ]


def lie_on(one: Area, other: Area) -> bool:
    """Whether two pieces of lines run on each other for a while."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return (wide > 1 and high == 0) or (high > 1 and wide == 0)


def test_a_line_that_meets_another_near_its_target_does_not_run_past_it() -> None:
    """Nodes that no call reaches, so that the lines to `gone` meet a few pixels beside where they leave the track."""
    alone = [Play(name=name, say=name) for name in ("x", "y", "z")]
    flow = flow_of(
        Menu(name="menu", edges={"error": "ii"}),
        Menu(name="jp", edges={"error": "menu"}),
        Menu(name="end", edges={"timeout": "lost"}),
        Queue(name="ii", queue="1", edges={"busy": "fa", "no_answer": "gone", "error": "menu"}),
        Menu(name="b", edges={"timeout": "jp", "invalid": "br"}),
        Menu(name="tv", edges={"default": "gone", "1": "ii", "2": "end", "3": "tv"}),
        say("br", default="menu"),
        *alone,
    )
    for direction in Direction:
        check_arrivals(lay_out(draw(flow), direction))


def test_a_deep_and_a_broad_flow_are_no_special_case() -> None:
    deep = [say(f"n{number}", default=f"n{number + 1}") for number in range(2_000)]
    broad = [
        Menu(
            name=f"m{n}",
            edges={str(k): f"m{4 * n + k}" for k in range(1, 5) if 4 * n + k < 1_000} | {"9": "m0"},
        )
        for n in range(1_000)
    ]

    assert len(lay_out(draw(flow_of(*deep, Disconnect(name="n2000")))).boxes) == 2_002
    check_lines_of_boxes(lay_out(draw(flow_of(*broad))))


def check_lines_of_boxes(layout: Layout) -> None:
    """Boxes of a layer stand beside each other, and each has its line from above."""
    found: dict[float, list[Area]] = {}
    for box in layout.boxes:
        found.setdefault(box.area.y, []).append(box.area)
    for areas in found.values():
        areas.sort()
        assert all(one.x + one.width < other.x for one, other in pairwise(areas))
    assert sum(line.arrives for line in layout.lines) == len(layout.boxes)
