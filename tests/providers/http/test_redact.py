"""Secrets out of every text, in every form that the wire gives them."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.providers.http.redact import MASK, Redactor

secrets = st.text(st.characters(exclude_categories=["Cs"]), min_size=8)


@given(secrets)
def test_no_form_of_a_secret_survives(secret: str) -> None:
    redact = Redactor()
    redact.add(secret)
    forms = [
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        quote(secret, safe="").lower() if secret.islower() and secret.isascii() else secret,
        urlencode({"s": secret}).removeprefix("s="),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
    ]
    for form in forms:
        shown = redact(f"<<{form}>>")
        assert shown == f"<<{MASK}>>"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Bearer abcdefghijkl", "Authorization: Bearer "),
        ("authorization=basic dXNlcjpwYXNzd29yZA==", "authorization=basic "),
        ('{"access_token":"abc.def", "scope": "x"}', '"scope": "x"'),
        ('{"access_token": "cut off he', '{"access_token": "'),
        ("client_secret=abc&grant_type=x", "&grant_type=x"),
    ],
)
def test_what_looks_like_a_secret_is_masked_though_nobody_registered_it(text: str, kept: str) -> None:
    shown = Redactor()(text)
    assert kept in shown
    assert MASK in shown
    assert not any(word in shown for word in ("abc", "dXNlc", "cut"))


def test_a_longer_secret_wins_over_one_inside_it() -> None:
    redact = Redactor()
    redact.add("secret")
    redact.add("secret-and-more")
    assert redact("a secret-and-more b") == f"a {MASK} b"


def test_plain_text_stays_as_it_is() -> None:
    redact = Redactor()
    redact.add("", "hidden")
    assert redact("Node menu has no target.") == "Node menu has no target."
