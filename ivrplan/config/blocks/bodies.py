"""Bodies whose content a model describes: their form, their expressions, their values, and where each part stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.config.blocks.models import BlockShape, ModelShape, Path
from ivrplan.config.blocks.shape import Shape, check_shape, describe, twice
from ivrplan.config.place import Place, header_of, place_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, error
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.syntax import Attribute, Block, Body, Expression
from ivrplan.language.values import Sensitive, Value

_NO_META: Final = Shape()


def check_nested(block: Block, shape: ModelShape, owner: str, problems: Problems) -> None:
    """Report what the blocks inside a block must not hold or miss.

    Args:
        block: the outer block.
        shape: what it may hold.
        owner: the outer block, as messages name it.
        problems: gets what is wrong.
    """
    seen: dict[tuple[str, str], Block] = {}
    for inner in block.body.blocks:
        known = shape.blocks.get(inner.type)
        if known is None:
            continue
        check_shape(inner, known.model.as_shape(_NO_META), problems, owner)
        check_nested(inner, known.model, f"{describe(inner)} in {owner}", problems)
        if known.labelled and inner.labels:
            first = seen.setdefault((inner.type, inner.labels[0].value), inner)
            if first is not inner:
                problems.add(twice(f"{describe(inner)} in {owner}", first, inner))


def body_expressions(body: Body, shape: ModelShape) -> Iterator[Expression]:
    """Every expression in a body that its shape knows."""
    for attribute in body.attributes.values():
        if attribute.name in shape.attributes:
            yield attribute.expression
    for block in body.blocks:
        if block.type in shape.blocks:
            yield from body_expressions(block.body, shape.blocks[block.type].model)


def _is_null(value: Value) -> bool:
    """Whether a value is null, in secret or not."""
    return value is None or (isinstance(value, Sensitive) and value.value is None)


def body_values(body: Body, shape: ModelShape, scope: Scope, problems: Problems) -> dict[str, Value]:
    """The values in a body, nested blocks included. Null is as good as not written."""
    values: dict[str, Value] = {}
    for attribute in body.attributes.values():
        if attribute.name not in shape.attributes:
            continue
        try:
            value = evaluate(attribute.expression, scope, body.source)
        except EvaluationError as failure:
            problems.catch(failure)
            continue
        if not _is_null(value):
            values[attribute.name] = value
        elif attribute.name in shape.required:
            problems.add(_null(attribute, body))
    for word, block in shape.blocks.items():
        written = [inner for inner in body.blocks if inner.type == word and _is_labelled(inner, block)]
        if written:
            values[word] = _nested_values(written, block, scope, problems)
    return values


def _is_labelled(block: Block, shape: BlockShape) -> bool:
    return len(block.labels) == (1 if shape.labelled else 0)


def _nested_values(written: list[Block], shape: BlockShape, scope: Scope, problems: Problems) -> Value:
    parts = tuple(body_values(inner.body, shape.model, scope, problems) for inner in written)
    if shape.labelled:
        return {inner.labels[0].value: part for inner, part in zip(written, parts, strict=True)}
    return parts if shape.several else parts[0]


def _null(attribute: Attribute, body: Body) -> Diagnostic:
    detail = f'The attribute "{attribute.name}" must be given, but its value here is null.'
    return error("Missing attribute", detail, range=place_of(attribute.expression, body.source).range)


def locate(block: Block, path: Path) -> Place:
    """Where a part of a block was written; the nearest outer part when it was not."""
    if not path:
        return header_of(block)
    step, *others = path
    attribute = block.body.attributes.get(str(step))
    if attribute is not None:
        return place_of(attribute.expression, block.body.source)
    inner = [nested for nested in block.body.blocks if nested.type == step]
    if not inner:
        return header_of(block)
    chosen = next(
        (nested for index, nested in enumerate(inner) if others and _is(nested, index, others[0])), None
    )
    if chosen is not None:
        return locate(chosen, tuple(others[1:]))
    return locate(inner[0], tuple(others))


def _is(block: Block, index: int, step: str | int) -> bool:
    return index == step or any(label.value == step for label in block.labels)
