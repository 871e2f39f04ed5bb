"""A sandbox in-process for each test, and its vendors with a token."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from ivrplan.sandbox.app import build_app
from tests.sandbox.support import Api, credentials


@pytest.fixture
def app() -> Starlette:
    return build_app()


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
        yield client


@pytest.fixture
async def cxone(http: httpx.AsyncClient) -> Api:
    response = await http.post("/cxone/oauth/token", data=credentials())
    return Api(http, "/cxone", response.json()["access_token"])


@pytest.fixture
async def genesys(http: httpx.AsyncClient) -> Api:
    response = await http.post("/genesys/api/v2/oauth/token", data=credentials())
    return Api(http, "/genesys", response.json()["access_token"])
