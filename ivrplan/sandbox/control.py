"""The control plane `/_control`: what only a simulator has. It needs no token and passes no fault or limit."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ivrplan.sandbox.faults import Fault
from ivrplan.sandbox.problems import BadControlRequestError, UnknownFlowError
from ivrplan.sandbox.settings import Behaviour
from ivrplan.sandbox.vendor import Vendor
from ivrplan.sandbox.wire import shape_problems
from ivrplan.sandbox.world import World

_FAULTS: TypeAdapter[list[Fault]] = TypeAdapter(list[Fault])
_PATCH: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])

Endpoint = Callable[[Request], Awaitable[Response]]


class ClockBody(BaseModel):
    """Body of `POST /_control/clock`.

    Args:
        now: the time to stand at from now on: seconds since 1970 or ISO 8601.
        frozen: stand still, or run on.
        advance: seconds to move on, after the other two.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    now: float | str | None = None
    frozen: bool | None = None
    advance: float = Field(default=0, ge=0)


class Control:
    """The operations of the control plane.

    Args:
        world: the sandbox.
        vendors: vendors by name.
    """

    def __init__(self, world: World, vendors: Mapping[str, Vendor]) -> None:
        self._world = world
        self._vendors = vendors

    def routes(self) -> list[BaseRoute]:
        """What it serves below its mount."""
        table: list[tuple[str, str, Endpoint]] = [
            ("POST", "/reset", self.reset),
            ("GET", "/settings", self.read_settings),
            ("PUT", "/settings", self.change_settings),
            ("GET", "/clock", self.read_clock),
            ("POST", "/clock", self.move_clock),
            ("GET", "/faults", self.read_faults),
            ("POST", "/faults", self.arm_faults),
            ("DELETE", "/faults", self.clear_faults),
            ("GET", "/requests", self.read_requests),
            ("DELETE", "/requests", self.clear_requests),
            ("GET", "/flows/{vendor}", self.read_truth),
            ("GET", "/hooks/{vendor}", self.read_hooks),
            ("POST", "/edit/{vendor}/{flow_id}", self.edit),
            ("GET", "/deliveries", self.read_deliveries),
        ]
        return [Route(path, _answering(endpoint), methods=[method]) for method, path, endpoint in table]

    async def reset(self, _request: Request) -> Response:
        """Empty everything, the data file included, and behave as at the start."""
        self._world.reset()
        for vendor in self._vendors.values():
            vendor.reload()
        return Response(status_code=204)

    async def read_settings(self, _request: Request) -> Response:
        """How the vendors behave."""
        return JSONResponse(self._world.behaviour.model_dump(mode="json"))

    async def change_settings(self, request: Request) -> Response:
        """Change the settings that are named, leave the others."""
        patch = _PATCH.validate_json(await request.body())
        current = self._world.behaviour.model_dump()
        self._world.behaviour = Behaviour.model_validate({**current, **patch})
        self._world.refill()
        return await self.read_settings(request)

    async def read_clock(self, _request: Request) -> Response:
        """The sandbox's time."""
        clock = self._world.clock
        return JSONResponse({"now": clock.now(), "iso": clock.iso(), "frozen": clock.frozen})

    async def move_clock(self, request: Request) -> Response:
        """Set, freeze, resume or move the time."""
        body = ClockBody.model_validate_json(await request.body())
        clock = self._world.clock
        if body.now is not None:
            clock.freeze(_seconds(body.now))
        if body.frozen is True:
            clock.freeze()
        if body.frozen is False:
            clock.resume()
        clock.advance(body.advance)
        return await self.read_clock(request)

    async def read_faults(self, _request: Request) -> Response:
        """The armed faults and how often they struck."""
        return JSONResponse({"faults": self._world.faults.to_json()})

    async def arm_faults(self, request: Request) -> Response:
        """Arm one fault or a list of them, after those that are armed."""
        body = await request.body()
        one = body.lstrip().startswith(b"{")
        faults = [Fault.model_validate_json(body)] if one else _FAULTS.validate_json(body)
        for fault in faults:
            self._check_vendor(fault.match.vendor)
        self._world.faults.arm(faults)
        return await self.read_faults(request)

    async def clear_faults(self, _request: Request) -> Response:
        """Disarm all faults."""
        self._world.faults.clear()
        return Response(status_code=204)

    async def read_requests(self, _request: Request) -> Response:
        """The vendor requests that were seen."""
        return JSONResponse({"requests": self._world.requests.to_json()})

    async def clear_requests(self, _request: Request) -> Response:
        """Forget the requests that were seen."""
        self._world.requests.clear()
        return Response(status_code=204)

    async def read_truth(self, request: Request) -> Response:
        """A vendor's flows as they are stored."""
        return JSONResponse({"flows": self._vendor(request).truth()})

    async def read_hooks(self, request: Request) -> Response:
        """A vendor's webhooks as they are stored."""
        return JSONResponse({"hooks": self._vendor(request).hooks()})

    async def read_deliveries(self, request: Request) -> Response:
        """What was posted to webhooks; with `?settled=true` as soon as nothing is on its way."""
        if request.query_params.get("settled") == "true":
            await self._world.deliveries.settled()
        return JSONResponse({"deliveries": self._world.deliveries.to_json()})

    async def edit(self, request: Request) -> Response:
        """Change a stored flow or webhook behind everybody's back."""
        flow_id = request.path_params["flow_id"]
        return JSONResponse(self._vendor(request).edit(flow_id, await request.body()))

    def _vendor(self, request: Request) -> Vendor:
        name = request.path_params["vendor"]
        self._check_vendor(name)
        return self._vendors[name]

    def _check_vendor(self, name: str | None) -> None:
        if name is not None and name not in self._vendors:
            known = ", ".join(sorted(self._vendors))
            raise BadControlRequestError(f"There is no vendor {name}; known are {known}.")


def _answering(endpoint: Endpoint) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except UnknownFlowError as error:
            return JSONResponse({"error": f"There is no flow {error}."}, 404)
        except BadControlRequestError as error:
            return JSONResponse({"error": str(error)}, 400)
        except ValidationError as error:
            return JSONResponse({"error": " ".join(shape_problems(error))}, 400)

    return answer


def _seconds(instant: float | str) -> float:
    if not isinstance(instant, str):
        return float(instant)
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        raise BadControlRequestError(f"now: {instant!r} is no ISO 8601 time.") from None
    if moment.tzinfo is None:
        raise BadControlRequestError(f"now: {instant!r} does not say its time zone; end it with Z for UTC.")
    return moment.timestamp()
