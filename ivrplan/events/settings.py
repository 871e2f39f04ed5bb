"""Who is told what an apply has done: from the `ivrplan` block, and from the environment, which wins.

| variable | what |
| --- | --- |
| `IVRPLAN_AUDIT_PATH`, `IVRPLAN_AUDIT_KEY` | the audit log, and the key that seals it |
| `IVRPLAN_METRICS_PATH` | the file of metrics |
| `IVRPLAN_WEBHOOK_URL`, `IVRPLAN_WEBHOOK_SECRET` | where events are posted, and what signs them |
| `CI_WEBHOOK_URL`, `CI_WEBHOOK_SECRET` | the same, where nothing else names them |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ivrplan.config.blocks.reporting import WebhookBlock
from ivrplan.config.configuration import Settings
from ivrplan.diagnostics import ConfigurationError, error

AUDIT_PATH: Final = "IVRPLAN_AUDIT_PATH"
AUDIT_KEY: Final = "IVRPLAN_AUDIT_KEY"
METRICS_PATH: Final = "IVRPLAN_METRICS_PATH"
WEBHOOK_URL: Final = "IVRPLAN_WEBHOOK_URL"
WEBHOOK_SECRET: Final = "IVRPLAN_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
CI_URL: Final = "CI_WEBHOOK_URL"
CI_SECRET: Final = "CI_WEBHOOK_SECRET"  # noqa: S105 - as above

DELIVERY_SECONDS: Final = 30
"""How long a delivery may take, unless the block says otherwise."""


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """The audit log.

    Attributes:
        path: its file.
        key: seals its entries, so that nobody without it can rewrite them; empty for none.
        required: whether nothing is applied while it cannot be written.
    """

    path: Path
    key: str = field(default="", repr=False)
    required: bool = False


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """The webhook.

    Attributes:
        url: where events are posted; it may hold a secret of its own.
        secret: signs them.
        events: names, a star at the end for all that begin so; empty for all.
        timeout: seconds that a delivery may take.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    events: tuple[str, ...] = ()
    timeout: float = DELIVERY_SECONDS

    @property
    def host(self) -> str:
        """The URL as messages may show it: what follows the host can be a secret."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def wants(self, event: str) -> bool:
        """Whether an event of this name is posted."""
        return not self.events or any(_matches(event, name) for name in self.events)


@dataclass(frozen=True, slots=True)
class EventSettings:
    """Who is told. None: nobody."""

    audit: AuditSettings | None = None
    metrics: Path | None = None
    webhook: WebhookSettings | None = None

    @property
    def anybody(self) -> bool:
        """Whether anybody is told anything."""
        return bool(self.audit or self.metrics or self.webhook)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown or written down."""
        key = self.audit.key if self.audit else ""
        url, secret = (self.webhook.url, self.webhook.secret) if self.webhook else ("", "")
        return tuple(text for text in (key, url, secret) if text)


def event_settings(settings: Settings, root: Path, environment: Mapping[str, str]) -> EventSettings:
    """Who is told what is applied in a folder.

    Args:
        settings: its `ivrplan` block.
        root: the folder, which relative paths begin at.
        environment: of the process.

    Raises:
        ConfigurationError: the webhook has no URL that can be used, or no secret.
    """
    return EventSettings(
        audit_settings(settings, root, environment),
        _metrics(settings, root, environment),
        _webhook(settings.webhook, environment),
    )


def audit_settings(settings: Settings, root: Path, environment: Mapping[str, str]) -> AuditSettings | None:
    """Where the audit log of a folder is; None where it has none."""
    block = settings.audit
    path = environment.get(AUDIT_PATH) or (block.path if block else "")
    if not path:
        return None
    return AuditSettings(root / path, environment.get(AUDIT_KEY, ""), required=bool(block and block.required))


def _metrics(settings: Settings, root: Path, environment: Mapping[str, str]) -> Path | None:
    path = environment.get(METRICS_PATH) or (settings.metrics.path if settings.metrics else "")
    return root / path if path else None


def _webhook(block: WebhookBlock | None, environment: Mapping[str, str]) -> WebhookSettings | None:
    written = block.url if block else ""
    url = environment.get(WEBHOOK_URL) or written or environment.get(CI_URL, "")
    if not url:
        return None
    names = (WEBHOOK_SECRET, *((block.secret_env,) if block and block.secret_env else ()), CI_SECRET)
    secret = next((environment[name] for name in names if environment.get(name)), "")
    place = block.range if block and url == written else None
    if not _is_http_url(url):
        raise ConfigurationError(
            error(
                "Not a webhook URL",
                "The URL of the webhook must be an absolute http or https URL without a user and a fragment. It is not "
                "shown, because it may hold a secret.",
                hint=f"Set it in the webhook block, or in {WEBHOOK_URL}.",
                range=place,
            )
        )
    if not secret:
        listed = " or ".join(names)
        raise ConfigurationError(
            error(
                "Webhook without a secret",
                "Events are signed, so that a receiver can tell ours from others'. There is no secret to sign them with.",
                hint=f"Set {listed}.",
                range=place,
            )
        )
    timeout = block.timeout if block and block.timeout else DELIVERY_SECONDS
    return WebhookSettings(url, secret, block.events if block else (), timeout)


def _is_http_url(text: str) -> bool:
    """Whether a text is an absolute http or https URL without a user and a fragment."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return usable and "@" not in parts.netloc and not parts.fragment and not any(map(str.isspace, text))


def _matches(event: str, name: str) -> bool:
    return event.startswith(name[:-1]) if name.endswith("*") else event == name
