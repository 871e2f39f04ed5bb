"""Where the address and the credentials come from."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.diagnostics import ConfigurationError
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.provider import make
from ivrplan.providers.cxone.settings import CxoneSettings

ENVIRONMENT = {
    "CXONE_BASE_URL": "https://env.example.com/",
    "CXONE_ORG_ID": "env-org",
    "CXONE_CLIENT_ID": "env-id",
    "CXONE_CLIENT_SECRET": "env-secret",
}
CREDENTIALS = {"client_id": "me", "client_secret": Sensitive("s3cret")}


async def address(environment: dict[str, str], **values: Any) -> str:
    async with make(environment).connect(CxoneSettings(**values)) as client:
        assert isinstance(client, CxoneApi)
        return client.http.base_url


async def problems(environment: dict[str, str], **values: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        await address(environment, **values)
    assert "s3cret" not in repr(caught.value.diagnostics)
    return [f"{one.detail} {one.hint}" for one in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("environment", "values", "expected"),
    [
        ({}, {"org_id": "acme"}, "https://acme.api.nice.incontact.com"),
        ({}, {"base_url": "https://x.example.com/cx/"}, "https://x.example.com/cx"),
        ({}, {"base_url": "https://x.example.com", "org_id": "acme"}, "https://x.example.com"),
        (ENVIRONMENT, {}, "https://env.example.com"),
        (ENVIRONMENT, {"org_id": "acme"}, "https://acme.api.nice.incontact.com"),
        (ENVIRONMENT, {"base_url": "https://x.example.com"}, "https://x.example.com"),
        ({"CXONE_ORG_ID": "env-org"}, {}, "https://env-org.api.nice.incontact.com"),
    ],
)
async def test_the_block_goes_before_the_environment(
    environment: dict[str, str], values: dict[str, Any], expected: str
) -> None:
    assert await address(environment, **CREDENTIALS, **values) == expected


async def test_credentials_come_from_the_environment_too() -> None:
    assert await address(ENVIRONMENT) == "https://env.example.com"


async def test_everything_that_is_missing_is_told_at_once() -> None:
    found = await problems({})
    assert len(found) == 3
    for problem, names in zip(
        found,
        (
            ("base_url", "CXONE_ORG_ID"),
            ("client_id", "CXONE_CLIENT_ID"),
            ("client_secret", "CXONE_CLIENT_SECRET"),
        ),
        strict=True,
    ):
        assert all(name in problem for name in names)


@pytest.mark.parametrize("name", ["base_url", "org_id", "client_id", "client_secret"])
async def test_what_is_not_known_yet_cannot_be_used(name: str) -> None:
    known = {"org_id": "acme", **CREDENTIALS, name: UNKNOWN}
    (problem,) = await problems({}, **known)
    assert f'"{name}" of the cxone provider is known only after apply' in problem


@pytest.mark.parametrize("org_id", ["evil.example.com/", "a b", "-x", "x" * 64, "user@host"])
async def test_an_organisation_cannot_become_another_host(org_id: str) -> None:
    (problem,) = await problems({}, org_id=org_id, **CREDENTIALS)
    assert "letters, digits and dashes" in problem


@pytest.mark.parametrize("base_url", ["ftp://x", "x.example.com", "https://me:pw@x"])
async def test_an_address_must_be_one(base_url: str) -> None:
    (problem,) = await problems({}, base_url=base_url, **CREDENTIALS)
    assert "must be an absolute http or https URL" in problem


def test_settings_show_no_secret() -> None:
    assert "s3cret" not in repr(CxoneSettings(**CREDENTIALS))
