"""Every rule that holds for all vendors: the one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.rules.practice import (
    alike_names,
    failure_without_branch,
    silence_without_branch,
    too_many_choices,
    wrong_input_without_branch,
)
from ivrplan.rules.rule import Rule
from ivrplan.rules.security import (
    caller_data_in_url,
    secret_in_clear,
    unmarked_secret_digits,
    untrusted_address,
)
from ivrplan.rules.structure import (
    alike_values,
    branch_never_taken,
    branch_without_default,
    dead_end,
    loop_without_caller,
    missing_entry,
    missing_target,
    no_way_out,
    retry_without_end,
    silent_prompt,
    unreachable_node,
    unused_variable,
    variable_without_value,
)
from ivrplan.rules.upkeep import unused_suppression, void_suppression

RULES: Final[tuple[Rule, ...]] = (
    alike_names.RULE,
    missing_target.RULE,
    missing_entry.RULE,
    unreachable_node.RULE,
    dead_end.RULE,
    no_way_out.RULE,
    branch_without_default.RULE,
    alike_values.RULE,
    branch_never_taken.RULE,
    loop_without_caller.RULE,
    retry_without_end.RULE,
    variable_without_value.RULE,
    unused_variable.RULE,
    too_many_choices.RULE,
    silent_prompt.RULE,
    untrusted_address.RULE,
    silence_without_branch.RULE,
    wrong_input_without_branch.RULE,
    failure_without_branch.RULE,
    secret_in_clear.RULE,
    caller_data_in_url.RULE,
    unmarked_secret_digits.RULE,
    void_suppression.RULE,
    unused_suppression.RULE,
)
"""In the order of their ids, which is the order of every report."""

BY_KEY: Final[Mapping[str, Rule]] = MappingProxyType(
    {key: rule for rule in RULES for key in (rule.id, rule.name)}
)
"""The rules by id and by name: people may use either."""
