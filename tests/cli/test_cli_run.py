"""Running workflows to their end."""

from __future__ import annotations

from ivrplan.cli.options import Given
from ivrplan.cli.run import run
from ivrplan.cli.session import Session


class _Large:
    """A result whose text would be many megabytes."""

    written = 0

    def __repr__(self) -> str:
        self.written += 1
        return "many megabytes"


async def _work() -> _Large:
    return _Large()


def test_a_result_is_handed_over_without_being_written_out() -> None:
    assert run(Session(Given()), _work).written == 0
