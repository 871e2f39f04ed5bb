"""Posting an event: signed, tried again for a while, and without any effect on what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivrplan.events.chain import canonical
from ivrplan.events.entry import AuditEntry, Delivery, Status
from ivrplan.events.names import event_name
from ivrplan.events.settings import WebhookSettings
from ivrplan.events.signature import DELIVERY, EVENT, SIGNATURE, TIMESTAMP, sign


class Posted(Protocol):
    """What came of a message."""

    @property
    def status(self) -> int | None:
        """Of the last answer; None where there was none."""
        ...

    @property
    def tries(self) -> int:
        """How often it was sent."""
        ...

    @property
    def failure(self) -> str:
        """Why it did not arrive; empty when it did."""
        ...


class Poster(Protocol):
    """Posts messages, as `providers.http.post` does. Named here, so that nobody without a webhook loads HTTP."""

    async def post(self, url: str, content: bytes, headers: Mapping[str, str], *, within: float) -> Posted:
        """Post a message, and try again for `within` seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events go.

    Attributes:
        settings: URL, secret, which events.
        poster: posts.
        now: the time of day.
    """

    settings: WebhookSettings
    poster: Poster
    now: Callable[[], datetime]

    def event(self, entry: AuditEntry) -> str:
        """The name of the event that tells of an entry; empty where none is posted.

        A change that has not happened as a whole is no event: nothing was committed that a receiver could act on.
        """
        if entry.status is not Status.SUCCEEDED:
            return ""
        subject = entry.subject
        done = [step.action for step in entry.steps if step.status is Status.SUCCEEDED]
        name = event_name(subject.noun, subject.action, done)
        return name if self.settings.wants(name) else ""

    async def deliver(self, event: str, entry: AuditEntry) -> Delivery:
        """Post an event. Whatever goes wrong is told in what is returned.

        The id of the delivery is that of the change: a receiver that has seen it already can leave it alone.
        """
        body = canonical({"event": event, "payload": entry.payload()}).encode("utf-8", "replace")
        timestamp = int(self.now().timestamp())
        headers = {
            EVENT: event,
            DELIVERY: entry.governance_id,
            TIMESTAMP: str(timestamp),
            SIGNATURE: sign(body, timestamp, self.settings.secret),
        }
        posted = await self.poster.post(self.settings.url, body, headers, within=self.settings.timeout)
        return Delivery(event, posted.status, posted.tries, posted.failure)
