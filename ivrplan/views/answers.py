"""The console's answers: values over as many lines as they need, types, and both as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, assert_never

from ivrplan.flow.reference import FlowReference
from ivrplan.flow.value import FlowValue
from ivrplan.language import numeric
from ivrplan.language.plain import Masked, to_plain
from ivrplan.language.types import format_type, type_of
from ivrplan.language.values import Capsule, Sensitive, SetValue, Unknown, Value
from ivrplan.views.flows import extent, outline_rows
from ivrplan.views.planjson import marks
from ivrplan.views.rows import Row, Style, closing
from ivrplan.views.text import printable
from ivrplan.views.values import HIDDEN, key, literal, quoted
from ivrplan.workflow.console import Answer, TypeOf, ValueOf

FORMAT_VERSION: Final = "1.0"
_VALUE_STEP: Final = "  "
_TYPE_STEP: Final = "    "
_MARKER: Final = "EOT"
_MARGIN: Final = 4
"""The columns of a row before its text, for a sign that nothing here has."""


def answer_text(answer: Answer, style: Style) -> str:
    """The answer for people, as Terraform's console writes values and types."""
    match answer:
        case ValueOf(value=FlowValue() as flow):
            return _outline(flow, style)
        case ValueOf():
            return value_text(answer.value)
        case TypeOf():
            return type_text(answer.value)
        case _ as unreachable:
            assert_never(unreachable)


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as JSON data. What is sensitive or unknown is null or absent, and marked, as in a plan."""
    match answer:
        case ValueOf():
            value = answer.value
            return {
                "format_version": FORMAT_VERSION,
                "value": _plain(value),
                "unknown": marks(value, Unknown),
                "sensitive": marks(value, Sensitive | Masked),
            }
        case TypeOf():
            return {"format_version": FORMAT_VERSION, "type_of": _type_words(answer.value)}
        case _ as unreachable:
            assert_never(unreachable)


def value_text(value: Value) -> str:
    """The value as a configuration would write it, over several lines where it has parts."""
    return "\n".join(_lines(value, ""))


def _lines(value: Value, indent: str) -> Iterator[str]:
    """The lines of a value; all but the first one begin with the indentation of what it stands in."""
    match value:
        case str() if "\n" in value:
            yield from _heredoc(value, indent)
        case bool():
            yield literal(value)
        case int() | Decimal():
            yield numeric.text(value)
        case FlowValue():
            yield f"{FlowReference(value.name)} ({extent(value.flow.nodes)})"
        case Mapping():
            yield from _object(value, indent)
        case tuple():
            yield from _list(value, "[", "]", indent)
        case SetValue():
            yield from _list(value.items, "toset([", "])", indent)
        case _:
            yield literal(value)


def _object(value: Mapping[str, Value], indent: str) -> Iterator[str]:
    if not value:
        yield "{}"
        return
    yield "{"
    for name, part in value.items():
        first, *others = _lines(part, indent + _VALUE_STEP)
        yield f"{indent}{_VALUE_STEP}{quoted(name)} = {first}"
        yield from others
    yield f"{indent}}}"


def _list(items: tuple[Value, ...], opener: str, closer: str, indent: str) -> Iterator[str]:
    if not items:
        yield f"{opener}{closer}"
        return
    yield opener
    for part in items:
        inner = indent + _VALUE_STEP
        yield from _ended(inner, _lines(part, inner))
    yield f"{indent}{closer}"


def _ended(start: str, lines: Iterator[str]) -> Iterator[str]:
    """The lines of a part, behind what stands before the first one, with a comma at their end."""
    first, *others = lines
    *most, last = [f"{start}{first}", *others]
    yield from (*most, f"{last},")


def _heredoc(text: str, indent: str) -> Iterator[str]:
    """Text of several lines. Inside of another value it is indented with it."""
    lines, marker = text.split("\n"), _MARKER
    while any(line.strip() == marker for line in lines):
        marker += "_"
    yield f"<<-{marker}" if indent else f"<<{marker}"
    for line in lines:
        yield f"{indent}{_unmistakable(line)}" if line else ""
    yield f"{indent}{marker}"


def _unmistakable(line: str) -> str:
    """A line of text that stands for itself in a heredoc."""
    return printable(line).replace("${", "$${").replace("%{", "%%{")


def _outline(value: FlowValue, style: Style) -> str:
    """A flow as a configuration would say it."""
    wider = Style(style.palette, style.width + _MARGIN)
    rows = [Row(0, " ", "flow {"), *outline_rows(value.flow, 1, wider), closing(0)]
    return "\n".join([f"# {FlowReference(value.name)}", *(line[_MARGIN:] for line in wider.lines(rows))])


# Types


def type_text(value: Value) -> str:
    """The type of a value over several lines, as Terraform's `type` shows it."""
    return "\n".join(_type_lines(value, ""))


def _type_lines(value: Value, indent: str) -> Iterator[str]:
    inner = indent + _TYPE_STEP
    match value:
        case Mapping() if value:
            yield "object({"
            for name, part in value.items():
                yield from _ended(f"{inner}{key(name)}: ", _type_lines(part, inner))
            yield f"{indent}}})"
        case tuple() if value:
            yield "tuple(["
            for part in value:
                yield from _ended(inner, _type_lines(part, inner))
            yield f"{indent}])"
        case _:
            yield _type_words(value)


def _type_words(value: Value) -> str:
    """The type of a value on one line. That of a sensitive one with parts could tell secrets: its keys."""
    match value:
        case Sensitive(value=Mapping() | tuple()):
            return HIDDEN
        case Sensitive():
            return _type_words(value.value)
        case Capsule():
            return value.type_name
        case Mapping():
            inner = ", ".join(f"{key(name)} = {_type_words(part)}" for name, part in value.items())
            return f"object({{{inner}}})"
        case tuple():
            return f"tuple([{', '.join(map(_type_words, value))}])"
        case _:
            return format_type(type_of(value))


# JSON


def _plain(value: Any) -> Any:
    match value:
        case Sensitive() | Masked() | Unknown():
            return None
        case FlowValue():
            return value.flow.to_masked_json()
        case Mapping():
            return {name: _plain(part) for name, part in value.items() if not isinstance(part, Unknown)}
        case tuple() | SetValue():
            return [_plain(part) for part in value]
        case _:
            return to_plain(value)
