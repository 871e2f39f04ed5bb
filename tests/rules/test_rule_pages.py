"""Every rule has a page; what the page says is true, and its cases are the rule's tests."""

from __future__ import annotations

import re

import pytest

from ivrplan.diagnostics import Severity
from ivrplan.rules.rule import Group, Profile, Rule
from ivrplan.rules.table import BY_KEY, RULES
from tests.rules.pages import FOLDER, SECTIONS, Case, cases, fences, hits, page, said, sections

CASES = [case for path in sorted(FOLDER.glob("IVR*.md")) for case in cases(path.stem)]

HUNDREDS = {
    Group.STRUCTURE: "13",
    Group.PRACTICE: "02348",
    Group.LEGAL: "5",
    Group.VENDOR: "6",
    Group.SECURITY: "37",
    Group.UPKEEP: "8",
}

PROFILES = {
    Group.STRUCTURE: {Profile.CORE},
    Group.PRACTICE: {Profile.RECOMMENDED},
    Group.SECURITY: {Profile.RECOMMENDED, Profile.RECORDING},
    Group.LEGAL: {Profile.OUTBOUND_US, Profile.RECORDING},
    Group.UPKEEP: {Profile.RECOMMENDED},
}

SOUND = frozenset(rule for rule in RULES if rule.severity is Severity.ERROR)
"""What no example that is shown as right may break; advice about another matter would lengthen every page."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_of_a_page_is_what_the_rule_says(case: Case) -> None:
    assert tuple(map(said, hits(BY_KEY[case.rule], case.text))) == case.expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_shows_both_what_it_finds_and_what_it_leaves_alone(rule: Rule) -> None:
    shown = [bool(case.expected) for case in CASES if case.rule == rule.id]
    assert True in shown
    assert False in shown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_says_what_the_rule_says(rule: Rule) -> None:
    text = page(rule.id)
    parts = sections(text)
    assert tuple(parts) == SECTIONS
    silence = "cannot be silenced" if rule.immune else "can be silenced with a reason"
    head = f"# {rule.id} {rule.name}\n\n{rule.summary}. Group {rule.group}, {rule.severity}, {silence}.\n"
    assert text.startswith(head)
    assert rule.why in _flat(parts["Why it matters"])
    assert rule.mend in _flat(parts["How to mend it"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_example_breaks_the_rule_and_the_mended_one_is_sound(rule: Rule) -> None:
    parts = sections(page(rule.id))
    (example,) = fences(parts["Example"], "hcl")
    (mended,) = fences(parts["How to mend it"], "hcl")
    assert hits(rule, example)
    assert [hit.message for each in {*SOUND, rule} for hit in hits(each, mended)] == []


def test_ids_and_names_are_well_formed_and_used_once() -> None:
    assert len(BY_KEY) == 2 * len(RULES)
    assert [rule.id for rule in RULES] == sorted(rule.id for rule in RULES)
    for rule in RULES:
        assert re.fullmatch(r"IVR[0-8]\d\d", rule.id)
        assert rule.id[3] in HUNDREDS[rule.group], f"{rule.id} is in the wrong hundred"
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
        assert not re.match(r"(no-missing|check|ensure|require|avoid|fix|must)-", rule.name), (
            "a name says the problem"
        )


def test_a_rule_belongs_to_profiles_of_its_group() -> None:
    for rule in RULES:
        assert rule.profiles
        assert rule.profiles <= PROFILES[rule.group]


def test_words_of_rules_are_whole_sentences() -> None:
    for rule in RULES:
        assert rule.why.endswith(".")
        assert rule.mend.endswith(".")
        assert not rule.summary.endswith(".")
        assert '"' not in rule.summary


def test_the_index_lists_every_rule_and_no_other_page_exists() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [line for line in index.splitlines() if line.startswith("| [IVR")]
    assert rows == [
        f"| [{rule.id}]({rule.id}.md) | {rule.name} | {rule.group} | {rule.severity} | {rule.summary} |"
        for rule in RULES
    ]
    assert {path.stem for path in FOLDER.glob("*.md")} == {"README", *(rule.id for rule in RULES)}


def _flat(text: str) -> str:
    return " ".join(text.split())
