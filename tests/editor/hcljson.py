"""HCL's native syntax -> its JSON form, as other tools make it: what the JSON Schema describes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Body, Expression, Literal, Object, Tuple


def to_json(text: str) -> dict[str, Any]:
    """A file without templates, as JSON."""
    parsed = parse(SourceText.of_file("test", text))
    assert parsed.diagnostics == ()
    return _body(parsed.body)


def _body(body: Body) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: _value(item.expression, body.source.text) for name, item in body.attributes.items()
    }
    for block in body.blocks:
        _add(found, [block.type, *(label.value for label in block.labels)], _body(block.body))
    return found


def _add(found: dict[str, Any], path: list[str], body: dict[str, Any]) -> None:
    for step in path[:-1]:
        found = found.setdefault(step, {})
    before = found.get(path[-1])
    if before is None:
        found[path[-1]] = body
    elif isinstance(before, list):
        before.append(body)
    else:
        found[path[-1]] = [before, body]


def _value(node: Expression, text: str) -> Any:
    match node:
        case Literal(value=Decimal() as number):
            return float(number)
        case Literal(value=value):
            return value
        case Tuple(items=items):
            return [_value(item, text) for item in items]
        case Object(items=items):
            return {str(_value(key, text)): _value(item, text) for key, item in items}
        case _:
            return "${" + text[node.start : node.end] + "}"
