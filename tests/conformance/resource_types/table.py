"""The table of what every resource type can do, as `docs/providers/README.md` has it.

python -m tests.conformance.resource_types.table > docs/providers/README.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.conformance.resource_types.capabilities import REQUIRED, Capability, reason
from tests.conformance.resource_types.samples import SAMPLES

_HEAD: Final = """\
# What is supported

One suite of tests, `tests/conformance/resource_types/`, runs on every resource type, and this page is written from what it holds
the types to: `python -m tests.conformance.resource_types.table > docs/providers/README.md`.

What a vendor needs and how it is configured: [NICE CXone](cxone.md), [Genesys Cloud](genesys.md). How requests are sent, and when
again: [requests, retries, rates](http.md). What becomes of each resource type when a request of its life fails:
[What one fault can do](../safety.md#what-one-fault-can-do), or `make faults`.

## Every resource type

"""


def page() -> Iterator[str]:
    """The page, line by line."""
    yield from _HEAD.splitlines()
    yield from (f"- {one}" for one in REQUIRED)
    yield from ("", "## What differs", "")
    yield f"| resource type | {' | '.join(Capability)} |"
    yield "| --- |" + " --- |" * len(Capability)
    notes: dict[str, int] = {}
    for type_ in sorted(SAMPLES):
        yield f"| `{type_}` | {' | '.join(_sign(type_, one, notes) for one in Capability)} |"
    yield ""
    yield from (f"{number}. {note}" for note, number in notes.items())


def _sign(type_: str, capability: Capability, notes: dict[str, int]) -> str:
    why = reason(type_, capability)
    return f"no ({notes.setdefault(why, len(notes) + 1)})" if why else "yes"


if __name__ == "__main__":
    print("\n".join(page()))  # noqa: T201 - the page
