"""What the sandbox is started with, and what the control plane can change while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.sandbox.requestlog import RequestRecord


class Behaviour(BaseModel):
    """How the vendors behave; a copy with other values replaces it through `PUT /_control/settings`.

    The numbers are the vendors' defaults where a document names one; tenants differ, so all can be changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    token_seconds: int = Field(default=3600, ge=1, description="life of an access token, in seconds")
    withheld_scopes: list[str] = Field(
        default_factory=list, description="scopes that no token gets, as for a client without that right"
    )
    rate_per_second: float = Field(
        default=5000, gt=0, description="requests a second and vendor, in the long run"
    )
    rate_burst: int = Field(default=5000, ge=1, description="requests that may come at once, for each vendor")
    latency_ms: int = Field(default=0, ge=0, description="wait before every vendor answer, in milliseconds")
    page_size_default: int = Field(default=25, ge=1, description="objects on a page when none is asked for")
    page_size_max: int = Field(default=100, ge=1, description="most objects on a page")
    put_answers_202: bool = Field(default=False, description="a CXone PUT answers 202 without a body")
    silent_types: bool = Field(default=False, description="CXone accepts wrong property types without a word")
    max_connections: int = Field(default=50, ge=1, description="connections in one CXone registration")
    max_outbound: int = Field(default=10, ge=1, description="outbound connections of one CXone node")
    max_properties: int = Field(default=50, ge=1, description="properties of one CXone node")
    job_polls: int = Field(default=1, ge=0, description="looks at a CXone job that find it running")
    hold_jobs: bool = Field(default=False, description="no CXone job goes on")
    job_errors: list[str] = Field(
        default_factory=list, description="what every CXone job fails with that ends from now on"
    )
    deep_flows_time_out: bool = Field(
        default=False,
        description="CXone answers 504 to a campaign flow that is too deep, instead of saying so",
    )
    max_collect_retries: int = Field(default=3, ge=0, description="retries of one CXone collect action")
    max_depth: int = Field(default=45, ge=1, description="steps of the longest path of a CXone campaign flow")
    max_open_versions: int = Field(
        default=2, ge=1, description="active or pending versions of one CXone flow"
    )
    max_decision_elements: int = Field(
        default=15, ge=1, description="elements of type routing or menu in one CXone version"
    )
    max_call_depth: int = Field(
        default=5, ge=1, description="edges of the longest call path of a CXone version"
    )
    simulation_element_ms: int = Field(
        default=100, ge=0, description="time of one element in a CXone simulation, in milliseconds"
    )
    simulation_window_ms: int = Field(
        default=60000, ge=0, description="longest CXone simulation; a longer one is answered with 504"
    )
    unreachable_hosts: list[str] = Field(
        default_factory=list, description="hosts that CXone cannot reach, so that it takes no webhook to them"
    )
    deliveries: Literal["off", "local", "all"] = Field(
        default="local",
        description="which events are posted to webhooks: none, those to this machine, or all",
    )
    validation_polls: int = Field(
        default=1, ge=0, description="polls of a Genesys version that find it in progress"
    )
    publish_polls: int = Field(
        default=1, ge=0, description="reads of a Genesys flow before a publish completes"
    )
    max_nodes: int = Field(default=50, ge=1, description="nodes of one Genesys flow")
    genesys_extra_node_types: list[str] = Field(
        default_factory=list, description="node types that the Genesys tenant knows besides the usual ones"
    )


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """What the sandbox is started with.

    Args:
        client_id: the one OAuth client that every vendor knows.
        client_secret: its secret.
        data: file in which the vendors' objects outlive a run; `None` keeps them in memory only.
        behaviour: how the vendors behave at the start and after a reset.
        on_request: called with the record of each vendor request once it was answered.
    """

    client_id: str = "sandbox"
    client_secret: str = field(default="sandbox", repr=False)
    data: Path | None = None
    behaviour: Behaviour = field(default_factory=Behaviour)
    on_request: Callable[[RequestRecord], None] | None = None
