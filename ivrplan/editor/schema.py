"""The JSON Schema of a configuration in HCL's JSON form: block word -> labels -> body.

Editors and other tools that know JSON Schema learn from it what may be written. It is generated from the classes that
check configurations, so it cannot say anything else; `schema/configuration.schema.json` is a copy of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ivrplan.editor.vocabulary import AttributeWord, BlockWord, Vocabulary

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
TITLE: Final = "ivrplan configuration"

_EXPRESSION: Final = {"$ref": "#/$defs/expression"}
_DEFINITIONS: Final[Mapping[str, Any]] = {
    "expression": {
        "title": "expression",
        "description": "A template or an expression inside a string: ${var.name}.",
        "type": "string",
        "pattern": r"[$%]\{",
    },
    "target": {
        "title": "target",
        "description": "The name of the node that an edge leads to; null for no edge.",
        "type": ["string", "null"],
    },
}


def configuration_schema(words: Vocabulary) -> dict[str, Any]:
    """The JSON Schema, as plain data.

    Args:
        words: all words of a configuration.
    """
    writer = _Writer(words)
    properties = {word: writer.top(block) for word, block in words.blocks.items()}
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "description": "What a folder of *.ivr.hcl files may say, in the JSON form of HCL.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": dict(_DEFINITIONS) | dict(sorted(writer.bodies.items())),
    }


class _Writer:
    """Writes blocks; what stands between the braces of each kind is written once, and referred to.

    Attributes:
        bodies: what may stand between braces, by the way to the block: `flow.menu`.
    """

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self.bodies: dict[str, Any] = {}

    def top(self, block: BlockWord) -> dict[str, Any]:
        """A block of a file."""
        types = self._words.types_of(block.word)
        if not types:
            return self._labelled(block, block.word)
        found = ((name, self._words.find([(block.word, (name,))])) for name in types)
        typed = {
            name: self._labelled(replace(body, labels=block.labels[1:]), f"{block.word}.{name}")
            for name, body in found
            if body is not None
        }
        return _about(block.word, block.doc) | {
            "type": "object",
            "properties": typed,
            "additionalProperties": False,
        }

    def _labelled(self, block: BlockWord, key: str) -> dict[str, Any]:
        """A block's body behind as many labels as it has."""
        self.bodies[key] = self._body(block, key)
        body = {"$ref": f"#/$defs/{key}"}
        schema: dict[str, Any] = (
            {"anyOf": [body, {"type": "array", "items": body}]} if block.several else body
        )
        for label in reversed(block.labels):
            schema = {
                "type": "object",
                "additionalProperties": schema,
                "propertyNames": {"description": f"The {label}.", "minLength": 1},
            }
        return _about(block.word, block.doc) | schema

    def _body(self, block: BlockWord, key: str) -> dict[str, Any]:
        properties = {name: _value(attribute) for name, attribute in block.attributes.items()}
        properties |= {word: self._labelled(inner, f"{key}.{word}") for word, inner in block.blocks.items()}
        required = {"required": list(block.required)} if block.required else {}
        return {"type": "object", "properties": properties, "additionalProperties": block.free} | required


def _about(title: str, doc: str) -> dict[str, Any]:
    return {"title": title} | ({"description": doc} if doc else {})


def _value(attribute: AttributeWord) -> dict[str, Any]:
    """An attribute's value: what its type says, or any expression in a string; null is as good as not written."""
    plain = _without_marks(attribute.schema)
    about = _about(attribute.name, attribute.doc)
    if not plain:
        return about
    default = {"default": plain.pop("default")} if "default" in plain else {}
    others = [_EXPRESSION] if plain.get("type") != "string" or len(plain) > 1 else []
    nothing = [] if attribute.required else [{"type": "null"}]
    choices = [plain, *others, *nothing]
    return about | default | (plain if len(choices) == 1 else {"anyOf": choices})


def _without_marks(schema: Any) -> Any:
    """The schema without what only people read."""
    match schema:
        case Mapping():
            return {key: _without_marks(part) for key, part in schema.items() if not key.startswith("x-")}
        case list():
            return [_without_marks(part) for part in schema]
        case _:
            return schema
