"""Which flow an event is about.

The vendors' documents say when events are posted, but not what is in them. So the id is looked for where events of
this kind have it: `flowId` or `flow_id`, or the `id` of `flow`, at the top or in `payload`, `data` or `eventBody`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

_NAMES: Final = ("flowId", "flow_id")
_INSIDE: Final = ("payload", "data", "eventBody")
_LONGEST: Final = 200


class MalformedEventError(Exception):
    """What was posted is no event; the message says why."""


def flow_of(body: bytes) -> str:
    """The vendor's id of the flow that an event is about; empty where it names none.

    Raises:
        MalformedEventError: the body is no JSON object.
    """
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedEventError("The body is not JSON.") from None
    if not isinstance(event, Mapping):
        raise MalformedEventError("The body is not a JSON object.")
    return next(_ids(event), "")


def _ids(event: Mapping[str, Any]) -> Iterator[str]:
    for part in (event, *(event.get(name) for name in _INSIDE)):
        if isinstance(part, Mapping):
            flow = part.get("flow")
            found = [part.get(name) for name in _NAMES]
            found += [flow.get("id")] if isinstance(flow, Mapping) else []
            yield from (text for text in found if isinstance(text, str) and 0 < len(text) <= _LONGEST)
