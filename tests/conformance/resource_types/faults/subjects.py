"""What the fault matrix is about: every resource type, and the ways of using one that ask other things of the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tests.conformance.resource_types.samples import SAMPLES


@dataclass(frozen=True, slots=True)
class Subject:
    """A resource type, used in one way.

    Attributes:
        type: the resource type.
        body: what its block says besides the sample's attributes.
        rest: what stands in the file besides its block.
        goes_back: whether callers can get an earlier version of it again.
    """

    type: str
    body: str = ""
    rest: str = ""
    goes_back: bool = False


_TEST: Final = """
test "a call comes to its end" {
  flow   = flow.main
  inputs = ["1"]
  expect { max_seconds = 15 }
}
"""

SUBJECTS: Final[Mapping[str, Subject]] = MappingProxyType(
    {
        **{name: Subject(name) for name in sorted(SAMPLES)},
        "cxone_ivr_flow, released": Subject(
            "cxone_ivr_flow", 'release { tag = "one" }', _TEST, goes_back=True
        ),
        "genesys_flow": Subject("genesys_flow", goes_back=True),
    }
)
"""By the name that the matrix shows."""
