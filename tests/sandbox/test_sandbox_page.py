"""The page about the sandbox says what the sandbox does."""

import json
import re
from pathlib import Path
from typing import get_args

import httpx
import pytest
from starlette.routing import Mount, Route

from ivrplan.sandbox.app import build_app
from ivrplan.sandbox.faults import FaultKind
from ivrplan.sandbox.settings import Behaviour
from tests.sandbox.support import Api, create, create_version, register

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
CURLS = re.findall(r"^    curl (?:-X (\w+) )?\$BASE(\S+)(?: -d '([^']*)')?$", PAGE, re.MULTILINE)
PROGRAMS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_setting_stands_there_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S+) \| ", PAGE, re.MULTILINE))

    shown = {
        name: json.loads(value.strip("`")) for name, value in rows.items() if name in Behaviour.model_fields
    }
    assert shown == Behaviour().model_dump()


def test_every_kind_of_fault_stands_there() -> None:
    assert [kind for kind in get_args(FaultKind) if f"| `{kind}` |" not in PAGE] == []


def test_every_route_stands_there() -> None:
    mounts = [mount for mount in build_app().routes if isinstance(mount, Mount) and mount.path != "/_control"]
    routes = [
        (method, route.path.replace("flow_id", "id").replace("version_id", "version"))
        for mount in mounts
        for route in mount.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    ]

    assert len(routes) == 44
    assert [
        route for route in routes if not re.search(rf"\| `{route[0]} {re.escape(route[1])}[?`]", PAGE)
    ] == []


@pytest.mark.parametrize(("method", "path", "body"), CURLS, ids=[f"{curl[0]} {curl[1]}" for curl in CURLS])
async def test_every_curl_works(cxone: Api, genesys: Api, method: str, path: str, body: str) -> None:
    flow_id = (await register(cxone)).json()["id"] if "cxone" in path else await create(genesys)
    if "genesys" in path:
        await create_version(genesys, flow_id)
    path = path.replace("$FLOW", flow_id)
    default = "POST" if body else "GET"
    response = await cxone.http.request(method or default, path, content=body)

    assert response.is_success, response.text


def test_the_curls_are_found() -> None:
    assert len(CURLS) >= 15


@pytest.mark.parametrize("program", PROGRAMS, ids=["in-process", "over HTTP"])
def test_every_program_runs(program: str) -> None:
    exec(compile(program, "docs/sandbox.md", "exec"), {"__name__": "page", "httpx": httpx})
