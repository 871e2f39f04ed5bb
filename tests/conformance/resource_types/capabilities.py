"""What a resource type can do beyond what every one must, and why one cannot."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

REQUIRED: Final = (
    "create",
    "read",
    "update",
    "no-op",
    "drift",
    "conflict",
    "import by id and by name",
    "delete",
    "delete of what is gone",
    "retries",
    "lost answers and crashes",
    "listing in pages",
    "cheap refresh",
    "secrets that are not shown",
)
"""What the suite asks of every type. There is no way to decline it."""


class Capability(StrEnum):
    """What a type may lack."""

    FLOW = "deploys a call flow"
    RENAME = "is renamed in place"
    RELEASE = "is saved and published apart"
    ROLLBACK = "goes back to an earlier version"
    CIRCLES = "may lead in circles"
    TAKEN = "a name is taken once"
    MARKED = "is told from its like after a crash"


_UNVERSIONED: Final = "the vendor keeps no earlier versions"

_HOOK: Final[Mapping[Capability, str]] = {
    Capability.FLOW: "an address, no call flow",
    Capability.RELEASE: "saving is all there is",
    Capability.ROLLBACK: _UNVERSIONED,
    Capability.CIRCLES: "leads to nothing",
    Capability.TAKEN: "the vendor takes a name twice",
    Capability.MARKED: "the vendor keeps no mark of ours; the newest that says the same is taken",
}

CANNOT: Final[Mapping[str, Mapping[Capability, str]]] = MappingProxyType(
    {
        "cxone_ivr_flow": {
            Capability.RENAME: "no endpoint renames a flow: it is replaced",
            Capability.RELEASE: "saving is publishing",
        },
        "cxone_campaign_flow": {
            Capability.RELEASE: "saving is publishing",
            Capability.ROLLBACK: _UNVERSIONED,
            Capability.CIRCLES: "the vendor takes a flow as a whole",
            Capability.MARKED: "the vendor keeps no mark of ours; one of the same name and content is taken",
        },
        "cxone_webhook": _HOOK,
        "cxone_event_subscription": {**_HOOK, Capability.RENAME: "has no name"},
        "genesys_webhook": _HOOK,
    }
)
"""Why a type cannot do what others can. What does not stand here, it can."""


def reason(type_: str, capability: Capability) -> str:
    """Why a type lacks a capability; empty where it has it."""
    return CANNOT.get(type_, {}).get(capability, "")
