"""What the sandbox knows of a vendor: its routes, and what the control plane can see and do behind its API."""

from collections.abc import Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from ivrplan.sandbox.dialect import Dialect, JsonObject


class Vendor(Protocol):
    """One vendor's stand-in."""

    @property
    def dialect(self) -> Dialect:
        """How the vendor words its refusals; its name is the vendor's mount."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """What it serves."""

    def truth(self) -> list[JsonObject]:
        """Every flow as it is stored, for assertions."""

    def hooks(self) -> list[JsonObject]:
        """Every webhook as it is stored, its secret too, for assertions."""

    def edit(self, flow_id: str, body: bytes) -> JsonObject:
        """Change a flow or a webhook as a person would, behind the back of whoever manages it; it as it is then.

        Raises:
            UnknownFlowError: there is no such object.
            BadControlRequestError: the change makes no sense.
        """

    def reload(self) -> None:
        """Read everything from the store again, after it was cleared."""
