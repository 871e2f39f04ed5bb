"""The tests of a configuration, as `ivrplan test` runs them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ivrplan.config.request import LoadRequest
from ivrplan.workflow.test import RunRequest, run_tests

EVERYTHING = Fraction(100)


def failures(request: LoadRequest, least: Fraction | None = None) -> Iterator[str]:
    """What is wrong with the tests of a folder, warnings included.

    Args:
        request: the folder, and its values.
        least: how much of its nodes and edges they have to pass, in percent; None where that does not matter.
    """
    run = run_tests(RunRequest(request, least=least))
    for result in run.results:
        yield from (f"{result.test.name}: {found.detail}" for found in result.diagnostics)
    yield from (found.detail for found in run.diagnostics)
