"""Sending what must not happen twice to a vendor that knows no idempotency key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from ivrplan.diagnostics import UnavailableError, UnreachedError
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.errors import unsettled
from ivrplan.providers.http.retry import Attempts, Fate

_T = TypeVar("_T")


async def settle(
    client: ApiClient, send: Callable[[], Awaitable[_T]], find: Callable[[], Awaitable[_T | None]]
) -> _T:
    """Send until it has happened once: when the fate of a try is uncertain, look before the next.

    Args:
        client: whose retry policy and clock to use.
        send: makes the request; its operation is not repeatable.
        find: looks whether it happened; None when it did not.

    Raises:
        ProviderError: whatever `send` or `find` raise, once there is no use in another try.
    """
    runtime = client.runtime
    attempts = Attempts(runtime.retries, runtime.chance, repeatable=True)
    doubtful = False
    while True:
        try:
            return await send()
        except UnreachedError as failure:
            # The client has tried often enough; what an earlier try did is another matter.
            if doubtful:
                raise unsettled(failure) from failure
            raise
        except UnavailableError as failure:
            doubtful = True
            found = await find()
            if found is not None:
                return found
            wait = attempts.next_wait(Fate.UNCERTAIN, None)
            if wait is None:
                raise
            await client.sleep(wait, f"{failure.answer.operation}: trying again")
