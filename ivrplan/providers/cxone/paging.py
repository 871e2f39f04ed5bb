"""CXone's listings: pages of objects, and the versions of many objects in few requests (assumed in the contracts)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from typing import Final, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

_T = TypeVar("_T")

PAGE_SIZE: Final = 100
_AT_ONCE: Final = 8


class Entity(BaseModel):
    """An object in a listing. What other types of objects lack must not keep ours from being read."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    name: str | None = None
    type: str | None = "IVR"
    version: int | None = None


class Page(BaseModel):
    """A page of a listing."""

    model_config = ConfigDict(frozen=True)

    entities: list[Entity]
    pageCount: int  # noqa: N815 - the vendor's name


Fetch: TypeAlias = Callable[[int], Awaitable[Page]]
"""Asks for a page, counted from 1."""


async def entities(fetch: Fetch) -> AsyncIterator[Entity]:
    """Everything that a listing shows."""
    first = await fetch(1)
    for item in first.entities:
        yield item
    for numbers in _batches(first.pageCount):
        for page in await together(map(fetch, numbers)):
            for item in page.entities:
                yield item


async def listed_versions(fetch: Fetch, ids: Collection[str]) -> dict[str, int]:
    """The versions of these objects, as far as a listing tells.

    It is read as long as that takes fewer requests than asking for each.
    """
    found: dict[str, int] = {}
    first = await fetch(1)
    _note(first, ids, found)
    if first.pageCount - 1 > len(ids) - len(found):
        return found
    for numbers in _batches(first.pageCount):
        for page in await together(map(fetch, numbers)):
            _note(page, ids, found)
        if len(found) == len(ids):
            break
    return found


async def together(calls: Iterable[Awaitable[_T]]) -> list[_T]:
    """The results of calls that run at once. All have ended before a failure of one is raised."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def _batches(page_count: int) -> Iterable[range]:
    """The pages after the first, as many at a time as are asked for at once."""
    return (
        range(start, min(start + _AT_ONCE, page_count + 1)) for start in range(2, page_count + 1, _AT_ONCE)
    )


def _note(page: Page, ids: Collection[str], found: dict[str, int]) -> None:
    found.update(
        {item.id: item.version for item in page.entities if item.id in ids and item.version is not None}
    )
