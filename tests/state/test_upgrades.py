"""A state of any older format is read as one of today's."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.diagnostics import StateError
from ivrplan.state.document import FORMAT_VERSION
from ivrplan.state.upgrades.table import UPGRADES, upgraded


def test_there_is_an_upgrade_from_every_older_format() -> None:
    assert sorted(UPGRADES) == list(range(1, FORMAT_VERSION))


def test_upgrades_are_made_one_after_another() -> None:
    def noted(version: int) -> Any:
        return lambda data: data | {"way": [*data["way"], version]}

    found = upgraded({"version": 2, "way": []}, {1: noted(1), 2: noted(2), 3: noted(3)}, current=4)
    assert found == {"version": 4, "way": [2, 3]}


def test_the_current_format_stays_as_it_is() -> None:
    assert upgraded({"version": FORMAT_VERSION, "x": 1}) == {"version": FORMAT_VERSION, "x": 1}


@pytest.mark.parametrize("version", [None, "1", True, 0, -1, 1.0])
def test_what_names_no_format_is_damage(version: object) -> None:
    with pytest.raises(StateError) as caught:
        upgraded({"version": version})
    assert caught.value.diagnostics[0].detail == "The state does not say which version of the format it has."
