"""The style sheet of a picture. It says colours only: a reader that ignores it still sees every text and every line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from ivrplan.flow.drawing.boxes import CAPTION_SIZE, CONTENT_SIZE, LABEL_SIZE, NAME_SIZE
from ivrplan.flow.drawing.drawing import Family, Mark
from ivrplan.views.drawings.looks import (
    DARK,
    LIGHT,
    MARKS_DARK,
    MARKS_LIGHT,
    PAINTS_DARK,
    PAINTS_LIGHT,
    Paint,
    Sheet,
    Theme,
)

_FIXED: Final = f"""\
.ivr-drawing text {{ font-family: Helvetica, Arial, "Liberation Sans", "Noto Sans", sans-serif }}
.ivr-title {{ font-size: 20px; font-weight: bold }}
.ivr-subtitle {{ font-size: 13px }}
.ivr-caption {{ font-size: {CAPTION_SIZE}px; font-weight: bold }}
.ivr-name {{ font-size: {NAME_SIZE}px; font-weight: bold }}
.ivr-content {{ font-size: {CONTENT_SIZE}px }}
.ivr-start .ivr-content {{ font-weight: bold }}
.ivr-label text {{ font-size: {LABEL_SIZE}px; text-anchor: middle }}
.ivr-shape {{ stroke-width: 1.5 }}
.ivr-person .ivr-shape, .ivr-message .ivr-shape, .ivr-end .ivr-shape {{ stroke-width: 2.2 }}
.ivr-custom .ivr-shape, .ivr-missing .ivr-shape, .ivr-unreached .ivr-shape {{ stroke-dasharray: 5 4 }}
.ivr-icon {{ fill: none; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round }}
.ivr-line {{ fill: none; stroke-width: 1.5 }}
.ivr-trouble .ivr-line {{ stroke-dasharray: 5 4 }}
.ivr-label rect {{ stroke-width: 1 }}
.ivr-label.ivr-trouble rect {{ stroke-dasharray: 3 2 }}
.ivr-sign {{ font-size: 14px; font-weight: bold; text-anchor: middle; fill: #ffffff }}
.ivr-added .ivr-shape, .ivr-removed .ivr-shape, .ivr-changed .ivr-shape {{ stroke-width: 3.4 }}
.ivr-added .ivr-line, .ivr-removed .ivr-line, .ivr-changed .ivr-line {{ stroke-width: 2.8 }}
.ivr-removed .ivr-name {{ text-decoration: line-through }}
"""


def style(theme: Theme) -> str:
    """The style sheet for a theme."""
    match theme:
        case Theme.LIGHT:
            return _FIXED + _colours(LIGHT, PAINTS_LIGHT, MARKS_LIGHT)
        case Theme.DARK:
            return _FIXED + _colours(DARK, PAINTS_DARK, MARKS_DARK)
        case Theme.AUTO:
            dark = _colours(DARK, PAINTS_DARK, MARKS_DARK)
            condition = "@media screen and (prefers-color-scheme: dark)"
            return f"{_FIXED}{_colours(LIGHT, PAINTS_LIGHT, MARKS_LIGHT)}{condition} {{\n{dark}}}\n"
        case _ as unreachable:
            assert_never(unreachable)


def _colours(sheet: Sheet, paints: Mapping[Family, Paint], marks: Mapping[Mark, str]) -> str:
    return "".join(f"{line}\n" for line in (*_sheet(sheet), *_paints(sheet, paints), *_marks(marks)))


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f".ivr-ground {{ fill: {sheet.ground} }}"
    yield f".ivr-title, .ivr-name {{ fill: {sheet.text} }}"
    yield f".ivr-subtitle, .ivr-content {{ fill: {sheet.muted} }}"
    yield f".ivr-line {{ stroke: {sheet.line} }}"
    yield f".ivr-tip {{ fill: {sheet.line} }}"
    yield f".ivr-label rect {{ fill: {sheet.label}; stroke: {sheet.line} }}"
    yield f".ivr-label text {{ fill: {sheet.text} }}"
    yield f".ivr-trouble .ivr-line, .ivr-label.ivr-trouble rect {{ stroke: {sheet.trouble} }}"
    yield f".ivr-trouble .ivr-tip {{ fill: {sheet.trouble} }}"


def _paints(sheet: Sheet, paints: Mapping[Family, Paint]) -> Iterator[str]:
    for family, paint in paints.items():
        yield f".ivr-{family} .ivr-shape {{ fill: {paint.fill}; stroke: {paint.stroke} }}"
        yield f".ivr-{family} .ivr-icon {{ stroke: {paint.stroke} }}"
        yield f".ivr-{family} .ivr-caption {{ fill: {paint.stroke} }}"
    yield f".ivr-start .ivr-content {{ fill: {sheet.ground} }}"
    yield f".ivr-start .ivr-icon {{ stroke: {sheet.ground} }}"


def _marks(marks: Mapping[Mark, str]) -> Iterator[str]:
    for mark, colour in marks.items():
        yield f".ivr-{mark} .ivr-shape, .ivr-{mark} .ivr-line, .ivr-label.ivr-{mark} rect {{ stroke: {colour} }}"
        yield f".ivr-{mark} .ivr-badge, .ivr-{mark} .ivr-tip {{ fill: {colour} }}"
