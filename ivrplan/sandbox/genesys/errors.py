"""How Genesys Cloud words its refusals: one body for all, with a code and the correlation id as `contextId`."""

from collections.abc import Sequence
from typing import Any

from ivrplan.sandbox.dialect import Dialect, JsonObject, OAuthProblem, TokenProblem, VendorError

_CODES = {
    400: "bad.request",
    401: "bad.credentials",
    403: "missing.permissions",
    404: "not.found",
    405: "method.not.allowed",
    409: "conflict",
    429: "too.many.requests",
    500: "internal.server.error",
    502: "bad.gateway",
    503: "service.unavailable",
    504: "gateway.timeout",
}
_TOKEN_CODES = {
    TokenProblem.MISSING: "authentication.required",
    TokenProblem.UNKNOWN: "bad.credentials",
    TokenProblem.EXPIRED: "credentials.expired",
}


def coded(
    status: int, code: str, message: str, *, details: Sequence[Any] = (), errors: Sequence[Any] = ()
) -> VendorError:
    """An error with a code of its own."""
    body = {
        "message": message,
        "code": code,
        "status": status,
        "details": list(details),
        "errors": list(errors),
    }
    return VendorError(status, body)


def plain(status: int, message: str) -> VendorError:
    """An error with the code that goes with its status."""
    return coded(status, _CODES.get(status, "error"), message)


def not_found(flow_id: str) -> VendorError:
    """404 for a flow."""
    return coded(404, "flow.not.found", f"Flow {flow_id} does not exist.")


def version_not_found(flow_id: str, version_id: str) -> VendorError:
    """404 for a version of a flow that exists."""
    return coded(404, "flow.version.not.found", f"Flow {flow_id} has no version {version_id}.")


def name_taken(name: str, flow_id: str) -> VendorError:
    """409: another flow of the type has the name."""
    message = f"A flow named {name!r} exists already, its id is {flow_id}."
    return coded(409, "flow.name.exists", message, details=[{"fieldName": "name", "entityId": flow_id}])


def locked(flow_id: str, user: JsonObject) -> VendorError:
    """409: somebody has the flow open for editing."""
    message = f"Flow {flow_id} is locked by {user.get('name', 'another user')}."
    return coded(409, "flow.locked.by.user", message, details=[{"lockedUser": user}])


def _malformed(problems: Sequence[str]) -> VendorError:
    errors = [{"message": problem} for problem in problems]
    return coded(400, "bad.request", "The request is malformed.", errors=errors)


def _unauthorized(problem: TokenProblem) -> VendorError:
    return coded(401, _TOKEN_CODES[problem], problem.value)


def _forbidden(scope: str) -> VendorError:
    message = f"The operation requires the scope {scope}."
    return coded(403, "missing.permissions", message, details=[{"scope": scope}])


def _oauth(problem: OAuthProblem) -> VendorError:
    return coded(problem.status, problem.error.replace("_", "."), problem.description)


def _stamped(body: JsonObject, correlation: str) -> JsonObject:
    return {**body, "contextId": correlation}


DIALECT = Dialect(
    name="genesys",
    correlation_header="ININ-Correlation-Id",
    scopes=frozenset({"flow:write", "flow:view", "webhook:write", "analytics:read"}),
    plain=plain,
    malformed=_malformed,
    unauthorized=_unauthorized,
    forbidden=_forbidden,
    oauth=_oauth,
    stamp=_stamped,
)
