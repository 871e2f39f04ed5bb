"""From an HTTP request to a vendor operation and back: rate, token, scope, body, refusal, correlation id."""

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from ivrplan.sandbox.dialect import Answer, Dialect, JsonObject, VendorError
from ivrplan.sandbox.oauth import OAuthError, TokenProblemError
from ivrplan.sandbox.settings import Behaviour
from ivrplan.sandbox.world import World

Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as an operation sees it; header names are matched without regard to case."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


Operation = Callable[[Call], Answer]
Endpoint = Callable[[Request], Awaitable[Response]]


class MalformedError(Exception):
    """A request that is wrong before its meaning is looked at; one sentence for each problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems


def opened(world: World, dialect: Dialect, operation: Operation) -> Endpoint:
    """An endpoint that needs no token: the token endpoint itself."""
    return _endpoint(world, dialect, operation)


def guarded(world: World, dialect: Dialect, scope: str, operation: Operation) -> Endpoint:
    """An endpoint that needs a token with a scope."""

    def run(call: Call) -> Answer:
        token = world.tokens.check(call.headers.get("authorization", ""), dialect.name)
        if scope not in token.scopes:
            raise dialect.forbidden(scope)
        return operation(call)

    return _endpoint(world, dialect, run)


def parsed(model: type[Body], call: Call) -> Body:
    """The body of a request.

    Raises:
        MalformedError: it is no JSON or has another shape.
    """
    refuse_non_numbers(call.body)
    try:
        return model.model_validate_json(call.body)
    except ValidationError as error:
        raise MalformedError(*shape_problems(error)) from None


def refuse_non_numbers(body: bytes) -> None:
    """Refuse `NaN` and `Infinity`, which are no JSON but which JSON readers let pass inside free-form values.

    Raises:
        MalformedError: the body has one.
    """
    if b"NaN" not in body and b"Infinity" not in body:
        return
    try:
        json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise MalformedError("The body is not JSON.") from None


def shape_problems(error: ValidationError) -> list[str]:
    """One sentence for each place where a body has the wrong shape."""
    return [_sentence(problem["loc"], problem["msg"]) for problem in error.errors()]


def page_of(call: Call, number: str, behaviour: Behaviour) -> tuple[int, int]:
    """Which page of which size a listing asks for; `number` is the vendor's name of the page parameter.

    Raises:
        MalformedError: a value is no whole number or out of bounds.
    """
    page = _whole(call, number, 1)
    size = _whole(call, "pageSize", min(behaviour.page_size_default, behaviour.page_size_max))
    if size > behaviour.page_size_max:
        raise MalformedError(f"pageSize is {size}, at most {behaviour.page_size_max} is allowed.")
    return page, size


def respond(dialect: Dialect, answer: Answer) -> Response:
    """An HTTP response with a correlation id."""
    correlation = str(uuid.uuid4())
    headers = {dialect.correlation_header: correlation, **answer.headers}
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    body = answer.body if answer.status < 400 else dialect.stamp(answer.body, correlation)
    return Response(_encoded(body), answer.status, headers, "application/json")


def refusal(dialect: Dialect, error: VendorError) -> Response:
    """The HTTP response of a refusal."""
    return respond(dialect, Answer(error.status, error.body, error.headers))


def rate_limited(dialect: Dialect, wait: int) -> VendorError:
    """429, with the whole seconds to wait."""
    error = dialect.plain(429, f"Too many requests. Retry after {wait} seconds.")
    return VendorError(429, error.body, {"Retry-After": str(wait)})


def _endpoint(world: World, dialect: Dialect, operation: Operation) -> Endpoint:
    bucket = world.bucket(dialect.name)

    async def endpoint(request: Request) -> Response:
        call = Call(request.path_params, request.query_params, request.headers, await request.body())
        wait = bucket.take(world.behaviour)
        if wait is not None:
            return refusal(dialect, rate_limited(dialect, wait))
        try:
            return respond(dialect, operation(call))
        except (VendorError, MalformedError, OAuthError, TokenProblemError) as error:
            return refusal(dialect, _worded(dialect, error))

    return endpoint


def _worded(
    dialect: Dialect, error: VendorError | MalformedError | OAuthError | TokenProblemError
) -> VendorError:
    match error:
        case VendorError():
            return error
        case MalformedError():
            return dialect.malformed(error.problems)
        case OAuthError():
            return dialect.oauth(error.problem)
        case TokenProblemError():
            return dialect.unauthorized(error.problem)


def _whole(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise MalformedError(f"{name} must be a whole number from 1, not {text!r}.")
    return int(text)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part) for part in place)
    return f"{where}: {message}." if where else f"{message}."


def _encoded(body: JsonObject) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
