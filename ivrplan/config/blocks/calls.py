"""Module blocks: where the module comes from, what it is given, and how often it is called."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivrplan.config.blocks.constants import constant_text
from ivrplan.config.blocks.lifecycle import explicit_dependencies, path_of, undeclared_provider
from ivrplan.config.blocks.shape import Shape, check_body, describe
from ivrplan.config.blocks.written import Repeated, check_repetition
from ivrplan.config.place import Place, header_of, name_of, place_of
from ivrplan.diagnostics import Diagnostic, Problems, error
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Expression, Object, Parenthesis

META: Final = ("source", "count", "for_each", "providers", "depends_on")
"""What every module block may say; all else are values for the module's variables."""

_VERSION: Final = "version"


@dataclass(frozen=True, slots=True)
class CallSource(Repeated):
    """A `module` block as written.

    Attributes:
        block: the block.
        origin: its `source`, as written; empty when it has none that can be read.
        providers: the caller's provider configurations by the module's own name for them: both are keys.
        first: what its `depends_on` lists.
        sound: nothing was wrong with its form.
    """

    origin: str
    providers: Mapping[str, str]
    first: tuple[Expression, ...]
    sound: bool

    @property
    def name(self) -> str:
        """Its label."""
        return self.block.labels[0].value

    @property
    def key(self) -> str:
        """How expressions reach it: `module.hours`."""
        return f"module.{self.name}"

    @property
    def origin_place(self) -> Place:
        """Where its `source` is written."""
        attribute = self.attribute("source")
        return self.place if attribute is None else place_of(attribute.expression, self.source)

    @property
    def arguments(self) -> Mapping[str, Attribute]:
        """The values for the module's variables."""
        return {name: item for name, item in self.block.body.attributes.items() if name not in META}

    def expressions(self) -> Iterator[Expression]:
        """The expressions of its arguments."""
        return (attribute.expression for attribute in self.arguments.values())


def read_call(block: Block, providers: Collection[str], problems: Problems) -> CallSource:
    """A `module` block's parts. What is wrong with its form becomes problems.

    Args:
        block: the block.
        providers: the keys of the caller's own provider configurations.
        problems: gets what is wrong.
    """
    found, source = Problems(), block.body.source
    attributes = block.body.attributes
    check_body(block.body, Shape(attributes=attributes), describe(block), found)
    if _VERSION in attributes:
        found.add(_no_version(attributes[_VERSION], source))
    check_repetition(block, found)
    call = CallSource(
        block=block,
        origin=_origin(block, found),
        providers=_providers(attributes.get("providers"), source, providers, found),
        first=tuple(explicit_dependencies(attributes.get("depends_on"), source, found)),
        sound=not found.failed,
    )
    problems.add(*found.items)
    return call


def _origin(block: Block, problems: Problems) -> str:
    attribute = block.body.attributes.get("source")
    if attribute is not None:
        return constant_text(attribute, block.body.source, problems)
    detail = f'The attribute "source" must be given in {describe(block)}.'
    hint = 'Write source = "./FOLDER", or source = "git::URL//FOLDER?ref=TAG".'
    problems.add(error("Missing attribute", detail, hint=hint, range=header_of(block).range))
    return ""


def _no_version(attribute: Attribute, source: SourceText) -> Diagnostic:
    return error(
        "Unsupported attribute",
        "A module has no version of its own: its source says which one is meant.",
        hint='Write the version into the source: source = "git::URL//FOLDER?ref=TAG".',
        range=name_of(attribute, source).range,
    )


def _providers(
    attribute: Attribute | None, source: SourceText, known: Collection[str], problems: Problems
) -> dict[str, str]:
    """What `providers = { cxone = cxone.emea }` says."""
    if attribute is None:
        return {}
    if not isinstance(attribute.expression, Object):
        problems.add(_no_providers(attribute.expression, source))
        return {}
    passed: dict[str, str] = {}
    for key, value in attribute.expression.items:
        inner, outer = _provider_key(key), _provider_key(value)
        if not inner or not outer:
            problems.add(_no_providers(value if inner else key, source))
        elif inner.partition(".")[0] != outer.partition(".")[0]:
            problems.add(_other_type(inner, outer, value, source))
        elif "." in outer and outer not in known:
            problems.add(undeclared_provider(outer, known, place_of(value, source)))
        else:
            passed[inner] = outer
    return passed


def _provider_key(node: Expression) -> str:
    steps = path_of(node.inner if isinstance(node, Parenthesis) else node)
    return ".".join(steps) if 1 <= len(steps) <= 2 else ""


def _no_providers(node: Expression, source: SourceText) -> Diagnostic:
    return error(
        "Invalid provider reference",
        'The attribute "providers" says which of the provider configurations here the module uses for which of its own.',
        hint="Write providers = { TYPE = TYPE.ALIAS }, without quotes.",
        range=source.range(node.start, node.end),
    )


def _other_type(inner: str, outer: str, node: Expression, source: SourceText) -> Diagnostic:
    detail = f'The module\'s provider "{inner}" cannot be "{outer}": they are of different types.'
    return error("Wrong provider", detail, range=place_of(node, source).range)
