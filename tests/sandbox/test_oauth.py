"""Tokens: who gets one, what it opens, how long."""

import base64
from typing import Any

import httpx
import pytest

from tests.sandbox.support import Api, configure, control, credentials, register

TOKEN_PATHS = ["/cxone/oauth/token", "/genesys/api/v2/oauth/token"]


@pytest.mark.parametrize("path", TOKEN_PATHS)
async def test_a_form_gets_a_token(http: httpx.AsyncClient, path: str) -> None:
    response = await http.post(path, data=credentials())

    assert response.status_code == 200
    assert response.json()["expires_in"] == 3600


async def test_s0_takes_json(http: httpx.AsyncClient) -> None:
    response = await http.post("/cxone/oauth2/token", json=credentials(scope="flows:read flows:write"))

    assert response.status_code == 200
    assert response.json()["scope"] == "flows:read flows:write"


async def test_s0_refuses_a_form(http: httpx.AsyncClient) -> None:
    response = await http.post("/cxone/oauth2/token", data=credentials())

    assert response.status_code == 400
    assert response.json() == {
        "error": "invalid_request",
        "error_description": "The token request must be sent as application/json.",
    }


@pytest.mark.parametrize("path", TOKEN_PATHS)
async def test_forms_are_not_json(http: httpx.AsyncClient, path: str) -> None:
    response = await http.post(path, json=credentials())

    assert response.status_code == 400
    assert "application/x-www-form-urlencoded" in response.text


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"grant_type": 1}'])
async def test_s0_refuses_what_is_no_object_of_strings(http: httpx.AsyncClient, body: bytes) -> None:
    response = await http.post(
        "/cxone/oauth2/token", content=body, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.parametrize("wrong", [{"client_secret": "guess"}, {"client_id": "someone"}])
async def test_cxone_refuses_a_wrong_client(http: httpx.AsyncClient, wrong: dict[str, str]) -> None:
    response = await http.post("/cxone/oauth/token", data=credentials(**wrong))

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_client"
    assert "guess" not in response.text


async def test_genesys_refuses_a_wrong_client_in_its_own_words(http: httpx.AsyncClient) -> None:
    response = await http.post("/genesys/api/v2/oauth/token", data=credentials(client_secret="guess"))

    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (401, 401, "invalid.client")
    assert body["contextId"] == response.headers["ININ-Correlation-Id"]


async def test_another_grant_type_is_refused(http: httpx.AsyncClient) -> None:
    response = await http.post("/cxone/oauth/token", data=credentials(grant_type="password"))

    assert (response.status_code, response.json()["error"]) == (400, "unsupported_grant_type")


async def test_an_unknown_scope_is_refused_by_name(http: httpx.AsyncClient) -> None:
    response = await http.post("/cxone/oauth/token", data=credentials(scope="flows:read flows:destroy"))

    assert response.json() == {"error": "invalid_scope", "error_description": "Unknown scope: flows:destroy."}


async def test_genesys_takes_the_client_in_basic_authentication(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/genesys/api/v2/oauth/token", data={"grant_type": "client_credentials"}, auth=("sandbox", "sandbox")
    )

    assert response.status_code == 200


async def test_genesys_refuses_basic_authentication_that_is_no_base64(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/genesys/api/v2/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": "Basic !"},
    )

    assert (response.status_code, response.json()["code"]) == (400, "invalid.request")


async def test_a_genesys_token_looks_like_a_jwt(genesys: Api) -> None:
    header, _payload, signature = genesys.token.split(".")

    assert base64.urlsafe_b64decode(header + "==") == b'{"alg":"RS256","typ":"JWT"}'
    assert signature


async def test_two_tokens_differ(http: httpx.AsyncClient) -> None:
    texts = {(await http.post(path, data=credentials())).json()["access_token"] for path in TOKEN_PATHS * 2}

    assert len(texts) == 4


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "No bearer token was sent."),
        ({"Authorization": "Bearer"}, "No bearer token was sent."),
        ({"Authorization": "Basic c2FuZGJveA=="}, "No bearer token was sent."),
        ({"Authorization": "Bearer nonsense"}, "The access token is unknown."),
    ],
)
async def test_cxone_asks_for_a_token(http: httpx.AsyncClient, headers: dict[str, str], why: str) -> None:
    response = await http.get("/cxone/api/v2/flows", headers=headers)

    assert response.status_code == 401
    assert response.json() == {"error": "invalid_token", "error_description": why}
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_opens_one_vendor_only(http: httpx.AsyncClient, cxone: Api) -> None:
    response = await http.get("/genesys/api/v2/flows", headers={"Authorization": f"Bearer {cxone.token}"})

    assert (response.status_code, response.json()["code"]) == (401, "bad.credentials")


