"""Provider blocks: what they say, checked against the provider's model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ivrplan.config.blocks.bodies import body_values, check_nested, locate
from ivrplan.config.blocks.checked import Subject, check
from ivrplan.config.blocks.constants import constant_text
from ivrplan.config.blocks.data import DataSource
from ivrplan.config.blocks.decode import is_name, provider_key
from ivrplan.config.blocks.models import ModelShape
from ivrplan.config.blocks.resources import ResourceSource
from ivrplan.config.blocks.shape import Shape, check_shape, describe, sentence
from ivrplan.config.configuration import ProviderBlock
from ivrplan.config.place import Place, header_of, place_of
from ivrplan.config.request import Schemas
from ivrplan.diagnostics import Diagnostic, Problems, did_you_mean, error
from ivrplan.language.evaluate import Scope
from ivrplan.language.syntax import Block
from ivrplan.language.values import contains_unknown

User: TypeAlias = ResourceSource | DataSource

_META: Final = Shape(attributes=("alias",))


@dataclass(frozen=True, slots=True)
class ProviderSource:
    """A `provider` block as written.

    Attributes:
        key: `cxone`, or `cxone.emea` for one with an alias.
        block: the block.
        shape: what its type says, as attributes and nested blocks.
        sound: nothing was wrong with its form.
    """

    key: str
    block: Block
    shape: ModelShape
    sound: bool


def read_provider(
    block: Block, schemas: Schemas, shapes: Mapping[str, ModelShape], problems: Problems
) -> ProviderSource | None:
    """A `provider` block's parts; None when its type is not known. What is wrong with its form becomes problems."""
    type_name = block.labels[0]
    if type_name.value not in schemas.providers:
        known = sorted(schemas.providers)
        hint = did_you_mean(type_name.value, known) or f"There are {', '.join(known)}."
        place = place_of(type_name, block.body.source).range
        problems.add(
            error("Unknown provider", f'There is no provider "{type_name.value}".', hint=hint, range=place)
        )
        return None
    found, shape = Problems(), shapes[type_name.value]
    check_shape(block, shape.as_shape(_META), found)
    check_nested(block, shape, describe(block), found)
    _check_alias(block, found)
    problems.add(*found.items)
    return ProviderSource(provider_key(block), block, shape, sound=not found.failed)


def _check_alias(block: Block, problems: Problems) -> None:
    attribute = block.body.attributes.get("alias")
    if attribute is None:
        return
    found = Problems()
    alias = constant_text(attribute, block.body.source, found)
    if not found.failed and not is_name(alias):
        place = place_of(attribute.expression, block.body.source).range
        detail = f'"{alias}" cannot be an alias: provider = ... could not refer to it.'
        found.add(error("Invalid name", detail, range=place))
    problems.add(*found.items)


def build_provider(
    written: ProviderSource, schemas: Schemas, scope: Scope, problems: Problems
) -> ProviderBlock:
    """One configuration of a provider, with its values."""
    type_name, _, alias = written.key.partition(".")
    found, block = Problems(), written.block
    values = body_values(block.body, written.shape, scope, found)
    settings = None
    if not found.failed:
        subject = Subject(describe(block), f"provider.{written.key}", lambda path: locate(block, path))
        settings = check(schemas.providers[type_name], values, subject, found)
    problems.add(*found.items)
    known = None if any(contains_unknown(value) for value in values.values()) else settings
    return ProviderBlock(written.key, type_name, alias, values, known, header_of(block))


def implied_providers(
    users: Iterable[tuple[str, User]],
    declared: Collection[str],
    schemas: Schemas,
    problems: Problems,
) -> dict[str, ProviderBlock]:
    """Default configurations of providers that resources use without a block that declares them.

    Args:
        users: resource and data blocks of all modules, each behind the key of the configuration that it uses.
        declared: the keys of the configurations that there are.
        schemas: what provider blocks may say.
        problems: gets what cannot work without a block.
    """
    first: dict[str, User] = {}
    for key, resource in users:
        if key not in declared and "." not in key:
            first.setdefault(key, resource)
    found = ((key, _implied(key, user, schemas, problems)) for key, user in first.items())
    return {key: block for key, block in found if block is not None}


def _implied(key: str, user: User, schemas: Schemas, problems: Problems) -> ProviderBlock | None:
    if key not in schemas.providers:
        return None
    missing = Problems()
    settings = check(schemas.providers[key], {}, Subject(key, "", lambda _: _place(user)), missing)
    if settings is None:
        problems.add(_not_configured(key, user))
    return ProviderBlock(key, key, "", {}, settings, None)


def _place(user: User) -> Place:
    return header_of(user.block)


def _not_configured(key: str, user: User) -> Diagnostic:
    return error(
        "Provider not configured",
        f'{sentence(describe(user.block))} is managed by the provider "{key}", which cannot work without settings.',
        hint=f'Add a block: provider "{key}" {{ ... }}.',
        range=_place(user).range,
    )
