"""Resource types whose objects callers get by a `release` block: saving such an object changes nothing for callers.

What callers get stands in the canonical document under `release`, beside what is saved, so that both are compared and
planned apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol, runtime_checkable

from pydantic import BaseModel

from ivrplan.language.plain import Document
from ivrplan.providers.contract import Live, ResourceType, StepKind
from ivrplan.rules.rule import Rule

RELEASE: Final = "release"
"""The block, and the part of a document that says what callers get and how it was released."""
CONTENT: Final = "content"
"""The entry of that part that stands for what was released: another text for every other flow."""


@runtime_checkable
class Releasing(Protocol):
    """What a resource type with `release` blocks can do besides."""

    def release_steps(self, before: Document, after: Document) -> tuple[StepKind, ...]:
        """The steps, after all others, that put `after` before callers; none where they get it already."""
        ...

    def release_limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        """What the vendor cannot release, as rules."""
        ...

    async def published(self, client: Any, ids: Collection[str]) -> Mapping[str, str | None]:
        """The token of the version that callers get, of each of these objects."""
        ...

    async def with_release(self, client: Any, live: Live) -> Live:
        """The reading with what callers get: its document, its token, its attributes."""
        ...


def released(*documents: Document | None) -> bool:
    """Whether one of these documents of an object says that it is released."""
    return any(RELEASE in document for document in documents if document is not None)


def unreleased(document: Document) -> Document:
    """The document without what it says of its release."""
    return {name: part for name, part in document.items() if name != RELEASE}


async def look(kind: ResourceType, client: Any, identity: str, *known: Document | None) -> Live | None:
    """The object as the vendor has it; with what callers get, where a known document says that it is released.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    live = await kind.read(client, identity)
    if live is None or not isinstance(kind, Releasing) or not released(*known):
        return live
    return await kind.with_release(client, live)


async def tokens(
    kind: ResourceType, client: Any, ids: Collection[str], releases: Collection[str]
) -> Mapping[str, tuple[str, str | None]]:
    """The version and published tokens of objects.

    Args:
        kind: their type.
        client: speaks to the vendor.
        ids: which objects.
        releases: those of them that are released.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    versions = await kind.versions(client, ids)
    asked = [identity for identity in releases if identity in versions]
    if not asked or not isinstance(kind, Releasing):
        return versions
    published = await kind.published(client, asked)
    return {
        identity: (version, published.get(identity, token)) for identity, (version, token) in versions.items()
    }