async def test_a_token_expires_by_the_sandbox_clock(genesys: Api) -> None:
    await control(genesys.http, "POST", "/clock", {"frozen": True, "advance": 3599})
    before = await genesys.get("/api/v2/flows")
    await control(genesys.http, "POST", "/clock", {"advance": 1})
    after = await genesys.get("/api/v2/flows")

    assert (before.status_code, after.status_code) == (200, 401)
    assert after.json()["code"] == "credentials.expired"


async def test_a_long_expired_token_is_forgotten(cxone: Api) -> None:
    await control(cxone.http, "POST", "/clock", {"advance": 3 * 3600})
    await cxone.http.post("/cxone/oauth/token", data=credentials())
    response = await cxone.get("/api/v2/flows")

    assert response.json()["error_description"] == "The access token is unknown."


async def _limited(http: httpx.AsyncClient, path: str, scope: str) -> str:
    response = await http.post(path, data=credentials(scope=scope))
    text: str = response.json()["access_token"]
    return text


async def test_cxone_names_the_scope_for_writing(cxone: Api) -> None:
    reader = Api(cxone.http, "/cxone", await _limited(cxone.http, "/cxone/oauth/token", "flows:read"))
    responses = [
        await register(reader),
        await configure(reader, "any"),
        await reader.call("DELETE", "/api/v2/flows/any", headers={"If-Match": "v1"}),
    ]

    for response in responses:
        assert response.status_code == 403
        assert response.json() == {
            "error": "insufficient_scope",
            "error_description": "The operation requires the scope flows:write.",
        }


async def test_cxone_names_the_scope_for_reading(cxone: Api) -> None:
    writer = Api(cxone.http, "/cxone", await _limited(cxone.http, "/cxone/oauth/token", "flows:write"))
    responses = [
        await writer.get(path) for path in ("/api/v2/flows", "/api/v2/flows/x", "/api/v2/flows/ivr/x")
    ]

    assert {response.status_code for response in responses} == {403}
    assert "flows:read" in responses[0].text


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v2/flows", "flow:view"),
        ("GET", "/api/v2/flows/x", "flow:view"),
        ("GET", "/api/v2/flows/x/versions", "flow:view"),
        ("GET", "/api/v2/flows/x/versions/1.0", "flow:view"),
        ("POST", "/api/v2/flows", "flow:write"),
        ("POST", "/api/v2/flows/x/versions", "flow:write"),
        ("POST", "/api/v2/flows/actions/publish", "flow:write"),
        ("DELETE", "/api/v2/flows/x", "flow:write"),
    ],
)
async def test_genesys_names_the_missing_scope(
    http: httpx.AsyncClient, method: str, path: str, scope: str
) -> None:
    text = await _limited(http, "/genesys/api/v2/oauth/token", "analytics:read")
    response = await Api(http, "/genesys", text).call(method, path)

    body: dict[str, Any] = response.json()
    assert (response.status_code, body["code"]) == (403, "missing.permissions")
    assert body["details"] == [{"scope": scope}]


async def test_withheld_scopes_are_granted_to_nobody(http: httpx.AsyncClient) -> None:
    await control(http, "PUT", "/settings", {"withheld_scopes": ["flows:write"]})
    response = await http.post("/cxone/oauth/token", data=credentials(scope="flows:read flows:write"))

    assert response.json()["scope"] == "flows:read"
