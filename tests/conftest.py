"""What holds for all tests.

Property tests try the same examples in every run of `make test`, so that a run says something about the change and
not about luck. `make fuzz` sets `IVRPLAN_FUZZ_EXAMPLES` and tries new ones, many.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = os.environ.get("IVRPLAN_FUZZ_EXAMPLES", "")

settings.register_profile("test", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "fuzz",
    max_examples=int(EXAMPLES or 0) or 100,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("fuzz" if EXAMPLES else "test")


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees none of the variables that a developer has set for ivrplan or for a vendor."""
    for name in list(os.environ):
        if name.startswith(("IVRPLAN_VAR_", "IVRPLAN_WORKSPACE", "CXONE_", "GENESYS_")):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
