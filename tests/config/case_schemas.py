"""A small vendor for the cases: what its blocks may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf

from ivrplan.config.request import ResourceSchema, Schemas
from ivrplan.flow.fields import Text
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import FlowValue


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(_Block):
    max_nodes: int = Field(default=50, ge=1)


class AcmeSettings(_Block):
    base_url: str
    secret: Text | None = None
    retries: int = 3
    limits: Limits = Limits()


def _opened(value: Any) -> Any:
    return value.flow if isinstance(value, FlowValue) else value


class Release(_Block):
    tag: str = Field(min_length=1)
    priority: int = 0


class Header(_Block):
    value: Text


class AcmeFlow(_Block):
    name: Text
    flow: Annotated[InstanceOf[Flow], BeforeValidator(_opened)]
    language: Literal["en", "de"] = "en"
    enabled: bool = True
    release: Release | None = None


class AcmeWebhook(_Block):
    url: Text
    events: tuple[str, ...] = ()
    secret: str | None = None
    headers: dict[str, Header] = {}
    filters: tuple[Release, ...] = ()


SCHEMAS = Schemas(
    providers={"acme": AcmeSettings, "free": _Block},
    resources={
        "acme_flow": ResourceSchema(AcmeFlow, "acme", flow="flow"),
        "acme_webhook": ResourceSchema(AcmeWebhook, "acme"),
        "free_flow": ResourceSchema(AcmeFlow, "free", flow="flow"),
    },
)
