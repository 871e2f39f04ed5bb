"""Waiting for something that a vendor does in its own time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from ivrplan.providers.http.client import ApiClient

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look.

    Attributes:
        first_seconds: the wait after the first look.
        most_seconds: the longest wait between two looks.
        tries: how often to look at most.
        growth: by what factor the wait grows from look to look.
    """

    first_seconds: float
    most_seconds: float
    tries: int
    growth: float = 1.5

    def wait(self, look: int) -> float:
        """The seconds to wait after this look, counted from 0."""
        return min(self.most_seconds, self.first_seconds * self.growth ** min(look, 64))


async def poll(
    client: ApiClient,
    pace: Pace,
    look: Callable[[], Awaitable[_T]],
    ended: Callable[[_T], bool],
    *,
    reason: str,
) -> _T:
    """Look until it has ended, or the tries are used up. Cancelling the task ends it at once.

    Args:
        client: whose clock to wait on.
        pace: how often to look.
        look: asks the vendor.
        ended: whether what it answered is the end.
        reason: what is waited for, as the observer is told.

    Returns:
        What was seen last: the caller tells the end from the rest.
    """
    seen = await look()
    for number in range(pace.tries - 1):
        if ended(seen):
            break
        await client.sleep(pace.wait(number), reason)
        seen = await look()
    return seen
