"""Request bodies: exact, in clear, and their secrets known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ivrplan.language.plain import Masked
from ivrplan.language.values import UNKNOWN, Capsule, Sensitive, SetValue
from ivrplan.providers.http.bodies import encoded
from ivrplan.providers.http.redact import MASK, Redactor


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"a": [1, (True, None), SetValue(("x",))]}, '{"a":[1,[true,null],["x"]]}'),
        (
            {"n": Decimal("0.1"), "m": Decimal("8.0"), "big": 10**30},
            '{"n":0.1,"m":8,"big":1' + "0" * 30 + "}",
        ),
        ("Grüße", '"Grüße"'),
        ({}, "{}"),
        ([{"deep": Sensitive({"pin": ("4711",)})}], '[{"deep":{"pin":["4711"]}}]'),
    ],
)
def test_a_body_is_json(body: Any, text: str) -> None:
    assert encoded(body, Redactor()) == text.encode()


@pytest.mark.parametrize(
    "body",
    [
        Sensitive("hidden-4711"),
        [{"a": (Sensitive("hidden-4711"),)}],
        Sensitive({"a": (Sensitive("hidden-4711"),)}),
    ],
)
def test_what_is_sensitive_is_known_from_then_on(body: Any) -> None:
    redact = Redactor()
    encoded(body, redact)
    assert redact("it says hidden-4711 here") == f"it says {MASK} here"


def test_a_sensitive_number_is_a_secret_too() -> None:
    redact = Redactor()
    encoded({"pin": Sensitive(471100)}, redact)
    assert redact("pin 471100") == f"pin {MASK}"


@pytest.mark.parametrize(
    "part", [UNKNOWN, Masked("blake2b:00:00"), Sensitive(UNKNOWN), Sensitive((UNKNOWN,)), Capsule(), object()]
)
def test_what_nobody_knows_is_never_sent(part: Any) -> None:
    with pytest.raises(TypeError):
        encoded({"nested": [part]}, Redactor())
