"""How CXone words its refusals: `{error, error_description}` for OAuth, `{message, errors}` for all else."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivrplan.sandbox.dialect import Dialect, JsonObject, OAuthProblem, TokenProblem, VendorError

_AUTHENTICATE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a flow, with the node and property it is about, where there is one."""

    message: str
    node_id: str | None = None
    property: str | None = None

    def to_json(self) -> JsonObject:
        """As it stands in an error body."""
        named = {"message": self.message, "nodeId": self.node_id, "property": self.property}
        return {name: value for name, value in named.items() if value is not None}


def plain(status: int, message: str) -> VendorError:
    """An error with nothing but a message."""
    return VendorError(status, {"message": message, "errors": []})


def bad_request(problems: Sequence[str]) -> VendorError:
    """400: the body or the query has the wrong shape."""
    errors: list[JsonObject] = [{"message": problem} for problem in problems]
    return VendorError(400, {"message": "The request is malformed.", "errors": errors})


def unprocessable(problems: Sequence[Problem]) -> VendorError:
    """422: the flow means something that the vendor rejects."""
    errors = [problem.to_json() for problem in problems]
    return VendorError(422, {"message": f"The flow is invalid: {problems[0].message}", "errors": errors})


def version_conflict(sent: str, current: int) -> VendorError:
    """412: somebody else changed the flow; the body says the version it has now."""
    message = f"If-Match is {sent}, but the flow is at version {current}."
    return VendorError(412, {"message": message, "errors": [], "currentVersion": current})


def not_found(flow_id: str) -> VendorError:
    """404 for a flow."""
    return plain(404, f"Flow {flow_id} does not exist.")


def _unauthorized(problem: TokenProblem) -> VendorError:
    body = {"error": "invalid_token", "error_description": problem.value}
    return VendorError(401, body, _AUTHENTICATE)


def _forbidden(scope: str) -> VendorError:
    description = f"The operation requires the scope {scope}."
    return VendorError(403, {"error": "insufficient_scope", "error_description": description})


def _oauth(problem: OAuthProblem) -> VendorError:
    return VendorError(problem.status, {"error": problem.error, "error_description": problem.description})


def _unstamped(body: JsonObject, _correlation: str) -> JsonObject:
    return body


DIALECT = Dialect(
    name="cxone",
    correlation_header="x-correlation-id",
    scopes=frozenset(
        {"flows:read", "flows:write", "flows:publish", "flow:simulate", "webhooks:read", "webhooks:write"}
        | {"flow:read", "flow:write", "flow:validate", "campaign:write", "events:write"}
    ),
    plain=plain,
    malformed=bad_request,
    unauthorized=_unauthorized,
    forbidden=_forbidden,
    oauth=_oauth,
    stamp=_unstamped,
)
