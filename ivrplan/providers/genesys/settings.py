"""What a `provider "genesys"` block may say."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from ivrplan.flow.fields import Positive, Seconds, Text
from ivrplan.providers.settings import PollSettings, SettingsBlock, TimeoutSettings

DEFAULT_BASE_URL: Final = "https://api.mypurecloud.com"


class GenesysLimits(SettingsBlock):
    """The vendor's numbers, where an organisation's differ.

    Attributes:
        max_nodes: how many nodes a flow may have, the start node included.
    """

    max_nodes: Positive = 50


class ValidationSettings(PollSettings):
    """How a version's validation is waited for.

    Attributes:
        interval: seconds after the first look; grows from look to look.
        max_interval: seconds between two looks at most.
        max_tries: how often to look.
    """

    interval: Seconds = 2
    max_interval: Seconds = 5


class GenesysSettings(SettingsBlock):
    """One organisation at Genesys Cloud, and the OAuth client to speak to it with.

    Attributes:
        base_url: the API host of the organisation's region.
        client_id: the OAuth client; the environment variable GENESYS_CLIENT_ID where absent.
        client_secret: its secret; the environment variable GENESYS_CLIENT_SECRET where absent.
        limits: the vendor's numbers.
        validation: how a version's validation is waited for.
        timeouts: how long one try of a request may take.
    """

    base_url: Text = DEFAULT_BASE_URL
    client_id: Text | None = None
    client_secret: Text | None = None
    limits: GenesysLimits = Field(default_factory=GenesysLimits)
    validation: ValidationSettings = Field(default_factory=ValidationSettings)
    timeouts: TimeoutSettings = Field(default_factory=TimeoutSettings)
