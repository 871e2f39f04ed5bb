from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from ivrplan.state.backend import Backend
from tests.conformance.backends.places import PLACES, Where

ROOT = Path(__file__).parents[3]
Child: TypeAlias = "subprocess.Popen[str]"
Start: TypeAlias = Callable[..., Child]


@pytest.fixture(params=PLACES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def backend(where: Where) -> Backend:
    return where.open()


@pytest.fixture
def start(where: Where) -> Iterator[Start]:
    """Starts another process on the same state; all of them are gone when the test is over."""
    with ExitStack() as stack:

        def begin(command: str, *numbers: int) -> Child:
            arguments = [
                sys.executable,
                "-m",
                "tests.conformance.backends.child",
                command,
                where.to_text(),
                *map(str, numbers),
            ]
            child = subprocess.Popen(
                arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            stack.enter_context(child)
            stack.callback(child.kill)
            return child

        yield begin
