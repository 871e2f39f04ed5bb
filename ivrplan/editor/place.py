"""Where a cursor stands, also in a text that is half typed: what is around it, and what its line says before it.

The line that is being typed is taken out before the text is parsed, but for its brackets, so that what stands around it can
be read. What the line itself begins is read from its characters.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ivrplan.config.blocks.decode import LABELS
from ivrplan.editor.documents import Document, body_of, inside
from ivrplan.language.syntax import Attribute, Block, Body, Literal, Object, Template

Step = tuple[str, tuple[str, ...]]
"""A block around a place: its word and its labels."""


class Slot(Enum):
    """What kind of thing is being typed."""

    ITEM = "item"
    """An attribute or a block."""
    LABEL = "label"
    """A label of a block."""
    EXPRESSION = "expression"
    """A value."""
    STRING = "string"
    """The text of a value, between quotes."""
    KEY = "key"
    """A key of an object, with or without a quote."""
    TEMPLATE = "template"
    """Inside Jinja's tags."""
    NOTHING = "nothing"
    """A comment."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cursor stands.

    Attributes:
        slot: what kind of thing is being typed.
        path: the blocks around it, the outermost first.
        attribute: the attribute whose value is being typed; empty when none is.
        key: the key in an object whose value is being typed.
        labels: for a label: the block's word and the labels before it.
        word: what of it stands there already, dots included: `var.que`.
        present: the attributes and blocks that the innermost block has already.
        quoted: a quote is open.
    """

    slot: Slot
    path: tuple[Step, ...] = ()
    attribute: str = ""
    key: str = ""
    labels: tuple[str, ...] = ()
    word: str = ""
    present: Counter[str] | None = None
    quoted: bool = False

    @property
    def replaced(self) -> str:
        """What a choice replaces: a whole name between quotes, of a reference what stands behind its last dot."""
        return self.word if self.quoted else self.word.rpartition(".")[2]


LARGE: Final = 100_000
"""So many characters are parsed at every key."""

_MARGIN: Final = re.compile(rf"^(?:{'|'.join(LABELS)})\b[^=\n]*\{{", re.MULTILINE)
_WORD: Final = re.compile(r"[\w.\-]*$")
_OPENER: Final = re.compile(r'^\s*([^\W\d][\w-]*)((?:\s+(?:"[^"\n]*"|[^\W\d][\w-]*))*)\s*\{')
_LABEL: Final = re.compile(r'^\s*([^\W\d][\w-]*)((?:\s+"[^"\n]*")*)\s+"([^"\n]*)$')
_ASSIGNED: Final = re.compile(r"([^\W\d][\w-]*)\s*=(?![=>])\s*")
_KEY: Final = re.compile(r'^\s*(?:"([^"\n]*)"|([^\W\d][\w-]*))\s*[=:](?![=>])')
_TEXTS: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_NOT_NEWLINE: Final = re.compile(r"[^\n]")
_BRACKETS: Final = {"}": "{", "]": "[", ")": "("}


def place_at(document: Document, offset: int) -> Place:
    """Where a cursor stands.

    Args:
        document: the file.
        offset: the cursor's place in it.
    """
    text = document.text
    before = text[max(0, offset - LARGE) : offset]
    if _in_template(before):
        return Place(Slot.TEMPLATE, word=_word(before))
    plain, offset = _near(document.plain, offset)
    start = plain.rfind("\n", 0, offset) + 1
    body = body_of(_without_line(plain, start, offset))
    blocks = inside(tuple(_blocks(body, start)), start)
    return _Line(plain[start:offset], body, blocks, start).place()


def _near(plain: str, offset: int) -> tuple[str, int]:
    """The text, or of a large one the block around a cursor, and where the cursor is in it.

    Nobody waits for a large file to be parsed at every key. Blocks of a file begin at the left margin in all but the oddest files;
    in those the answer is one for what stands there.
    """
    if len(plain) <= LARGE:
        return plain, offset
    line = plain.rfind("\n", 0, offset) + 1
    start = max(
        (found.start() for found in _MARGIN.finditer(plain, max(0, line - LARGE), line)), default=line
    )
    following = _MARGIN.search(plain, offset)
    return plain[start : following.start() if following else len(plain)], offset - start


def _in_template(before: str) -> bool:
    opened = max(before.rfind(mark) for mark in ("{{", "{%"))
    return opened >= 0 and not any(mark in before[opened:] for mark in ("}}", "%}", "\n\n"))


def _word(before: str) -> str:
    found = _WORD.search(before)
    return found.group() if found else ""


def _without_line(plain: str, start: int, offset: int) -> str:
    """The text without the line that is being typed, but with the brackets that it opens and closes."""
    end = plain.find("\n", offset)
    end = len(plain) if end < 0 else end
    closing, opening = _unbalanced(plain[start:end])
    if opening and not closing:
        kept = f"_ {opening}" if opening[0] == "{" else f"_ = {opening}"
    else:
        kept = closing + opening
    filler = _NOT_NEWLINE.sub(" ", plain[start:end])
    return plain[:start] + kept[: len(filler)] + filler[len(kept) :] + plain[end:]


def _unbalanced(line: str) -> tuple[str, str]:
    """The brackets of a line that close what is open before it, and those that stay open behind it."""
    closing, opened = "", ""
    for character in _TEXTS.sub("", line).partition("#")[0]:
        if character in "{[(":
            opened += character
        elif character in _BRACKETS:
            if opened.endswith(_BRACKETS[character]):
                opened = opened[:-1]
            else:
                closing += character
    return closing, opened


