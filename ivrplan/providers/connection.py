"""A provider, its settings and an open client for them: what refresh and apply are handed for every provider key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ivrplan.providers.contract import Provider, ResourceType


@dataclass(frozen=True, slots=True)
class Connection:
    """One provider configuration in use.

    Attributes:
        key: as records and resources name it: `cxone` or `cxone.emea`.
        provider: the vendor's code.
        settings: the checked provider configuration.
        client: what the provider's `connect` opened for them.
    """

    key: str
    provider: Provider
    settings: BaseModel
    client: Any

    def type(self, name: str) -> ResourceType:
        """The resource type of that name.

        Raises:
            KeyError: the provider has no such type.
        """
        return self.provider.types[name]
