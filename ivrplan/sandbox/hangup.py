"""Closing a connection without (the rest of) an answer.

ASGI has no message for that. The server that `serve` starts offers it as an extension of the scope; where a caller
runs the application in-process there is no connection, and an exception of the right family takes its place.
"""

from starlette.types import Receive, Scope

from ivrplan.sandbox.problems import ConnectionDroppedError

EXTENSION = "ivrplan.hang_up"


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the request's connection and wait until it is closed.

    Raises:
        ConnectionDroppedError: the application runs in-process, without a connection.
    """
    close = scope.get("extensions", {}).get(EXTENSION)
    if close is None:
        raise ConnectionDroppedError("The sandbox was asked to drop this connection.")
    close()
    while (await receive())["type"] != "http.disconnect":
        pass
