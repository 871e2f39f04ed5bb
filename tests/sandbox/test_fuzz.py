"""Whatever is sent, a vendor answers in its own words and never breaks."""

import asyncio
import json
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.sandbox.app import build_app
from tests.sandbox.support import (
    Api,
    configuration,
    control,
    create,
    credentials,
    register,
    registration,
    version,
)

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(["node_a", ""]),
)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


@st.composite
def _spoiled(draw: st.DrawFn, samples: tuple[Any, ...]) -> Any:
    """A sound document with one place replaced, removed or doubled."""
    document = json.loads(json.dumps(draw(st.sampled_from(samples))))
    place: Any = document
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        deeper = place[key]
        if not isinstance(deeper, dict | list) or not deeper or draw(st.booleans()):
            place[key] = draw(_JSON)
            break
        place = deeper
    return document


async def _check(body: Any, raw: bytes) -> None:
    transport = httpx.ASGITransport(build_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        cxone = Api(
            http, "/cxone", (await http.post("/cxone/oauth/token", data=credentials())).json()["access_token"]
        )
        token = await http.post("/genesys/api/v2/oauth/token", data=credentials())
        genesys = Api(http, "/genesys", token.json()["access_token"])
        await register(cxone, {**registration(), "id": "f"})
        flow_id = await create(genesys)
        requests = [
            (cxone, "POST", "/api/v2/flows", {"Idempotency-Key": "x"}),
            (cxone, "PUT", "/api/v2/flows/ivr/f", {"If-Match": "v1"}),
            (genesys, "POST", "/api/v2/flows", {}),
            (genesys, "POST", f"/api/v2/flows/{flow_id}/versions", {}),
        ]
        for api, method, path, headers in requests:
            sent = {"Authorization": f"Bearer {api.token}", **headers}
            for content in (json.dumps(body).encode(), raw):
                response = await http.request(method, api.mount + path, content=content, headers=sent)
                assert response.status_code in {200, 201, 400, 409, 412, 422}, response.text
                assert isinstance(response.json(), dict)
        for vendor in ("cxone", "genesys"):
            await control(http, "GET", f"/flows/{vendor}")


@settings(max_examples=60, deadline=None)
@given(_spoiled((registration(), configuration(), version())), st.binary(max_size=20))
def test_nothing_that_is_sent_breaks_a_vendor(body: Any, raw: bytes) -> None:
    asyncio.run(_check(body, raw))
