"""Where an apply of these tests runs: in time that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ivrplan.events.record import Surroundings
from tests.fakes.vendor import TYPES

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def around() -> Surroundings:
    return Surroundings("staging", "ada@desk", TYPES, now=lambda: NOW)
