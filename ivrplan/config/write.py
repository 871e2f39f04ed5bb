"""Flows and resources -> the text of a configuration file that says the same.

The text is in the canonical style, and is no template: nothing in a vendor's texts can become code, neither HCL's nor
Jinja's. What is known only after apply, or is sensitive, cannot be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ivrplan.config.blocks.models import BlockShape
from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import fields_of
from ivrplan.flow.nodes import AnyNode, Exit
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.reference import FlowReference
from ivrplan.language.format import format_source
from ivrplan.language.lexer import is_identifier

_FILE: Final = "written.ivr.hcl"
_WIDE: Final = 80
"""A block of one attribute that is no longer than this stands on one line."""

_ESCAPES: Final[Mapping[str, str]] = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_OPENING: Final = re.compile(r"\{(?=[{%#])")
_MARK: Final = re.compile(r"([$%])\{")
_BRACE: Final = "\\u007b"
_RESERVED: Final = frozenset({"for", "if", "in", "null", "true", "false", "endfor", "endif", "else"})


class Reference(NamedTuple):
    """A value that is no value but a reference to one: `flow.main`."""

    text: str

    def __str__(self) -> str:
        return self.text


def write_file(blocks: Iterable[str]) -> str:
    """A file of these blocks, in the canonical style."""
    return format_source(_FILE, "\n".join(blocks))


def write_flow(name: str, flow: Flow) -> str:
    """A `flow` block: nodes in the order in which calls reach them, and of each only what is not its default.

    Args:
        name: the block's label.
        flow: what it is to say.

    Raises:
        ValueError: a part is sensitive, or known only after apply.
    """
    head = [f"entry = {literal(flow.entry)}"] if flow.entry else []
    if flow.description is not None:
        head.append(f"description = {literal(flow.description)}")
    nodes = [block(node.kind, (node.name,), dict(_attributes(node))) for node in in_call_order(flow)]
    return "\n".join([f"flow {label(name)} {{", *head, *_spaced(nodes), "}", ""])


def _spaced(blocks: Iterable[str]) -> Iterator[str]:
    """The blocks, with an empty line around each that takes more than one."""
    short = False
    for text in blocks:
        if not (short and "\n" not in text):
            yield ""
        short = "\n" not in text
        yield text


def write_resource(
    kind: str, name: str, values: Mapping[str, Any], blocks: Mapping[str, BlockShape] = MappingProxyType({})
) -> str:
    """A `resource` block with these attributes.

    Args:
        kind: the resource type.
        name: the block's label.
        values: what it says.
        blocks: which of these are nested blocks.

    Raises:
        ValueError: a part is sensitive, or known only after apply.
    """
    lines = [line for attribute, value in values.items() for line in _lines(attribute, value, blocks)]
    return "\n".join([f"resource {label(kind)} {label(name)} {{", *lines, "}", ""])


def _lines(name: str, value: Any, blocks: Mapping[str, BlockShape]) -> Iterator[str]:
    """An attribute; or nested blocks, one for each part of a list or map."""
    shape = blocks.get(name)
    if shape is None:
        yield f"{name} = {literal(value)}"
    elif shape.labelled:
        for title, part in value.items():
            yield _nested(f"{name} {label(title)}", part, shape)
    else:
        for part in value if shape.several else (value,):
            yield _nested(name, part, shape)


def _nested(head: str, values: Mapping[str, Any], shape: BlockShape) -> str:
    lines = [line for name, value in values.items() for line in _lines(name, value, shape.model.blocks)]
    return "\n".join([f"{head} {{", *lines, "}"])


def in_call_order(flow: Flow) -> list[AnyNode]:
    """The nodes as calls reach them, the first outcome of each first; what no call reaches comes last."""
    found: dict[str, AnyNode] = {}
    todo = [flow.entry]
    while todo:
        name = todo.pop()
        if name in flow.index and name not in found:
            found[name] = flow.index[name]
            todo += list(flow.index[name].edges.values())[::-1]
    return [*found.values(), *(node for node in flow.nodes if node.name not in found)]


def block(word: str, labels: Iterable[str], attributes: Mapping[str, Any]) -> str:
    """A block; on one line where it says little."""
    head = " ".join([word, *map(label, labels)])
    lines = [f"{name} = {literal(value)}" for name, value in attributes.items()]
    if not lines:
        return f"{head} {{}}"
    whole = f"{head} {{ {lines[0]} }}"
    if len(lines) == 1 and "\n" not in whole and len(whole) <= _WIDE:
        return whole
    return "\n".join([f"{head} {{", *lines, "}"])


def _attributes(node: AnyNode) -> Iterator[tuple[str, Any]]:
    for name in fields_of(type(node)):
        value = getattr(node, name)
        implied = isinstance(node, Exit) and value == node.name
        if value != type(node).model_fields[name].default and not implied:
            yield name, value
    edges = dict(node.edges)
    if DEFAULT in edges:
        yield "next", edges.pop(DEFAULT)
    if edges:
        yield "on", edges


def literal(value: Any) -> str:
    """A value as an expression that is it.

    Raises:
        ValueError: it is sensitive, known only after apply, or nothing that can be written.
    """
    match value:
        case Reference() | FlowReference():
            return str(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case str():
            return quoted(value)
        case Mapping():
            return _object(value)
        case tuple() | list():
            return f"[{', '.join(map(literal, value))}]"
        case _:
            raise ValueError(f"{value!r} cannot be written into a configuration")


def _object(value: Mapping[str, Any]) -> str:
    if not value:
        return "{}"
    lines = (f"{_key(name)} = {literal(part)}" for name, part in value.items())
    return "\n".join(["{", *lines, "}"])


def _key(name: str) -> str:
    plain = name.isascii() and is_identifier(name) and name not in _RESERVED
    return name if plain else quoted(name)


def quoted(text: str) -> str:
    """A text as a quoted string. Neither `${` nor Jinja's tags are in it."""
    without_tags = _OPENING.sub(lambda _: _BRACE, _escaped(text))
    without_marks = _MARK.sub(r"\1\1{", without_tags)
    return f'"{without_marks}"'


def label(text: str) -> str:
    """A text as a block's label, in which nothing but escapes has a meaning."""
    return f'"{_escaped(text).replace("{", _BRACE)}"'


def _escaped(text: str) -> str:
    return "".join(map(_character, text))


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
