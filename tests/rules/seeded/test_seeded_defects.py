"""Slips in sound flows are found, all of them; sound flows, and slips without consequence, are left alone."""

from __future__ import annotations

from hypothesis import given, settings

from ivrplan.flow.flow import Flow
from ivrplan.rules.choice import NO_CHOICE, choose
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from tests.rules.seeded.defects import Mutant, mutants
from tests.rules.seeded.hunt import Hunt
from tests.rules.seeded.lines import lines
from tests.rules.seeded.oracle import defects


@settings(max_examples=1000)
@given(lines())
def test_nothing_is_said_about_a_sound_flow(flow: Flow) -> None:
    assert not list(defects(flow))
    assert check_flow(flow, choose(RULES, NO_CHOICE)).findings == ()


@settings(max_examples=300)
@given(mutants())
def test_a_slip_is_found_and_nothing_else(mutant: Mutant) -> None:
    hunt = Hunt()
    hunt.on(mutant.after)
    assert hunt.missed == []
    assert hunt.alarms == []
