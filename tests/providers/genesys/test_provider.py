"""What blocks may say, and where credentials come from."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from ivrplan.diagnostics import ConfigurationError
from ivrplan.flow.value import FlowValue
from ivrplan.language.plain import mask
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.providers.contract import Action, StepKind
from ivrplan.providers.genesys.flows import GenesysFlow, GenesysFlowConfig
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.genesys.settings import GenesysSettings
from tests.providers.genesys.standin import flow_of_texts, target_of

FLOW = flow_of_texts("Hello")


def connect(environment: dict[str, str], **values: Any) -> None:
    async def open_it() -> None:
        async with GenesysProvider(environment).connect(GenesysSettings(**values)):
            pass

    asyncio.run(open_it())


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = GenesysSettings()
    assert settings.base_url == "https://api.mypurecloud.com"
    assert settings.limits.max_nodes == 50
    assert (settings.validation.interval, settings.validation.max_interval) == (2, 5)
    assert settings.validation.max_tries == 60


@pytest.mark.parametrize(
    "values",
    [
        {"unknown": 1},
        {"client_id": 5},
        {"limits": {"max_nodes": 0}},
        {"limits": {"max_nodes": True}},
        {"validation": {"interval": 0}},
        {"timeouts": {"connect": -1}},
    ],
)
def test_what_a_provider_block_cannot_say_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GenesysSettings.model_validate(values)


def test_missing_credentials_are_named_together() -> None:
    with pytest.raises(ConfigurationError) as caught:
        connect({})
    assert [item.detail for item in caught.value.diagnostics] == [
        'The genesys provider has no "client_id".',
        'The genesys provider has no "client_secret".',
    ]
    assert "GENESYS_CLIENT_ID" in caught.value.diagnostics[0].hint


def test_credentials_that_are_not_known_yet_are_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        connect({}, client_id=UNKNOWN, client_secret=Sensitive(UNKNOWN))
    assert {item.summary for item in caught.value.diagnostics} == {"Provider configuration not known yet"}
    assert len(caught.value.diagnostics) == 2


def test_the_block_wins_over_the_environment() -> None:
    with pytest.raises(ConfigurationError, match="client_secret"):
        connect({"GENESYS_CLIENT_ID": "a", "GENESYS_CLIENT_SECRET": "b"}, client_secret="")


def test_a_base_url_must_be_one() -> None:
    with pytest.raises(ConfigurationError, match="Not a base URL"):
        connect({}, base_url="mypurecloud", client_id="a", client_secret="b")


@pytest.mark.parametrize("flow", [FLOW, FlowValue(FLOW, "main")])
def test_a_flow_may_come_as_itself_or_as_a_value_of_the_language(flow: Any) -> None:
    assert GenesysFlowConfig.model_validate({"name": "x", "flow": flow}).flow == FLOW


@pytest.mark.parametrize(
    "values", [{"name": "x"}, {"name": "x", "flow": "main"}, {"flow": FLOW}, {"name": 1, "flow": FLOW}]
)
def test_what_a_resource_block_cannot_say_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GenesysFlowConfig.model_validate(values)


def test_unknown_and_sensitive_attributes_stay_what_they_are() -> None:
    document = target_of(FLOW, name=UNKNOWN, description=Sensitive("x"))
    assert document["name"] is UNKNOWN
    assert document["description"] == Sensitive("x")


def test_a_masked_document_still_has_a_flow() -> None:
    document = GenesysFlow().desired({"name": "x", "flow": FlowValue(FLOW, "main")})
    document["nodes"]["say0"]["settings"]["prompt"] = Sensitive("secret")
    flow = GenesysFlow().to_flow(mask(document))
    assert flow is not None
    assert repr(flow.node("say0")).count("secret") == 0


def test_steps() -> None:
    live = (StepKind.CREATE_VERSION, StepKind.AWAIT_VALIDATION, StepKind.PUBLISH)
    steps = GenesysFlow().steps
    assert steps(Action.CREATE) == (StepKind.REGISTER, *live)
    assert steps(Action.UPDATE) == live
    assert steps(Action.RELEASE) == (StepKind.PUBLISH,)
    assert steps(Action.DELETE) == (StepKind.DELETE,)


def test_only_the_type_cannot_be_changed_in_place() -> None:
    paths = {("type",), ("name",), ("nodes", "type", "type")}
    assert GenesysFlow().replaces(paths) == {("type",)}
