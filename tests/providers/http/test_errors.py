"""Failed calls as diagnostics; every exception of httpx is one of ours."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ivrplan.diagnostics import (
    ConfigurationError,
    ProtocolError,
    ProviderError,
    RejectedError,
    UnavailableError,
)
from ivrplan.language.plain import Masked
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.providers.http.client import ApiClient, checked_base_url, connect
from ivrplan.providers.http.errors import CallContext, Tried, attach, unanswered
from ivrplan.providers.http.operation import Operation, fill
from ivrplan.providers.http.redact import Redactor
from ivrplan.providers.http.runtime import Runtime
from tests.providers.http.fakes import CREDENTIALS, PROFILE, FakeTime, FakeVendor

READ = Operation("read thing", "GET", repeatable=True)
CREATE = Operation("create thing", "POST")
CONTEXT = CallContext(PROFILE, READ, "/things/1", "", Redactor())

OURS: dict[type[Exception], type[ProviderError]] = {
    httpx.ConnectTimeout: UnavailableError,
    httpx.ReadTimeout: UnavailableError,
    httpx.WriteTimeout: UnavailableError,
    httpx.PoolTimeout: UnavailableError,
    httpx.TimeoutException: UnavailableError,
    httpx.ConnectError: UnavailableError,
    httpx.ReadError: UnavailableError,
    httpx.WriteError: UnavailableError,
    httpx.CloseError: UnavailableError,
    httpx.NetworkError: UnavailableError,
    httpx.ProxyError: UnavailableError,
    httpx.RemoteProtocolError: UnavailableError,
    httpx.ProtocolError: UnavailableError,
    httpx.UnsupportedProtocol: UnavailableError,
    httpx.TransportError: UnavailableError,
    httpx.InvalidURL: UnavailableError,
    httpx.LocalProtocolError: ProtocolError,
    httpx.DecodingError: ProtocolError,
    httpx.TooManyRedirects: ProtocolError,
    httpx.RequestError: ProtocolError,
    httpx.HTTPStatusError: ProtocolError,
    httpx.HTTPError: ProtocolError,
    httpx.StreamError: ProtocolError,
    httpx.StreamConsumed: ProtocolError,
    httpx.StreamClosed: ProtocolError,
    httpx.ResponseNotRead: ProtocolError,
    httpx.RequestNotRead: ProtocolError,
    httpx.CookieConflict: ProtocolError,
}

NEVER_LEFT = {httpx.ConnectTimeout, httpx.ConnectError, httpx.PoolTimeout, httpx.ProxyError}


def exceptions_of_httpx() -> Iterator[type[Exception]]:
    for name in httpx.__all__:
        item = getattr(httpx, name)
        if isinstance(item, type) and issubclass(item, Exception):
            yield item


def instance_of(kind: type[Exception]) -> Exception:
    request = httpx.Request("GET", "https://api.example.com")
    if kind is httpx.HTTPStatusError:
        return httpx.HTTPStatusError("boom", request=request, response=httpx.Response(500))
    if kind in {httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead}:
        return kind()
    return kind("boom")


def test_the_map_names_every_exception_of_httpx() -> None:
    assert set(exceptions_of_httpx()) == set(OURS)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
async def test_every_exception_of_httpx_is_one_of_ours(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime, kind: type[Exception]
) -> None:
    vendor.replies = [instance_of(kind)]
    with pytest.raises(OURS[kind]) as caught:
        await client.request(READ, "/things/1", about="thing.main")
    assert "read thing" in caught.value.diagnostics[0].detail
    assert caught.value.diagnostics[0].address == "thing.main"
    assert caught.value.answer.status == 0


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
async def test_a_write_is_sent_again_only_if_it_never_left(
    client: ApiClient, vendor: FakeVendor, kind: type[Exception]
) -> None:
    vendor.replies = [instance_of(kind), httpx.Response(201, json={})]
    if kind in NEVER_LEFT:
        assert (await client.request(CREATE, "/things", json={})).status == 201
    else:
        with pytest.raises(ProviderError):
            await client.request(CREATE, "/things", json={})
        assert len(vendor.requests) == 1


async def test_a_broken_connection_of_the_system_is_ours_too(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [ConnectionResetError("reset by peer")]
    with pytest.raises(UnavailableError, match="reset by peer") as caught:
        await client.request(CREATE, "/things", json={})
    assert "may have been done already" in caught.value.diagnostics[0].detail


@pytest.mark.parametrize("status", [400, 500])
async def test_a_message_names_words_places_and_correlation_id(
    client: ApiClient, vendor: FakeVendor, status: int
) -> None:
    body = {
        "message": "Bad flow",
        "errors": [{"message": "unknown type", "node": "menu", "property": "timeout"}],
        "trace": "t-1",
    }
    vendor.replies = [httpx.Response(status, json=body)]
    with pytest.raises(ProviderError) as caught:
        await client.request(CREATE, "/things", json={})
    detail = caught.value.diagnostics[0].detail
    assert detail == (
        f'Example Voice answered {status} to "create thing" (POST /things): Bad flow '
        '[node "menu", property "timeout": unknown type] (correlation id t-1)'
    )
    assert caught.value.answer.problems[0].node == "menu"
    assert caught.value.answer.correlation_id == "t-1"


async def test_a_correlation_id_may_stand_in_a_header(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [httpx.Response(400, headers={"X-Correlation-Id": "h-1"}, json={})]
    with pytest.raises(RejectedError, match="correlation id h-1"):
        await client.request(CREATE, "/things", json={})


async def test_an_operation_may_know_better_what_to_do(client: ApiClient, vendor: FakeVendor) -> None:
    operation = Operation(
        "simulate", "POST", repeatable=True, final=frozenset({504}), hints={504: "Cut the flow."}
    )
    vendor.replies = [httpx.Response(504, json={})]
    with pytest.raises(UnavailableError) as caught:
        await client.request(operation, "/simulations", json={})
    assert len(vendor.requests) == 1
    assert caught.value.diagnostics[0].hint == "Cut the flow."


async def test_a_redirect_is_not_followed(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [httpx.Response(307, headers={"location": "https://evil.example.net/"})]
    with pytest.raises(ProtocolError, match=r"evil\.example\.net"):
        await client.request(CREATE, "/things", json={})
    assert [request.url.host for request in vendor.requests] == ["api.example.com"]


PAGE = "<html><body>Sign in   here</body></html>"


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (PAGE.encode(), "text/html", 'content type "text/html" instead of JSON: <html><body>Sign in here'),
        (b'{"a": ', "application/json", "not JSON"),
        (b"\xff\xfe\x00", "application/json", "not JSON"),
        (b'{"a": NaN}', "application/json", "NaN is no JSON number"),
        (b"[" * 100_000, "application/json", "nested too deeply"),
        (b"x" * 1000, "text/plain; charset=utf-8", "x" * 200 + "..."),
    ],
)
async def test_an_answer_that_is_no_json_is_a_protocol_error(
    client: ApiClient, vendor: FakeVendor, content: bytes, kind: str, reason: str
) -> None:
    vendor.replies = [httpx.Response(200, content=content, headers={"content-type": kind})]
    with pytest.raises(ProtocolError) as caught:
        await client.request(READ, "/things")
    assert reason in caught.value.diagnostics[0].detail
    assert "base_url" in caught.value.diagnostics[0].hint


async def test_an_error_page_is_quoted(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [httpx.Response(400, html=PAGE)]
    with pytest.raises(RejectedError, match="Sign in here"):
        await client.request(READ, "/things")


@pytest.mark.parametrize("content", [b"", b"  \n"])
async def test_an_empty_answer_has_no_body(client: ApiClient, vendor: FakeVendor, content: bytes) -> None:
    vendor.replies = [httpx.Response(204, content=content)]
    assert (await client.request(READ, "/things")).body is None


@pytest.mark.parametrize("number", [400, 200])
async def test_no_secret_leaves_in_an_error(client: ApiClient, vendor: FakeVendor, number: int) -> None:
    said = f"token-number-1 {CREDENTIALS.client_secret} 4711-pin"
    vendor.replies = [httpx.Response(number, text=said)]
    with pytest.raises(ProviderError) as caught:
        await client.request(CREATE, "/things", json={"pin": Sensitive("4711-pin")})
    assert vendor.requests[0].content == b'{"pin":"4711-pin"}'
    shown = str(caught.value) + repr(caught.value.answer)
    assert not any(secret in shown for secret in said.split())


@pytest.mark.parametrize("value", [UNKNOWN, Masked("blake2b:00:00")])
async def test_nothing_unknown_is_ever_sent(client: ApiClient, vendor: FakeVendor, value: object) -> None:
    with pytest.raises(TypeError):
        await client.request(CREATE, "/things", json={"nested": [{"say": value}]})
    assert vendor.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_where_nobody_listens_on_this_machine_the_sandbox_is_meant(host: str) -> None:
    url = f"http://{host}:8787"
    failure = httpx.ConnectError("refused", request=httpx.Request("GET", f"{url}/cxone/flows"))
    found = unanswered(CONTEXT, failure, Tried()).diagnostics[0]
    assert found.hint == (
        f"Nothing listens at {url} on this machine. If the sandbox is meant, run ivrplan sandbox. "
        "Else: Check base_url in the provider block."
    )


@pytest.mark.parametrize("request_", [httpx.Request("GET", "https://127.0.0.1.example.com/x"), None])
def test_of_other_machines_nothing_is_supposed(request_: httpx.Request | None) -> None:
    found = unanswered(CONTEXT, httpx.ConnectError("refused", request=request_), Tried()).diagnostics[0]
    assert found.hint == "Check base_url in the provider block."


def test_ids_cannot_become_other_paths() -> None:
    assert fill("/flows/{id}/x", id="../a?b#c%") == "/flows/..%2Fa%3Fb%23c%25/x"
    assert fill("/flows/{id}", id="..") == "/flows/%2E%2E"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.example.com",
        "ftp://example.com",
        "https://",
        "https://u:p@example.com",
        "https://x/?a=b",
        "https://x/#f",
        "https://exa mple",
        "https://x:port",
    ],
)
def test_what_is_no_base_url_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked_base_url(text, PROFILE)
    assert "u:p" not in str(caught.value)


async def test_credentials_do_not_show_in_text_forms(runtime: Runtime) -> None:
    assert CREDENTIALS.client_secret not in repr(CREDENTIALS)
    async with connect(PROFILE, "https://x", CREDENTIALS, runtime=runtime) as client:
        assert CREDENTIALS.client_secret not in repr(client)


async def test_an_address_can_be_attached_later(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [httpx.Response(400, json={})]
    with pytest.raises(RejectedError) as caught:
        await client.request(READ, "/things")
    attached = attach(caught.value, "thing.main")
    assert isinstance(attached, RejectedError)
    assert attached.diagnostics[0].address == "thing.main"
    assert attach(attached, "thing.other").diagnostics[0].address == "thing.main"
