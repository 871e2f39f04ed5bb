"""Which rules a project wants, and how seriously it takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, NamedTuple

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange, did_you_mean, error
from ivrplan.rules.rule import Group, Profile, Rule


class Named(NamedTuple):
    """A rule as somebody named it.

    Attributes:
        key: the rule's id or its name.
        range: where it was written; None on the command line.
    """

    key: str
    range: SourceRange | None = None


DEFAULT_PROFILES: Final = (Profile.CORE, Profile.RECOMMENDED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules speak, and how.

    Attributes:
        profiles: whole sets of rules. The core is always among them, whether it is named or not.
        select: further rules.
        ignore: rules that are left out; this is stronger than the others. Hard rules cannot be.
        severity: rules with another severity than their own. That of hard rules is fixed.
    """

    profiles: tuple[Profile, ...] = DEFAULT_PROFILES
    select: tuple[Named, ...] = ()
    ignore: tuple[Named, ...] = ()
    severity: Mapping[Named, Severity] = field(default_factory=dict)


NO_CHOICE: Final = Choice()
"""What holds where a project says nothing."""


def choose(rules: Iterable[Rule], choice: Choice) -> tuple[Rule, ...]:
    """The rules that are wanted, in their order, each with the severity that is wanted.

    What a vendor cannot do is wanted unless it is ignored.
    """
    selected, ignored = _keys(choice.select), _keys(choice.ignore)
    severities = {named.key: severity for named, severity in choice.severity.items()}
    profiles = {*choice.profiles, Profile.CORE}
    return tuple(
        _with_severity(rule, severities)
        for rule in rules
        if rule.hard or (_wanted(rule, profiles, selected) and not _keys_of(rule) & ignored)
    )


def errors_of(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that can keep a plan from being applied."""
    return tuple(rule for rule in rules if rule.severity is Severity.ERROR)


def mistakes(choice: Choice, rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """What a choice says that cannot be: rules that do not exist, or that are hard and shall be silent or mild.

    Args:
        choice: what somebody wants.
        rules: all rules that there are, the vendors' among them.
    """
    known = by_key(rules)
    for named in chain(choice.select, choice.ignore, choice.severity):
        if named.key not in known:
            yield unknown_rule(named, known)
    for named in choice.ignore:
        if named.key in known and known[named.key].hard:
            yield _fixed(named, known[named.key], "be ignored")
    for named, severity in choice.severity.items():
        if named.key in known and known[named.key].hard and severity is not known[named.key].severity:
            yield _fixed(named, known[named.key], "have another severity")


def by_key(rules: Iterable[Rule]) -> dict[str, Rule]:
    """The rules by id and by name."""
    return {key: rule for rule in rules for key in (rule.id, rule.name)}


def unknown_rule(named: Named, known: Iterable[str]) -> Diagnostic:
    """The words for a rule that does not exist."""
    hint = did_you_mean(named.key, known) or "All rules are listed by: ivrplan explain"
    return error("Unknown rule", f'There is no rule "{named.key}".', hint=hint, range=named.range)


def _fixed(named: Named, rule: Rule, what: str) -> Diagnostic:
    detail = f"{rule.id} ({rule.name}) cannot {what}: a flow that breaks it cannot be deployed."
    return error("Hard rule", detail, hint=rule.mend, range=named.range)


def _wanted(rule: Rule, profiles: set[Profile], selected: frozenset[str]) -> bool:
    return rule.group is Group.VENDOR or bool(rule.profiles & profiles or _keys_of(rule) & selected)


def _with_severity(rule: Rule, severities: Mapping[str, Severity]) -> Rule:
    severity = severities.get(rule.id, severities.get(rule.name, rule.severity))
    return rule if rule.hard or severity is rule.severity else replace(rule, severity=severity)


def _keys(named: Iterable[Named]) -> frozenset[str]:
    return frozenset(each.key for each in named)


def _keys_of(rule: Rule) -> frozenset[str]:
    return frozenset({rule.id, rule.name})
