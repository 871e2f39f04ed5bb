"""What the block of a webhook may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ivrplan.language.values import UNKNOWN, Sensitive, SetValue
from ivrplan.providers.cxone.subscriptions import CxoneEventSubscriptionConfig, cxone_event_subscription
from ivrplan.providers.cxone.webhooks import CxoneWebhookConfig
from ivrplan.providers.genesys.webhooks import genesys_webhook

GOOD = (
    "https://ci.example.com/hook",
    "http://127.0.0.1:8099/",
    "https://[::1]:9/x?key=a%20b",
    "https://ci.example.com",
)
BAD = (
    "",
    "ci.example.com/hook",
    "ftp://ci.example.com/",
    "https://",
    "https:///hook",
    "https://ci.example.com:port/",
    "https://ci.example.com:99999/",
    "https://ci.example.com/a b",
    "https://ci.example.com/\nx",
    "https://user:pass@ci.example.com/",
    "https://ci.example.com/#part",
    "https://[::1/",
)


@pytest.mark.parametrize("url", GOOD)
def test_an_absolute_address_is_taken(url: str) -> None:
    assert CxoneWebhookConfig(name="n", url=url).url == url


@pytest.mark.parametrize("url", BAD)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="must be an absolute http or https URL"):
        CxoneWebhookConfig(name="n", url=url)


def test_a_sensitive_address_is_checked_but_not_shown() -> None:
    assert CxoneWebhookConfig(name="n", url=Sensitive(GOOD[0])).url == Sensitive(GOOD[0])
    with pytest.raises(ValidationError) as caught:
        CxoneWebhookConfig(name="n", url=Sensitive("https://me:t0psecret@ci.example.com/"))
    (problem,) = caught.value.errors()
    assert "t0psecret" not in problem["msg"]


def test_an_address_may_be_known_later() -> None:
    assert CxoneWebhookConfig(name="n", url=UNKNOWN).url is UNKNOWN
    assert CxoneWebhookConfig(name="n", url=Sensitive(UNKNOWN)).url == Sensitive(UNKNOWN)


def test_events_have_one_order_and_no_doubles() -> None:
    for given in (
        ("flow.updated", "flow.created", "flow.updated"),
        SetValue(("flow.updated", "flow.created")),
    ):
        config = CxoneEventSubscriptionConfig(url=GOOD[0], event_types=given)
        assert config.event_types == ("flow.created", "flow.updated")


@pytest.mark.parametrize("events", [(), ("flow.renamed",), "flow.created"])
def test_unknown_events_are_refused(events: Any) -> None:
    with pytest.raises(ValidationError):
        CxoneEventSubscriptionConfig(url=GOOD[0], event_types=events)


def test_a_secret_is_sensitive_however_it_was_written() -> None:
    for secret in ("t0psecret", Sensitive("t0psecret")):
        document = genesys_webhook().desired({"name": "n", "url": GOOD[0], "secret": secret})
        assert document["secret"] == Sensitive("t0psecret")


def test_no_secret_no_part() -> None:
    document = cxone_event_subscription().desired({"url": GOOD[0], "event_types": ("flow.created",)})
    assert "secret" not in document
