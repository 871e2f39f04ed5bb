"""Which rules speak: profiles, single rules, severities."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivrplan.diagnostics import Severity, SourceRange
from ivrplan.rules.choice import Choice, Named, choose, errors_of, mistakes
from ivrplan.rules.rule import Group, Profile, Rule
from ivrplan.rules.table import BY_KEY, RULES

HARD, SOFT, ADVICE = BY_KEY["IVR101"], BY_KEY["IVR103"], BY_KEY["IVR201"]
LAW = replace(
    ADVICE, id="IVR599", name="unkept-law", group=Group.LEGAL, profiles=frozenset({Profile.OUTBOUND_US})
)
LIMIT = replace(SOFT, id="IVR699", name="unkept-limit", group=Group.VENDOR)
ALL = (HARD, SOFT, ADVICE, LAW, LIMIT)
PLACE = SourceRange("main.ivr.hcl", 3, 5, 3, 9)


def chosen(choice: Choice) -> list[str]:
    return [rule.id for rule in choose(ALL, choice)]


def test_the_core_and_what_is_recommended_speak_unless_said_otherwise() -> None:
    assert chosen(Choice()) == ["IVR101", "IVR103", "IVR201", "IVR699"]


def test_the_core_is_always_there_and_so_are_the_vendors_limits() -> None:
    assert chosen(Choice(profiles=())) == ["IVR101", "IVR103", "IVR699"]
    assert chosen(Choice(profiles=(Profile.OUTBOUND_US,))) == ["IVR101", "IVR103", "IVR599", "IVR699"]


@pytest.mark.parametrize("key", ["IVR599", "unkept-law"])
def test_a_rule_is_added_by_id_or_name(key: str) -> None:
    assert "IVR599" in chosen(Choice(select=(Named(key),)))


def test_what_is_ignored_is_silent_whoever_wants_it_but_hard_rules_are_not() -> None:
    choice = Choice(
        select=(Named("IVR201"),),
        ignore=(Named("too-many-choices"), Named("IVR103"), Named("IVR101"), Named("IVR699")),
    )
    assert chosen(choice) == ["IVR101"]


def test_a_severity_is_set_but_not_that_of_a_hard_rule() -> None:
    wanted = {Named("unreachable-node"): Severity.WARNING, Named("IVR101"): Severity.NOTE}
    wanted |= {Named("IVR201"): Severity.ERROR}
    found = choose(ALL, Choice(severity=wanted))
    assert [(rule.id, rule.severity.value) for rule in found] == [
        ("IVR101", "error"),
        ("IVR103", "warning"),
        ("IVR201", "error"),
        ("IVR699", "error"),
    ]
    assert [rule.id for rule in errors_of(found)] == ["IVR101", "IVR201", "IVR699"]


def test_what_cannot_be_is_told_with_its_place() -> None:
    choice = Choice(
        select=(Named("unreachable-nodes", PLACE),),
        ignore=(Named("IVR101", PLACE), Named("IVR103")),
        severity={Named("IVR1O3"): Severity.NOTE, Named("IVR101"): Severity.WARNING},
    )
    found = list(mistakes(choice, ALL))
    assert [(one.summary, one.range) for one in found] == [
        ("Unknown rule", PLACE),
        ("Unknown rule", None),
        ("Hard rule", PLACE),
        ("Hard rule", None),
    ]
    assert found[0].hint == 'Did you mean "unreachable-node"?'
    assert found[2].detail.startswith("IVR101 (edge-to-missing-node) cannot be ignored")
    assert "another severity" in found[3].detail


def test_to_repeat_a_hard_rules_own_severity_is_no_mistake() -> None:
    assert not list(mistakes(Choice(severity={Named("IVR101"): Severity.ERROR}), ALL))


def test_choosing_again_changes_nothing() -> None:
    wanted: dict[Named, Severity] = {Named("IVR103"): Severity.WARNING}
    choice = Choice(profiles=tuple(Profile), ignore=(Named("IVR201"),), severity=wanted)
    once: tuple[Rule, ...] = choose(RULES, choice)
    assert choose(once, choice) == once
