"""What `provider` blocks of several vendors may say in the same words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ivrplan.flow.fields import Positive, Seconds


class SettingsBlock(BaseModel):
    """Base of what a provider block and the blocks in it may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PollSettings(SettingsBlock):
    """How something is waited for that the vendor does in its own time.

    Attributes:
        interval: seconds after the first look; grows from look to look.
        max_interval: seconds between two looks at most.
        max_tries: how often to look.
    """

    interval: Seconds
    max_interval: Seconds
    max_tries: Positive = 60


class TimeoutSettings(SettingsBlock):
    """How long one try of a request may take.

    Attributes:
        connect: seconds until a connection stands.
        read: seconds between two pieces of an answer.
    """

    connect: Seconds = 10
    read: Seconds = 30
