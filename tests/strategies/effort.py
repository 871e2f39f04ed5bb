"""How many examples a property tries."""

from __future__ import annotations

import os


def examples(usual: int) -> int:
    """As many as `make fuzz` says, else the usual number: settings of a test are stronger than those of a profile."""
    return int(os.environ.get("IVRPLAN_FUZZ_EXAMPLES") or usual)
