"""Every rule that holds for all vendors: the one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.rules.legal import (
    bypassed_disclosure,
    late_opt_out,
    opt_out_with_conditions,
    recorded_secret_digits,
    recording_without_notice,
    speech_before_identification,
    undisclosed_automation,
    unsaid_callback_number,
)
from ivrplan.rules.practice import (
    alike_names,
    awkward_announcement,
    blank_attribute,
    failure_without_branch,
    gap_in_keys,
    hang_up_on_failure,
    late_first_choice,
    menu_too_deep,
    menu_without_way_back,
    person_out_of_reach,
    prompt_and_keys_differ,
    prompt_too_long,
    queue_past_hours,
    silence_without_branch,
    silent_hang_up,
    too_many_choices,
    too_many_decisions,
    too_many_interactions,
    unconventional_key,
    undescribed_flow,
    unhelpful_retries,
    unsuitable_timeout,
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
    menu_too_deep.RULE,
    gap_in_keys.RULE,
    unconventional_key.RULE,
    person_out_of_reach.RULE,
    menu_without_way_back.RULE,
    prompt_and_keys_differ.RULE,
    awkward_announcement.RULE,
    too_many_decisions.RULE,
    too_many_interactions.RULE,
    prompt_too_long.RULE,
    silent_prompt.RULE,
    untrusted_address.RULE,
    late_first_choice.RULE,
    silence_without_branch.RULE,
    wrong_input_without_branch.RULE,
    unhelpful_retries.RULE,
    unsuitable_timeout.RULE,
    hang_up_on_failure.RULE,
    failure_without_branch.RULE,
    queue_past_hours.RULE,
    silent_hang_up.RULE,
    speech_before_identification.RULE,
    late_opt_out.RULE,
    opt_out_with_conditions.RULE,
    unsaid_callback_number.RULE,
    recording_without_notice.RULE,
    bypassed_disclosure.RULE,
    undisclosed_automation.RULE,
    recorded_secret_digits.RULE,
    secret_in_clear.RULE,
    caller_data_in_url.RULE,
    unmarked_secret_digits.RULE,
    undescribed_flow.RULE,
    void_suppression.RULE,
    unused_suppression.RULE,
    blank_attribute.RULE,
)
"""In the order of their ids, which is the order of every report."""

BY_KEY: Final[Mapping[str, Rule]] = MappingProxyType(
    {key: rule for rule in RULES for key in (rule.id, rule.name)}
)
"""The rules by id and by name: people may use either."""
