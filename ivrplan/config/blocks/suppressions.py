"""Suppressions as they are written: `allow` blocks, and comments at the block that they are about.

    allow "IVR201" {
      reason = "The law asks for six."
      node   = "menu"
      until  = "2027-01-31"
    }

    # ivrplan: ignore[IVR201] until 2027-01-31: the law asks for six
    menu "menu" {

A comment stands on the block's first line, or in comment lines right above it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ivrplan.config.blocks.constants import constant_text
from ivrplan.config.blocks.shape import Shape, check_shape, describe, labels_fit, sentence
from ivrplan.config.place import Place, header_of, place_of
from ivrplan.diagnostics import Problems, error
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block
from ivrplan.rules.silence import Silence

ALLOW: Final = "allow"
SHAPE: Final = Shape(attributes=("reason", "node", "until"), required=("reason",))
MARK: Final = "ivrplan:"
"""What a comment begins with that says something to this program."""

_COMMENT_LINE: Final = re.compile(r"[ \t]*(?P<comment>(?:#|//)[^\n]*)")
_BEHIND: Final = re.compile(r"[ \t]*\{?[ \t]*(?P<comment>(?:#|//)[^\n]*)")
_OURS: Final = re.compile(r"(?:#|//)[ \t]*ivrplan:[ \t]*(?P<text>.*?)[ \t]*$")
_IGNORE: Final = re.compile(r"ignore[ \t]*\[(?P<rules>[^\]]*)\][ \t]*(?P<rest>.*)")
_UNTIL: Final = re.compile(r"until[ \t]+(?P<until>[^\s:]+):?[ \t]*(?P<reason>.*)")
_OWN_LINE: Final = re.compile(r"^[ \t]*(?P<comment>(?:#|//)[ \t]*ivrplan:[^\n]*)$", re.MULTILINE)
_ASTRAY: Final = (
    "It stands neither at the flow nor at a node: put it on the first line of one, or right above it."
)
_FORM: Final = "Write # ivrplan: ignore[RULE] reason, or # ivrplan: ignore[RULE] until 2027-01-31: reason."


@dataclass(frozen=True, slots=True)
class WrittenSilence:
    """A suppression, and the stretch of text that would go with it.

    Attributes:
        silence: what it says.
        place: the whole `allow` block, or the comment.
    """

    silence: Silence
    place: Place


def read_allow(block: Block, problems: Problems) -> Iterator[WrittenSilence]:
    """What an `allow` block says. What is wrong with it becomes problems."""
    if not labels_fit(block, ("rule",), problems):
        return
    found = Problems()
    check_shape(block, SHAPE, found)
    texts = {
        name: constant_text(attribute, block.body.source, found)
        for name, attribute in block.body.attributes.items()
        if name in SHAPE.attributes
    }
    if not found.failed and not texts["reason"].strip():
        detail = f"{sentence(describe(block))} needs a reason: people who read the plan will ask for it."
        found.add(error("Missing reason", detail, range=header_of(block).range))
    until = _day(block, texts.get("until", ""), found)
    problems.add(*found.items)
    if not found.failed:
        silence = Silence(
            block.labels[0].value,
            texts["reason"],
            texts.get("node") or None,
            until,
            header_of(block).range,
        )
        yield WrittenSilence(silence, Place(block.body.source, block.start, block.end))


def _day(block: Block, text: str, problems: Problems) -> date | None:
    if "until" not in block.body.attributes or problems.failed:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        detail = f'"{text}" is no day. The suppression holds until its end.'
        place = place_of(block.body.attributes["until"].expression, block.body.source).range
        problems.add(error("Unsuitable value", detail, hint='Write it like "2027-01-31".', range=place))
        return None


def has_comments(block: Block) -> bool:
    """Whether it is worth looking for comments of ours at the blocks inside this one."""
    return block.body.source.text.find(MARK, block.start, block.end) >= 0


def comments_at(block: Block, node: str | None) -> Iterator[WrittenSilence]:
    """What comments at a block suppress.

    Args:
        block: a flow or a node.
        node: the node's name; None for a flow.
    """
    source = block.body.source
    for start, end in _comments(block):
        ours = _OURS.fullmatch(source.text, start, end)
        if ours is None:
            continue
        place = Place(source, start, end)
        for silence in _read(ours["text"]):
            yield WrittenSilence(replace(silence, node=node, range=place.range), place)


def comments_elsewhere(block: Block, known: Collection[int]) -> Iterator[WrittenSilence]:
    """Comment lines of ours inside a flow that stand at no block, so that nobody heeds them.

    Args:
        block: the flow.
        known: where the comments begin that stand at a block.
    """
    source = block.body.source
    for found in _OWN_LINE.finditer(source.text, block.start, block.end):
        start, end = found.span("comment")
        if start not in known:
            place = Place(source, start, end)
            yield WrittenSilence(Silence("", "", range=place.range, slip=_ASTRAY), place)


def _comments(block: Block) -> Iterator[tuple[int, int]]:
    """The comment lines right above a block, the nearest last, and the comment behind its first line."""
    source = block.body.source
    yield from reversed(list(_above(source, block.start)))
    line_end = _line_end(source, block.start)
    behind = block.end if block.end <= line_end else block.header_end
    found = _BEHIND.fullmatch(source.text, behind, line_end)
    if found is not None:
        yield found.span("comment")


def _above(source: SourceText, offset: int) -> Iterator[tuple[int, int]]:
    start = source.text.rfind("\n", 0, offset) + 1
    while start > 0:
        before = source.text.rfind("\n", 0, start - 1) + 1
        found = _COMMENT_LINE.fullmatch(source.text, before, start - 1)
        if found is None:
            return
        yield found.span("comment")
        start = before


def _line_end(source: SourceText, offset: int) -> int:
    end = source.text.find("\n", offset)
    return len(source.text) if end < 0 else end


def _read(text: str) -> Iterator[Silence]:
    found = _IGNORE.fullmatch(text)
    if found is None:
        yield Silence("", "", slip=f'"{text}" is not understood. {_FORM}')
        return
    rest, until, slip = found["rest"], None, ""
    dated = _UNTIL.fullmatch(rest)
    if dated is not None:
        rest = dated["reason"]
        try:
            until = date.fromisoformat(dated["until"])
        except ValueError:
            slip = f'"{dated["until"]}" is no day. {_FORM}'
    rules = [rule.strip() for rule in found["rules"].split(",")]
    for rule in rules:
        yield Silence(rule, rest, until=until, slip=slip if rule else f"It names no rule. {_FORM}")
