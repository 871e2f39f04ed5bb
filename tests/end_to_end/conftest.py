"""One sandbox and one forge for all tests of a worker; a folder of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivrplan.sandbox.serve import sandbox_process
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from tests.end_to_end.world import Forge, World

PROMPT = Behaviour(validation_polls=0, publish_polls=0)
"""Vendors that have validated and published at once: nobody waits between two polls."""


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    forge = Forge()
    yield forge
    forge.close()


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    with sandbox_process(SandboxSettings(behaviour=PROMPT)) as url:
        yield url


@pytest.fixture
def world(forge: Forge, sandbox_url: str, tmp_path: Path) -> Iterator[World]:
    world = World(forge, sandbox_url, tmp_path)
    yield world
    world.http.close()
