"""Fixes as edits: where what is to be changed was written, if it was written at one place that is ours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Final, assert_never

from ivrplan.config.configuration import Configuration, FlowBlock
from ivrplan.config.place import Place, place_of
from ivrplan.config.write import quoted
from ivrplan.language.syntax import Literal
from ivrplan.rules.fix import RemoveAttribute, RemoveSilence, SetText
from ivrplan.rules.silence import Silence
from ivrplan.workflow.lint import Found
from ivrplan.workflow.mending.edits import Edit, offsets, whole_lines

MADE: Final = "It is made by a template."
ELSEWHERE: Final = "It stands in a module that is not a part of this folder."
COMPUTED: Final = "Its value is computed."
GONE: Final = "It is not written in this flow."

_TAG: Final = re.compile(r"\{%[-+]?\s*(?P<end>end)?(?P<word>\w+)[^%]*%\}")
_PAIRED: Final = frozenset({"for", "if", "macro", "call", "filter", "block", "with", "raw", "autoescape"})
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")


def edits_of(found: Iterable[Found], configuration: Configuration) -> Iterator[tuple[Found, Edit | str]]:
    """What mends findings that offer a fix: an edit, or why there is none."""
    offered = [one for one in found if one.finding.hit.fix is not None]
    unused = _unused(offered, configuration)
    for one in offered:
        block = configuration.flows[one.finding.flow]
        yield one, _edit(one, block, configuration.sources, unused)


def _edit(
    found: Found, block: FlowBlock, sources: Mapping[str, str], unused: Mapping[Place, set[str]]
) -> Edit | str:
    fix = found.finding.hit.fix
    match fix:
        case SetText():
            return _set_text(fix, block, sources)
        case RemoveAttribute():
            written = block.written(fix.node, fix.attribute)
            if written is None:
                return GONE
            return _removal(place_of(written.attribute, written.source), sources)
        case RemoveSilence():
            place = block.silence_places[fix.silence]
            return _without(place, block, sources, unused[place])
        case None:
            return GONE
        case _:
            assert_never(fix)


def _set_text(fix: SetText, block: FlowBlock, sources: Mapping[str, str]) -> Edit | str:
    written = block.written(fix.node, fix.attribute)
    if written is None:
        return GONE
    expression = written.attribute.expression
    if not isinstance(expression, Literal) or not isinstance(expression.value, str):
        return COMPUTED
    place = place_of(expression, written.source)
    refused = _refused(place, sources)
    if refused:
        return refused
    file = place.range.file
    return Edit(file, *offsets(sources[file], place.range), quoted(fix.text))


def _removal(place: Place, sources: Mapping[str, str]) -> Edit | str:
    refused = _refused(place, sources)
    if refused:
        return refused
    file = place.range.file
    text = sources[file]
    return Edit(file, *whole_lines(text, *offsets(text, place.range)), "")


def _without(place: Place, block: FlowBlock, sources: Mapping[str, str], unused: set[str]) -> Edit | str:
    """A suppression without the rules that it need not name; nothing of it where it names no other."""
    named = [silence.rule for silence, where in block.silence_places.items() if where == place]
    kept = [rule for rule in named if rule not in unused]
    if not kept:
        return _removal(place, sources)
    refused = _refused(place, sources)
    if refused:
        return refused
    file = place.range.file
    text = sources[file]
    start, end = offsets(text, place.range)
    return Edit(file, start, end, _BRACKETS.sub(f"[{', '.join(kept)}]", text[start:end], count=1))


def _unused(found: Iterable[Found], configuration: Configuration) -> Mapping[Place, set[str]]:
    """The rules that each suppression need not name."""
    rules: dict[Place, set[str]] = defaultdict(set)
    for one in found:
        fix = one.finding.hit.fix
        if isinstance(fix, RemoveSilence):
            rules[_place(fix.silence, configuration.flows[one.finding.flow])].add(fix.silence.rule)
    return rules


def _place(silence: Silence, block: FlowBlock) -> Place:
    return block.silence_places[silence]


def _refused(place: Place, sources: Mapping[str, str]) -> str:
    """Why a stretch cannot be edited; empty when it can."""
    if not place.source.verbatim(place.start, place.end):
        return MADE
    file = place.range.file
    path = PurePath(file)
    if path.is_absolute() or ".." in path.parts or any(part.startswith(".") for part in path.parts[:-1]):
        return ELSEWHERE
    text = sources.get(file, "")
    start, end = offsets(text, place.range)
    if text[start:end] != place.source.text[place.start : place.end] or _inside_a_tag(text, start):
        return MADE
    return ""


def _inside_a_tag(text: str, offset: int) -> bool:
    """Whether a place is between a tag of Jinja and its end: what stands there may count several times, or not at all."""
    depth = 0
    for tag in _TAG.finditer(text, 0, offset):
        if tag["word"] in _PAIRED:
            depth += -1 if tag["end"] else 1
    return depth > 0
