"""Who may say that a flow changed."""

from __future__ import annotations

import pytest

from ivrplan.events.signature import SIGNATURE, TIMESTAMP, sign
from ivrplan.workflow.listening.trust import Posted, Trust

NOW = 1_767_225_600
BODY = b'{"flowId": "f1"}'
TRUST = Trust("s3cret-value", ("X-Vendor-Secret", "X-Other-Secret"))


def posted(query: dict[str, str] | None = None, body: bytes = BODY, **headers: str) -> Posted:
    return Posted({name.replace("_", "-"): value for name, value in headers.items()}, query or {}, body)


def signed(secret: str = "s3cret-value", at: int = NOW, body: bytes = BODY) -> Posted:
    headers = {SIGNATURE.lower(): sign(BODY, at, secret), TIMESTAMP.lower(): str(at)}
    return Posted(headers, {}, body)


@pytest.mark.parametrize(
    "event",
    [
        posted(x_vendor_secret="s3cret-value"),
        posted(x_other_secret="s3cret-value"),
        posted({"key": "s3cret-value"}),
        signed(),
        signed(at=NOW - 299),
    ],
    ids=["header", "other header", "address", "signature", "older signature"],
)
def test_who_knows_the_secret_is_believed(event: Posted) -> None:
    assert TRUST.believes(event, now=NOW)


@pytest.mark.parametrize(
    "event",
    [
        posted(),
        posted(x_vendor_secret=""),
        posted(x_vendor_secret="s3cret-valu"),
        posted(x_vendor_secret="s3cret-value "),
        posted(x_vendor_secret="s3cret-välue"),
        posted(x_unknown_secret="s3cret-value"),
        posted({"key": "wrong"}),
        posted({"secret": "s3cret-value"}),
        signed(secret="wrong"),
        signed(at=NOW - 301),
        signed(body=b'{"flowId": "f2"}'),
        Posted({SIGNATURE.lower(): sign(BODY, NOW, "s3cret-value")}, {}, BODY),
    ],
    ids=[
        "nothing",
        "empty",
        "shorter",
        "longer",
        "no ASCII",
        "another header",
        "wrong in the address",
        "another parameter",
        "signed with another",
        "signed long ago",
        "signed something else",
        "signed without a time",
    ],
)
def test_nobody_else_is(event: Posted) -> None:
    assert not TRUST.believes(event, now=NOW)


def test_a_wrong_signature_is_not_made_good_by_a_header() -> None:
    event = signed(secret="wrong")
    assert not TRUST.believes(Posted({**event.headers, "x-vendor-secret": "s3cret-value"}, {}, BODY), now=NOW)


def test_the_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(TRUST)
