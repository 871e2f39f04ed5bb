"""The CXone of scripted answers, with the token of campaign flows."""

from __future__ import annotations

import httpx
import pytest
import respx


@pytest.fixture
def wire(wire: respx.MockRouter) -> respx.MockRouter:
    token = {"access_token": "token-1", "expires_in": 3600}
    wire.post("/api/oauth2/token", name="token S1").mock(return_value=httpx.Response(200, json=token))
    return wire
