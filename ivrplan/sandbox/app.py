"""The sandbox as an ASGI application: one mount for each vendor and one for the control plane."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from ivrplan.sandbox.control import Control
from ivrplan.sandbox.cxone.urls import Cxone
from ivrplan.sandbox.front import Front
from ivrplan.sandbox.genesys.urls import Genesys
from ivrplan.sandbox.settings import SandboxSettings
from ivrplan.sandbox.vendor import Vendor
from ivrplan.sandbox.wire import refusal
from ivrplan.sandbox.world import World

CONTROL = "_control"


def build_app(settings: SandboxSettings | None = None) -> Starlette:
    """An application with its own, independent world; the vendors stand at `/cxone` and `/genesys`.

    Args:
        settings: what the sandbox is started with; nothing for the defaults.

    Raises:
        SandboxError: the data file cannot be used.
    """
    world = World(settings or SandboxSettings())
    vendors: dict[str, Vendor] = {
        "cxone": Cxone(world),
        "genesys": Genesys(world),
    }
    dialects = {name: vendor.dialect for name, vendor in vendors.items()}
    routes = [Mount(f"/{name}", routes=vendor.routes) for name, vendor in vendors.items()]
    return Starlette(
        routes=[*routes, Mount(f"/{CONTROL}", routes=Control(world, vendors).routes())],
        middleware=[Middleware(Front, world=world, dialects=dialects)],
        exception_handlers={HTTPException: _Unrouted(vendors)},
        lifespan=_closing(world),
    )


class _Unrouted:
    """Words what no route serves (404, 405) as the vendor whose mount was asked does."""

    def __init__(self, vendors: Mapping[str, Vendor]) -> None:
        self._vendors = vendors

    async def __call__(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        mount = request.scope["path"].lstrip("/").partition("/")[0]
        message = f"{request.method} {request.scope['path']} is not served: {error.detail}."
        if mount not in self._vendors:
            return JSONResponse({"error": message}, error.status_code)
        dialect = self._vendors[mount].dialect
        return refusal(dialect, dialect.plain(error.status_code, message))


def _closing(world: World) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        world.deliveries.clear()
        world.store.close()

    return lifespan
