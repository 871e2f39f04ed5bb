"""What every resource block may say besides what its type knows: how it may change, who manages it, what comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from ivrplan.config.blocks.conditions import ConditionSource, nested, read_conditions
from ivrplan.config.blocks.constants import constant_bool
from ivrplan.config.blocks.models import ModelShape
from ivrplan.config.blocks.shape import Nested, Shape, check_shape, describe, sentence
from ivrplan.config.configuration import Lifecycle
from ivrplan.config.place import Place, place_of
from ivrplan.diagnostics import Diagnostic, Problems, did_you_mean, error
from ivrplan.language.evaluate import SAME, Reference, references
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Expression, GetAttr, Index, Literal, Tuple, Variable

META: Final = Shape(
    attributes=("count", "for_each", "depends_on", "provider"),
    blocks={"lifecycle": Nested()},
    later=("release", "connection", "provisioner"),
)

SHAPE: Final = Shape(
    attributes=("prevent_destroy", "ignore_changes", "create_before_destroy"),
    blocks=nested("precondition", "postcondition"),
)


def read_lifecycle(
    block: Block, shape: ModelShape, problems: Problems
) -> tuple[Lifecycle, tuple[ConditionSource, ...]]:
    """The `lifecycle` block of a resource block, and the conditions in it; what is wrong with it becomes problems."""
    inner = next((inner for inner in block.body.blocks if inner.type == "lifecycle"), None)
    if inner is None:
        return Lifecycle(), ()
    check_shape(inner, SHAPE, problems, describe(block))
    reader = _Reader(block, inner, shape, problems)
    lifecycle = Lifecycle(
        prevent_destroy=reader.flag("prevent_destroy"),
        ignore_changes=tuple(reader.ignored()),
        create_before_destroy=reader.flag("create_before_destroy"),
    )
    owner = f"lifecycle in {describe(block)}"
    return lifecycle, read_conditions(inner, ("precondition", "postcondition"), owner, problems)


@dataclass(frozen=True, slots=True)
class _Reader:
    owner: Block
    block: Block
    shape: ModelShape
    problems: Problems

    @property
    def source(self) -> SourceText:
        return self.block.body.source

    def flag(self, name: str) -> bool:
        attribute = self.block.body.attributes.get(name)
        return attribute is not None and constant_bool(attribute, self.source, self.problems)

    def ignored(self) -> Iterator[tuple[str, ...]]:
        attribute = self.block.body.attributes.get("ignore_changes")
        if attribute is None:
            return
        match attribute.expression:
            case Variable(name="all"):
                yield ()
            case Tuple(items=items):
                yield from (path for item in items if (path := self.path(item)))
            case _:
                self.refuse(
                    attribute.expression, 'The attribute "ignore_changes" lists attributes of the resource.'
                )

    def path(self, node: Expression) -> tuple[str, ...]:
        steps = path_of(node)
        if not steps:
            self.refuse(
                node, 'Only names of attributes, such as name or release.tag, can stand in "ignore_changes".'
            )
            return ()
        known = (*self.shape.attributes, *self.shape.blocks)
        if steps[0] not in known:
            detail = f'{sentence(describe(self.owner))} has no attribute "{steps[0]}" whose changes could be ignored.'
            self.refuse(node, detail, did_you_mean(steps[0], known))
        return steps

    def refuse(self, node: Expression, detail: str, hint: str = "") -> None:
        hint = hint or "Write ignore_changes = [name], or ignore_changes = all."
        self.problems.add(
            error("Invalid lifecycle", detail, hint=hint, range=place_of(node, self.source).range),
        )


def path_of(node: Expression) -> tuple[str, ...]:
    """The steps of a bare path such as `release.tag` or `on["1"]`; empty when the expression is anything else."""
    match node:
        case Variable(name=name) | Literal(value=str(name)):
            return (name,)
        case GetAttr(target=target, name=name) if before := path_of(target):
            return (*before, name)
        case Index(target=target, key=Literal(value=str() | int() as key)) if before := path_of(target):
            return (*before, str(key))
        case _:
            return ()


def explicit_dependencies(
    attribute: Attribute | None, source: SourceText, problems: Problems
) -> list[Expression]:
    """What a `depends_on` lists; anything but references becomes problems."""
    if attribute is None:
        return []
    if not isinstance(attribute.expression, Tuple):
        problems.add(_not_references(attribute.expression, source))
        return []
    listed: list[Expression] = []
    for item in attribute.expression.items:
        if isinstance(item, GetAttr | Index) and _is_path(item):
            listed.append(item)
        else:
            problems.add(_not_references(item, source))
    return listed


def _is_path(node: Expression) -> bool:
    found: tuple[Reference, ...] = references(node)
    return (
        len(found) == 1
        and (found[0].start, found[0].end) == (node.start, node.end)
        and not {None, SAME} & {*found[0].steps}
    )


def _not_references(node: Expression, source: SourceText) -> Diagnostic:
    return error(
        "Invalid depends_on",
        'Only references to whole objects can stand in "depends_on".',
        hint="Write depends_on = [TYPE.NAME].",
        range=source.range(node.start, node.end),
    )


def provider_reference(attribute: Attribute, source: SourceText, problems: Problems) -> str:
    """The key that a `provider` attribute names: `cxone` or `cxone.emea`; empty, with a problem, for anything else."""
    steps = path_of(attribute.expression)
    if steps and len(steps) <= 2 and not isinstance(attribute.expression, Literal):
        return ".".join(steps)
    problems.add(
        error(
            "Invalid provider reference",
            'The attribute "provider" names the configuration of a provider.',
            hint="Write provider = TYPE, or provider = TYPE.ALIAS, without quotes.",
            range=place_of(attribute.expression, source).range,
        ),
    )
    return ""


def undeclared_provider(key: str, known: Collection[str], place: Place) -> Diagnostic:
    """The words for a provider configuration that no block declares."""
    return error(
        "Reference to something undeclared",
        f'No provider configuration "{key}" is declared.',
        hint=did_you_mean(key, known)
        or 'Declare it: provider "TYPE" { alias = "ALIAS" }; in a called module, have it passed on with "providers".',
        range=place.range,
    )
