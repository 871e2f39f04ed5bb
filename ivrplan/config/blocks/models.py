"""Blocks whose content a pydantic model describes: what they may hold, and values checked against the model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ivrplan.config.blocks.shape import Nested, Shape
from ivrplan.flow.flow import Flow

Path: TypeAlias = tuple[str | int, ...]
"""The way from a block to one of its parts: attribute and block names, and which of several blocks."""


@dataclass(frozen=True, slots=True)
class BlockShape:
    """What a model says about a nested block.

    Attributes:
        model: what its own body may hold.
        several: there may be any number; they become a list.
        labelled: each has a label, which becomes its name in a map.
    """

    model: ModelShape
    several: bool = False
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What a model says about a block: its attributes, those it must have, and its nested blocks."""

    attributes: Collection[str]
    required: Collection[str]
    blocks: Mapping[str, BlockShape] = field(default_factory=dict)

    def as_shape(self, extra: Shape) -> Shape:
        """What the block may hold in all: what the model says, and what every such block may have besides."""
        nested = {
            word: Nested(("name",) if block.labelled else (), several=block.several or block.labelled)
            for word, block in self.blocks.items()
        }
        return Shape(
            attributes=(*self.attributes, *extra.attributes),
            required=(*self.required, *extra.required),
            blocks=nested | dict(extra.blocks),
            later=[word for word in extra.later if word not in nested],
        )


def shape_of(model: type[BaseModel]) -> ModelShape:
    """What a model says about its block: fields that are models are nested blocks, all others are attributes."""
    attributes: list[str] = []
    blocks: dict[str, BlockShape] = {}
    for name, info in _fields(model):
        block = _block(info.annotation)
        if block is None:
            attributes.append(name)
        else:
            blocks[name] = block
    required = [name for name, info in _fields(model) if info.is_required()]
    return ModelShape(tuple(attributes), tuple(required), blocks)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.model_fields.items():
        yield info.alias or name, info


def _block(annotation: Any) -> BlockShape | None:
    """What an annotation says when it is a model, or a list or map of models; None when it is anything else."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _block(arguments[0])
    if origin in {Union, UnionType}:
        return next((block for part in arguments if part is not NoneType and (block := _block(part))), None)
    if origin in {list, tuple} and arguments:
        inner = _block(arguments[0])
        return None if inner is None else BlockShape(inner.model, several=True)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _block(arguments[1])
        return None if inner is None else BlockShape(inner.model, labelled=True)
    if (
        isinstance(annotation, type)
        and issubclass(annotation, BaseModel)
        and not issubclass(annotation, Flow)
    ):
        return BlockShape(shape_of(annotation))
    return None
