"""Every rule that holds for all vendors: the one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.rules.practice import too_many_choices
from ivrplan.rules.rule import Rule
from ivrplan.rules.structure import (
    dead_end,
    loop_without_caller,
    missing_entry,
    missing_target,
    no_way_out,
    unreachable_node,
)

RULES: Final[tuple[Rule, ...]] = (
    missing_target.RULE,
    missing_entry.RULE,
    unreachable_node.RULE,
    dead_end.RULE,
    no_way_out.RULE,
    loop_without_caller.RULE,
    too_many_choices.RULE,
)
"""In the order of their ids, which is the order of every report."""

BY_KEY: Final[Mapping[str, Rule]] = MappingProxyType(
    {key: rule for rule in RULES for key in (rule.id, rule.name)}
)
"""The rules by id and by name: people may use either."""
