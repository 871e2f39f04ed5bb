"""What a vendor is asked to call."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict


class HookBody(BaseModel):
    """Body of a request that registers or replaces a webhook. Vendors' own add their fields.

    A secret that is left out of a replacement stays as it is; `null` takes it away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def target(self) -> str:
        """The address that is called."""
        raise NotImplementedError

    def hears(self, event: str) -> bool:
        """Whether it is told of events of this kind."""
        raise NotImplementedError

    def headers(self) -> Mapping[str, str]:
        """The headers of a delivery, besides those that say what the body is."""
        return {}


def address_problem(url: str) -> str | None:
    """What is wrong with an address, as a sentence."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if usable and not any(letter.isspace() for letter in url):
        return None
    return "The URL must be an absolute http or https URL."


def shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a vendor shows of a webhook: everything but its secret."""
    return {name: value for name, value in content.items() if name != "secret"}