def _blocks(body: Body, offset: int) -> list[Block]:
    for block in body.blocks:
        if block.start <= offset <= block.end:
            return [block, *_blocks(block.body, offset)]
    return []


class _Line:
    """The line that is being typed, up to the cursor, and what stands around it."""

    def __init__(self, line: str, body: Body, blocks: tuple[Block, ...], start: int) -> None:
        self.rest = line
        self.path: tuple[Step, ...] = tuple(
            (block.type, tuple(label.value for label in block.labels)) for block in blocks
        )
        inner = blocks[-1].body if blocks else body
        self.outer = _attribute_at(inner, start)
        self.present = Counter([*inner.attributes, *(block.type for block in inner.blocks)])

    def place(self) -> Place:
        """Where the cursor stands."""
        if _is_comment(self.rest):
            return Place(Slot.NOTHING)
        self._enter_blocks()
        label = _LABEL.match(self.rest)
        if label and self.outer is None:
            labels = tuple(text.strip('"') for text in re.findall(r'"[^"]*"', label[2]))
            return Place(Slot.LABEL, self.path, labels=(label[1], *labels), word=label[3], quoted=True)
        return self._value() or Place(Slot.ITEM, self.path, word=_word(self.rest), present=self.present)

    def _enter_blocks(self) -> None:
        """Step into the blocks that the line itself opens: `queue "sales" { queue = ...`."""
        while (opener := _OPENER.match(self.rest)) and self.outer is None:
            labels = tuple(text.strip('"') for text in re.findall(r'"[^"]*"|[^\W\d][\w-]*', opener[2]))
            self.path = (*self.path, (opener[1], labels))
            self.rest = self.rest[opener.end() :]
            self.present = Counter(_ASSIGNED.findall(self.rest))

    def _value(self) -> Place | None:
        """A value, if the line or the one before it has begun one."""
        assigned = _ASSIGNED.search(self.rest) if self.outer is None else None
        if assigned is None and self.outer is None:
            return None
        if self.outer is not None and _is_heredoc(self.outer, self.rest):
            return Place(Slot.NOTHING)
        name = assigned[1] if assigned else self.outer.name if self.outer else ""
        text = self.rest[assigned.end() :] if assigned else self.rest
        nested = assigned is None and self.outer is not None and isinstance(self.outer.expression, Object)
        while assigned and _is_finished(text):  # a block on one line may hold several attributes
            following = _ASSIGNED.search(text, text.rindex(","))
            if following is None:
                return Place(Slot.ITEM, self.path, word=_word(text), present=self.present)
            name, text = following[1], text[following.end() :]
        return self._in_value(name, text, nested)

    def _in_value(self, name: str, text: str, nested: bool) -> Place:
        key = ""
        opened = _open_brace(text)
        if opened >= 0 or (nested and not _closed(text)):
            item = _last_item(text[opened + 1 :])
            found = _KEY.match(item)
            if found is None:
                key_text = item.lstrip()
                return Place(
                    Slot.KEY, self.path, name, word=key_text.lstrip('"'), quoted=key_text.startswith('"')
                )
            key, text = found[1] or found[2], item[found.end() :]
        slot, word = _slot(text)
        return Place(slot, self.path, name, key, word=word, quoted=slot is Slot.STRING)


def _attribute_at(body: Body, offset: int) -> Attribute | None:
    """The attribute that began on a line before, if its value is not finished yet."""
    for item in body.attributes.values():
        if item.name_end < offset < item.end:
            return item
    return None


def _is_heredoc(item: Attribute, line: str) -> bool:
    """Whether the line is plain text of a heredoc."""
    sequence = max(line.rfind("${"), line.rfind("%{"))
    return isinstance(item.expression, Literal | Template) and (sequence < 0 or "}" in line[sequence:])


def _is_comment(line: str) -> bool:
    plain = _TEXTS.sub("", line)
    return "#" in plain.partition('"')[0] or "//" in plain.partition('"')[0]


def _open_brace(text: str) -> int:
    """Where the innermost brace is that is still open; -1 when none is."""
    opened: list[int] = []
    plain = _TEXTS.sub(lambda found: "_" * len(found.group()), text)
    for index, character in enumerate(plain.partition('"')[0]):
        if character in "{[(":
            opened.append(index if character == "{" and plain[index - 1 : index] not in {"$", "%"} else -1)
        elif character in _BRACKETS and opened:
            opened.pop()
    return opened[-1] if opened else -1


def _closed(text: str) -> bool:
    return "}" in _TEXTS.sub("", text).partition('"')[0]


def _last_item(text: str) -> str:
    """What stands behind the last comma that is not inside brackets or quotes."""
    plain = _TEXTS.sub(lambda found: "_" * len(found.group()), text)
    depth, last = 0, 0
    for index, character in enumerate(plain.partition('"')[0]):
        depth += (character in "{[(") - (character in _BRACKETS)
        if character == "," and not depth:
            last = index + 1
    return text[last:]


def _is_finished(text: str) -> bool:
    """Whether a comma ended the value, outside of all brackets."""
    return _last_item(text) != text


def _slot(text: str) -> tuple[Slot, str]:
    """Whether a value is typed between quotes, or as an expression; and what of its last word is there."""
    rest = _TEXTS.sub("", text)
    if '"' not in rest:
        return Slot.EXPRESSION, _word(text)
    string = rest[rest.index('"') + 1 :]
    sequence = max(string.rfind("${"), string.rfind("%{"))
    if sequence >= 0 and "}" not in string[sequence:]:
        return Slot.EXPRESSION, _word(text)
    return Slot.STRING, string
