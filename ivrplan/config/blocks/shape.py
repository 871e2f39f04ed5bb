"""What a block may hold, and the words for what it may not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from ivrplan.config.place import header_of, name_of
from ivrplan.diagnostics import Diagnostic, Problems, Severity, did_you_mean, error
from ivrplan.language.syntax import Attribute, Block, Body


@dataclass(frozen=True, slots=True)
class Nested:
    """A kind of block inside a block: what its labels stand for, and whether there may be several."""

    labels: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a block may hold.

    Attributes:
        attributes: the names of its attributes.
        required: those that must be there.
        blocks: its nested blocks by their word.
        later: words of nested blocks that have a clear meaning, but not in this version.
    """

    attributes: Collection[str] = ()
    required: Collection[str] = ()
    blocks: Mapping[str, Nested] = field(default_factory=dict)
    later: Collection[str] = ()


def describe(block: Block) -> str:
    """A block as messages name it: `resource "cxone_ivr_flow" "main"`."""
    return " ".join((block.type, *(f'"{label.value}"' for label in block.labels)))


def sentence(text: str) -> str:
    """The text with its first letter as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def check_shape(block: Block, shape: Shape, problems: Problems, outer: str = "") -> None:
    """Report everything in a block that its shape does not allow, and what it misses.

    Args:
        block: what is looked at.
        shape: what it may hold.
        problems: where they go.
        outer: the block around it, as messages name it.
    """
    owner = f"{describe(block)} in {outer}" if outer else describe(block)
    check_body(block.body, shape, owner, problems)
    problems.add(*_missing(block, shape, owner))


def check_body(body: Body, shape: Shape, owner: str, problems: Problems) -> None:
    """Report everything in a body that a shape does not allow.

    Args:
        body: what is looked at.
        shape: what it may hold.
        owner: whose body it is, as messages name it.
        problems: where they go.
    """
    check_attributes(body, shape, owner, problems)
    for block in body.blocks:
        problems.add(*_block_problems(block, shape, owner))
    problems.add(*_repeated(body, shape, owner))


def check_attributes(body: Body, shape: Shape, owner: str, problems: Problems) -> None:
    """Report the attributes that a shape does not allow; blocks are not looked at."""
    for attribute in body.attributes.values():
        if attribute.name not in shape.attributes:
            problems.add(unexpected_attribute(attribute, body, shape, owner))


def unexpected_attribute(attribute: Attribute, body: Body, shape: Shape, owner: str) -> Diagnostic:
    """The words for an attribute that a body must not have."""
    name, place = attribute.name, name_of(attribute, body.source).range
    if name in shape.blocks:
        detail = f'In {owner}, "{name}" is a block, not an attribute.'
        return error(
            "Block expected", detail, hint=f"Write {name} {{ ... }}, without an equals sign.", range=place
        )
    detail = f'There is no attribute "{name}" in {owner}.'
    hint = did_you_mean(name, (*shape.attributes, *shape.blocks))
    return error("Unsupported attribute", detail, hint=hint, range=place)


def labels_fit(block: Block, labels: tuple[str, ...], problems: Problems) -> bool:
    """Whether a block has one label for each of these; a problem is reported when not."""
    if len(block.labels) == len(labels):
        return True
    form = " ".join((block.type, *(f'"{label.upper()}"' for label in labels)))
    needs = " and ".join(f"a {label}" for label in labels) if labels else "no labels"
    detail = f'The block "{block.type}" takes {needs}; this one has {_count(len(block.labels))}.'
    place = header_of(block).range
    problems.add(error("Wrong number of labels", detail, hint=f"Write {form} {{ ... }}.", range=place))
    return False


def not_supported_yet(block: Block, owner: str) -> Diagnostic:
    """The words for a block that has a meaning, but not in this version."""
    detail = f'The "{block.type}" block in {owner} has a place in the language, but this version does not read it yet.'
    return error(
        "Block not supported yet",
        detail,
        hint="Remove it, or use a newer version of ivrplan.",
        range=header_of(block).range,
    )


def twice(what: str, first: Block, again: Block) -> Diagnostic:
    """The words for two blocks of which there may be one."""
    return Diagnostic(
        Severity.ERROR,
        "Duplicate block",
        f"{sentence(what)} is written more than once.",
        "Remove or rename one of them.",
        header_of(again).range,
        related=((header_of(first).range, "It is written here first."),),
    )


def _block_problems(block: Block, shape: Shape, owner: str) -> Iterator[Diagnostic]:
    if (nested := shape.blocks.get(block.type)) is not None:
        found = Problems()
        labels_fit(block, nested.labels, found)
        yield from found.items
    elif block.type in shape.later:
        yield not_supported_yet(block, owner)
    elif block.type in shape.attributes:
        detail = f'In {owner}, "{block.type}" is an attribute, not a block.'
        yield error(
            "Attribute expected", detail, hint=f"Write {block.type} = ...", range=header_of(block).range
        )
    else:
        detail = f'There is no block "{block.type}" in {owner}.'
        yield error(
            "Unsupported block",
            detail,
            hint=did_you_mean(block.type, shape.blocks),
            range=header_of(block).range,
        )


def _repeated(body: Body, shape: Shape, owner: str) -> Iterator[Diagnostic]:
    single = [
        block for block in body.blocks if block.type in shape.blocks and not shape.blocks[block.type].several
    ]
    for word, group in groupby(sorted(single, key=lambda block: block.type), key=lambda block: block.type):
        first, *others = group
        yield from (twice(f'The block "{word}" in {owner}', first, other) for other in others)


def _missing(block: Block, shape: Shape, owner: str) -> Iterator[Diagnostic]:
    present = block.body.attributes.keys() | {nested.type for nested in block.body.blocks}
    for name in shape.required:
        if name not in present:
            kind = "block" if name in shape.blocks else "attribute"
            detail = f'The {kind} "{name}" must be given in {owner}.'
            yield error(f"Missing {kind}", detail, range=header_of(block).range)


def _count(number: int) -> str:
    return "none" if number == 0 else str(number)
