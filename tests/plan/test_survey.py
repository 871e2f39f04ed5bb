"""Everything that a provider configuration sees: each object once, in an order of our own, failures told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from ivrplan.diagnostics import UnavailableError
from ivrplan.plan.survey import Listed, Read, Survey, survey
from ivrplan.providers.contract import Live, Summary
from tests.fakes.vendor import connections, failed
from tests.fakes.world import World


class Kind:
    """A type whose listing ends, fails or repeats itself as a test wants it."""

    def __init__(self, *listed: Summary | Exception) -> None:
        self.name = "fake_thing"
        self.listed = listed
        self.gone: set[str] = set()

    async def list(self, client: Any) -> AsyncIterator[Summary]:
        del client
        for one in self.listed:
            if isinstance(one, Exception):
                raise one
            yield one

    async def read(self, client: Any, identity: str) -> Live | None:
        del client
        if identity == "broken":
            raise failed(UnavailableError)
        return None if identity in self.gone else Live(identity, "1", {"name": identity})


async def look(kind: Kind, *left_out: str) -> tuple[Survey, list[Listed | Read]]:
    told: list[Listed | Read] = []
    connection = connections(World().vendor, "fake")["fake"]
    kinds: Any = [kind]
    (found,) = await survey(connection, kinds, lambda _, one: one.id not in left_out, told.append)
    return found, told


async def test_every_object_is_read_once_by_name_and_id() -> None:
    kind = Kind(Summary("2", "b"), Summary("3", "a"), Summary("2", "b"), Summary("1", "b"), Summary("4", "c"))
    found, told = await look(kind, "4")
    assert [(one.summary.id, one.live and one.live.id) for one in found.seen] == [
        ("3", "3"),
        ("1", "1"),
        ("2", "2"),
    ]
    assert found.listed == 4
    assert told == [Listed("fake_thing", 4, 3), *(Read("fake_thing", count, 3) for count in (1, 2, 3))]


async def test_what_is_gone_or_cannot_be_read_stands_beside_the_others() -> None:
    kind = Kind(Summary("1", "a"), Summary("broken", "b"), Summary("3", "c"))
    kind.gone.add("1")
    found, _ = await look(kind)
    gone, broken, there = found.seen
    assert (gone.live, gone.problems) == (None, ())
    assert broken.live is None
    assert broken.problems
    assert there.live is not None


async def test_a_listing_that_breaks_off_counts_for_nothing() -> None:
    found, told = await look(Kind(Summary("1", "a"), failed(UnavailableError)))
    assert (found.listed, found.seen, told) == (0, (), [])
    assert found.problems
