"""Writes that name the version that they build on."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from ivrplan.sandbox.cxone.errors import version_conflict
from ivrplan.sandbox.wire import Call, MalformedError


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


_Flow = TypeVar("_Flow", bound=_Versioned)


def matched(call: Call, find: Callable[[Call], _Flow]) -> _Flow:
    """The flow that a call is about, which is at the version that its If-Match names.

    Args:
        call: the call.
        find: finds its flow.

    Raises:
        MalformedError: it names no version.
        VendorError: there is no such flow, or somebody else changed it.
    """
    sent = call.headers.get("if-match", "")
    if not sent:
        raise MalformedError("The header If-Match is required, as v and the version that was read.")
    flow = find(call)
    if sent != f"v{flow.version}":
        raise version_conflict(sent, flow.version)
    return flow
