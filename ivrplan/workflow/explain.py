"""What is a rule about? Ours and the vendors', by id or by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivrplan.diagnostics import ConfigurationError
from ivrplan.plan.rules import all_rules
from ivrplan.rules.choice import Named, by_key, unknown_rule
from ivrplan.rules.pages import page_of
from ivrplan.rules.rule import Rule
from ivrplan.workflow.project import load_providers


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule, and the page that explains it, in Markdown."""

    rule: Rule
    page: str


def explain(key: str, environment: Mapping[str, str]) -> Explanation:
    """Explain a rule.

    Args:
        key: its id, in any case, or its name.
        environment: the process's environment, for providers.

    Raises:
        ConfigurationError: there is no such rule.
    """
    known = by_key(list_rules(environment))
    rule = known.get(key) or known.get(key.upper())
    if rule is None:
        raise ConfigurationError(unknown_rule(Named(key), known))
    return Explanation(rule, page_of(rule))


def list_rules(environment: Mapping[str, str]) -> tuple[Rule, ...]:
    """All rules, by their ids."""
    return all_rules(load_providers(environment))
