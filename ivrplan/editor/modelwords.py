"""Pydantic models -> words: what nodes, resources and providers may say, from the classes that check it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, JsonSchemaWarningKind

from ivrplan.config.blocks.models import BlockShape, ModelShape, shape_of
from ivrplan.editor.vocabulary import AttributeWord, BlockWord
from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import DIGITS, NAMED
from ivrplan.flow.words import EDGES, NODE_ATTRIBUTES

NODE_NAME: Final[Mapping[str, Any]] = {"type": "string", "x-ivrplan-type": "name of a node"}
FLOW: Final[Mapping[str, Any]] = {"type": "string", "x-ivrplan-type": "flow"}

_EDGE_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "next": NODE_NAME,
    "on": {
        "type": "object",
        "properties": {outcome: {"$ref": "#/$defs/target"} for outcome in (*DIGITS, *NAMED)},
        "additionalProperties": {"$ref": "#/$defs/target"},
        "x-ivrplan-type": "map of outcomes to names of nodes",
    },
}
_SECTION: Final = re.compile(r"^Attributes:\n((?:[ ]{4}.*\n?|\n)+)", re.MULTILINE)
_ENTRY: Final = re.compile(r"^[ ]{4}(\w+): (.+(?:\n[ ]{8}.+)*)", re.MULTILINE)


class _Lenient(GenerateJsonSchema):
    """Describes what can be described; a value of the language's own, such as a flow, can be anything."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 - pydantic's own form

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> JsonSchemaValue:
        del schema, error_info
        return {}


def node_word(word: str) -> BlockWord:
    """What a node of a kind may say, its edges included."""
    kind = KINDS[word]
    described = _properties(kind)
    attributes = {name: _node_attribute(kind, name, described[name]) for name in fields_of(kind)}
    edges = {name: AttributeWord(name, doc, _EDGE_SCHEMAS[name]) for name, doc in EDGES.items()}
    return BlockWord(word, cleandoc(kind.__doc__ or ""), ("name",), {**attributes, **edges}, several=True)


def _node_attribute(kind: type[AnyNode], name: str, schema: Mapping[str, Any]) -> AttributeWord:
    # An exit's outcome is the node's own name where none is written.
    required = kind.model_fields[name].is_required() and name != "outcome"
    return AttributeWord(name, NODE_ATTRIBUTES[name], FLOW if name == "flow" else schema, required)


def model_word(word: str, model: type[BaseModel], flow: str = "") -> BlockWord:
    """What a block that a model describes may say.

    Args:
        word: the block's word or type.
        model: its attributes and nested blocks.
        flow: the attribute that takes a flow; empty when none does.
    """
    return _word(word, model, shape_of(model), flow)


def _word(word: str, model: type[BaseModel], shape: ModelShape, flow: str = "") -> BlockWord:
    documents, described = _documents(model), _properties(model)
    attributes = {
        name: AttributeWord(
            name,
            documents.get(name, ""),
            FLOW if name == flow else described.get(name, {}),
            name in shape.required,
        )
        for name in shape.attributes
    }
    blocks = {
        name: _nested(name, model, block, documents.get(name, "")) for name, block in shape.blocks.items()
    }
    return BlockWord(word, _summary(model), (), attributes, blocks)


def _nested(name: str, outer: type[BaseModel], shape: BlockShape, doc: str) -> BlockWord:
    model = _model_in(_field(outer, name))
    inner = _word(name, model, shape.model) if model else BlockWord(name, doc)
    labels = ("name",) if shape.labelled else ()
    several = shape.several or shape.labelled
    return BlockWord(name, doc or inner.doc, labels, inner.attributes, inner.blocks, several)


def _field(model: type[BaseModel], name: str) -> Any:
    return next(info.annotation for key, info in model.model_fields.items() if name in {key, info.alias})


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)


def _properties(model: type[BaseModel]) -> dict[str, Mapping[str, Any]]:
    """The JSON Schema of each field. Null is as good as not written, so it is not mentioned."""
    whole = model.model_json_schema(schema_generator=_Lenient)
    return {name: _plain(part) for name, part in whole.get("properties", {}).items()}


def _plain(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    default = {} if schema.get("default") in (None, {}, []) else {"default": schema["default"]}
    kept = {key: part for key, part in schema.items() if key not in {"title", "default", "anyOf"}}
    choices = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(choices) == 1:
        kept |= choices[0]
    elif choices:
        kept["anyOf"] = choices
    return {} if "$ref" in kept else {**kept, **default}


def _summary(model: type[BaseModel]) -> str:
    return cleandoc(model.__doc__ or "").partition("\n\nAttributes:")[0]


def _documents(model: type[BaseModel]) -> dict[str, str]:
    """What a model says about its fields: in their descriptions, else in its docstring."""
    section = _SECTION.search(cleandoc(model.__doc__ or "") + "\n")
    found = dict(_entries(section[1])) if section else {}
    described = {
        info.alias or name: info.description for name, info in model.model_fields.items() if info.description
    }
    return found | described


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for name, doc in _ENTRY.findall(text):
        words = " ".join(doc.split())
        yield name, words[:1].upper() + words[1:]
