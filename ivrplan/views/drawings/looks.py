"""Colours and shapes. A family of nodes has a colour and a shape of its own, so that nobody has to tell colours apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from ivrplan.flow.drawing.drawing import Family, Mark
from ivrplan.flow.drawing.layout import Area
from ivrplan.views.drawings.xml import number


class Theme(StrEnum):
    """Which colours a picture has."""

    AUTO = "auto"
    """Those that the reader's screen asks for; light on paper."""

    LIGHT = "light"
    DARK = "dark"


class Paint(NamedTuple):
    """The colours of a box: its ground, its outline and its sign."""

    fill: str
    stroke: str


class Sheet(NamedTuple):
    """The colours of everything else."""

    ground: str
    text: str
    muted: str
    line: str
    trouble: str
    label: str


LIGHT: Final = Sheet("#ffffff", "#1f2328", "#57606a", "#57606a", "#9a4b00", "#f6f8fa")
DARK: Final = Sheet("#0d1117", "#e6edf3", "#9da7b3", "#9198a1", "#e3a35a", "#161b22")

PAINTS_LIGHT: Final[Mapping[Family, Paint]] = MappingProxyType(
    {
        Family.START: Paint("#1f2328", "#1f2328"),
        Family.SPEECH: Paint("#eef5ff", "#1a5fd0"),
        Family.CHOICE: Paint("#f5efff", "#7a3fd6"),
        Family.BRANCH: Paint("#fff7dd", "#8a6100"),
        Family.WORK: Paint("#f3f4f6", "#57606a"),
        Family.FLOW: Paint("#e6f8f9", "#0b7285"),
        Family.PERSON: Paint("#e5f7ea", "#1a7f37"),
        Family.MESSAGE: Paint("#fff0e5", "#b6480a"),
        Family.END: Paint("#e9ecef", "#343a42"),
        Family.CUSTOM: Paint("#fdeef8", "#a8327f"),
        Family.MISSING: Paint("#ffebe9", "#cf222e"),
    }
)
PAINTS_DARK: Final[Mapping[Family, Paint]] = MappingProxyType(
    {
        Family.START: Paint("#e6edf3", "#e6edf3"),
        Family.SPEECH: Paint("#10233f", "#6cb0ff"),
        Family.CHOICE: Paint("#241a3a", "#b893ff"),
        Family.BRANCH: Paint("#2b2408", "#e0b23e"),
        Family.WORK: Paint("#1c2128", "#9da7b3"),
        Family.FLOW: Paint("#0b2a2f", "#4fc3d4"),
        Family.PERSON: Paint("#0f2a17", "#57c46f"),
        Family.MESSAGE: Paint("#33200f", "#f29a5b"),
        Family.END: Paint("#22272e", "#cdd5dd"),
        Family.CUSTOM: Paint("#331a2c", "#ef8bcb"),
        Family.MISSING: Paint("#3a1416", "#ff8079"),
    }
)

SIGNS: Final[Mapping[Mark, str]] = MappingProxyType(
    {Mark.SAME: "", Mark.ADDED: "+", Mark.REMOVED: "\N{MINUS SIGN}", Mark.CHANGED: "~"}
)
MARKS_LIGHT: Final[Mapping[Mark, str]] = MappingProxyType(
    {Mark.ADDED: "#1a7f37", Mark.REMOVED: "#cf222e", Mark.CHANGED: "#9a6700"}
)
MARKS_DARK: Final[Mapping[Mark, str]] = MappingProxyType(
    {Mark.ADDED: "#57c46f", Mark.REMOVED: "#ff8079", Mark.CHANGED: "#e0b23e"}
)


def outline(family: Family, area: Area) -> str:
    """The shape of a family as the data of a path."""
    return _SHAPES[family](area)


def _rounded(area: Area, radius: float) -> str:
    radius = min(radius, area.height / 2, area.width / 2)
    x, y, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    arc = f"a{number(radius)} {number(radius)} 0 0 1"
    r = number(radius)
    return (
        f"M{number(x + radius)} {number(y)}H{number(right - radius)}{arc} {r} {r}V{number(bottom - radius)}"
        f"{arc} -{r} {r}H{number(x + radius)}{arc} -{r} -{r}V{number(y + radius)}{arc} {r} -{r}Z"
    )


def _soft(area: Area) -> str:
    return _rounded(area, 9)


def _pill(area: Area) -> str:
    return _rounded(area, 26)


def _square(area: Area) -> str:
    return f"M{number(area.x)} {number(area.y)}h{number(area.width)}v{number(area.height)}h{number(-area.width)}Z"


def _polygon(*corners: tuple[float, float]) -> str:
    return f"M{'L'.join(f'{number(x)} {number(y)}' for x, y in corners)}Z"


def _hexagon(area: Area) -> str:
    x, y, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    middle, cut = y + area.height / 2, 11.0
    return _polygon(
        (x + cut, y), (right - cut, y), (right, middle), (right - cut, bottom), (x + cut, bottom), (x, middle)
    )


def _cut(area: Area) -> str:
    x, y, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    cut = min(14.0, area.height / 3)
    return _polygon(
        *((x + cut, y), (right - cut, y), (right, y + cut), (right, bottom - cut)),
        *((right - cut, bottom), (x + cut, bottom), (x, bottom - cut), (x, y + cut)),
    )


def _double(area: Area) -> str:
    """A box with a second line at either side."""
    x, right = area.x, area.x + area.width
    down = f"V{number(area.y + area.height)}"
    return (
        f"{_square(area)}M{number(x + 6)} {number(area.y)}{down}M{number(right - 6)} {number(area.y)}{down}"
    )


_SHAPES: Final[Mapping[Family, Callable[[Area], str]]] = MappingProxyType(
    {
        Family.START: _pill,
        Family.SPEECH: _soft,
        Family.CHOICE: _hexagon,
        Family.BRANCH: _cut,
        Family.WORK: _square,
        Family.FLOW: _double,
        Family.PERSON: _pill,
        Family.MESSAGE: _pill,
        Family.END: _pill,
        Family.CUSTOM: _square,
        Family.MISSING: _square,
    }
)
