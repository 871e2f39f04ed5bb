"""What a `provider "cxone"` block may say."""

from __future__ import annotations

from pydantic import Field

from ivrplan.flow.fields import Count, Positive, Seconds, Text
from ivrplan.providers.settings import PollSettings, SettingsBlock, TimeoutSettings


class CxoneLimits(SettingsBlock):
    """The vendor's numbers, where a tenant's differ.

    Attributes:
        max_connections: connections in one registration (S3).
        max_outbound: connections that leave one node (S3).
        max_properties: properties of one node (S0).
        max_decisions: menu and routing nodes of a flow that is released (S2).
        max_call_depth: steps of the longest path of a flow that is released (S2).
        max_campaign_retries: how often one node of a campaign flow may ask again (S1).
        max_campaign_depth: steps of the longest path of a campaign flow (S1).
    """

    max_connections: Positive = 50
    max_outbound: Positive = 10
    max_properties: Positive = 50
    max_decisions: Positive = 15
    max_call_depth: Positive = 5
    max_campaign_retries: Count = 3
    max_campaign_depth: Positive = 45


class JobSettings(PollSettings):
    """How the job of a campaign flow is waited for.

    Attributes:
        interval: seconds after the first look; grows from look to look.
        max_interval: seconds between two looks at most.
        max_tries: how often to look.
    """

    interval: Seconds = 1
    max_interval: Seconds = 10


class CxoneSettings(SettingsBlock):
    """One tenant of NICE CXone, and the OAuth client to speak to it with.

    Attributes:
        base_url: where its API is; the environment variable CXONE_BASE_URL where absent, else made of `org_id`.
        org_id: the tenant's id; the environment variable CXONE_ORG_ID where absent.
        client_id: the OAuth client; the environment variable CXONE_CLIENT_ID where absent.
        client_secret: its secret; the environment variable CXONE_CLIENT_SECRET where absent.
        limits: the vendor's numbers.
        jobs: how the jobs of campaign flows are waited for.
        timeouts: how long one try of a request may take.
    """

    base_url: Text | None = None
    org_id: Text | None = None
    client_id: Text | None = None
    client_secret: Text | None = None
    limits: CxoneLimits = Field(default_factory=CxoneLimits)
    jobs: JobSettings = Field(default_factory=JobSettings)
    timeouts: TimeoutSettings = Field(default_factory=TimeoutSettings)
