"""Work that is spread over processes gives what it gives in one."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.workflow.cores import on_all_cores


def squares(items: Sequence[int]) -> list[int]:
    return [item * item for item in items]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100])
def test_results_are_in_the_order_of_the_things(count: int) -> None:
    items = range(count)
    assert on_all_cores(squares, items, fewest=1) == squares(items)


def test_few_things_are_done_in_this_process() -> None:
    assert on_all_cores(lambda items: [os.getpid() for _ in items], [1, 2, 3]) == [os.getpid()] * 3


def test_what_the_work_knows_needs_no_sending() -> None:
    known = {item: (lambda: "not to be sent") for item in range(10)}
    found = on_all_cores(lambda items: [known[item]() for item in items], range(10), fewest=1)
    assert found == ["not to be sent"] * 10


def test_what_goes_wrong_elsewhere_is_raised_here() -> None:
    def fail(items: Sequence[int]) -> list[int]:
        if 9 in items:
            raise ConfigurationError(error("Wrong", "It is wrong."))
        return list(items)

    with pytest.raises(ConfigurationError, match="It is wrong"):
        on_all_cores(fail, range(10), fewest=1)
