"""What secrets look like: each form that is known, and what only looks like one."""

from __future__ import annotations

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disconnect, Request
from ivrplan.flow.texts import Text
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.rules.rule import Subject
from ivrplan.rules.security import secret_in_clear
from ivrplan.rules.security.secrets import may_hold_secret, secret_in

NODE = Disconnect(name="bye")

# Put together here, so that no search for secrets takes this file for a leak.
SECRETS = [
    ("say", "", "-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
    ("body", "", "key AKIA" + "IOSFODNN7EXAMPLE", "an access key"),
    ("body", "", "ghp_" + "a1" * 18, "an access key"),
    ("body", "", "glpat-" + "a1" * 10, "an access key"),
    ("body", "", "xoxb-" + "123456789012", "an access key"),
    ("body", "", "sk_live_" + "a1" * 8, "an access key"),
    ("body", "", "AIza" + "a" * 35, "an access key"),
    ("body", "", "SG." + "a" * 16 + "." + "b" * 16, "an access key"),
    ("headers", "Cookie", "x=eyJ" + "hbGciOiJ.eyJzdWIiOiIx.c2lnbmF0dXJl", "a signed token"),
    ("url", "", "https://ada:" + "lovelace@example.com/", "a password"),
    ("url", "", "redis://:" + "lovelace@example.com/", "a password"),
    ("headers", "Authorization", "Bearer " + "abcdef123456", "credentials"),
    ("headers", "authorization", "Token " + "a1b2c3d4", "a password or a key"),
    ("headers", "X-Auth-Token", "a1b2c3d4", "a password or a key"),
    ("values", "api_key", "a1b2c3d4", "a password or a key"),
    ("url", "", "https://example.com/?access_key=" + "a1b2c3d4e5", "a password or a key"),
    ("body", "", "{'password': '" + "pa55word!'}", "a password or a key"),
    ("say", "", "4111111111111111", "the number of a payment card"),
    ("say", "", "It is 5555-5555-5555-4444, I think.", "the number of a payment card"),
    ("say", "", "3782 822463 10005", "the number of a payment card"),
    ("say", "", "6011000990139424.", "the number of a payment card"),
    ("say", "", "Yours is 078-05-1120.", "a US social security number"),
]

HARMLESS = [
    ("say", "", "Press 1 for your password: someone99 will call you back."),
    ("say", "", "4111111111111112"),
    ("say", "", "0000000000000000"),
    ("say", "", "Call +49 30 1234 5678 9012."),
    ("say", "", "Since 2024-01-15 10:00:00, order 1.4111111111111111"),
    ("say", "", "000-12-3456, 900-12-3456, 123-45-67890"),
    ("agent", "", "ada@example.com"),
    ("url", "", "https://{user}:{password}@example.com/"),
    ("url", "", "https://example.com/?token=%token%&x=secret"),
    ("headers", "Authorization", "Bearer {token}"),
    ("headers", "Authorization", "Bearer $(Flow.token1234567890)"),
    ("headers", "Content-Type", "application/json1"),
    ("values", "token", "none"),
    ("values", "reset_token", "was asked for in 2026"),
    ("values", "token_kind", "a1b2c3d4e5"),
]


@pytest.mark.parametrize(("attribute", "key", "text", "what"), SECRETS)
def test_a_secret_is_told_by_its_form_or_by_its_name(attribute: str, key: str, text: str, what: str) -> None:
    assert secret_in(Text(NODE, attribute, text, key)) == what
    assert may_hold_secret(f"Welcome.\0{key}\0{text}\0Goodbye.")


@pytest.mark.parametrize(("attribute", "key", "text"), HARMLESS)
def test_what_only_looks_like_one_is_none(attribute: str, key: str, text: str) -> None:
    assert secret_in(Text(NODE, attribute, text, key)) == ""


def test_an_ordinary_flow_is_not_looked_at_closely() -> None:
    assert not may_hold_secret(
        "Enter your number, then the hash key.\0+15550100\0ada@example.com\0https://x.example/1"
    )


def test_what_is_marked_is_left_alone_and_no_message_repeats_a_secret() -> None:
    secret = "a1b2c3d4e5f6"
    headers = {"X-Token": secret, "Authorization": Sensitive(f"Bearer {secret}"), "X-Api-Key": UNKNOWN}
    flow = Flow(
        name="main", entry="ask", nodes=(Request(name="ask", url="https://x.example", headers=headers),)
    )
    (hit,) = secret_in_clear.check(Subject(CallGraph(flow)))
    assert (
        hit.message
        == 'In flow "main", "X-Token" in headers of request "ask" holds a password or a key in clear.'
    )
    assert secret not in repr(hit)


@pytest.mark.parametrize(
    "part", ["eyJ-", "token=", "-----BEGIN ", "1 ", "Bearer ", "://a:", "SG.a", "xox-", "4111-"]
)
def test_a_text_that_seems_to_begin_a_secret_again_and_again_takes_no_longer(part: str) -> None:
    assert secret_in(Text(NODE, "body", part * 20_000)) == ""
