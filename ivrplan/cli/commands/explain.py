"""`ivrplan explain`."""

from __future__ import annotations

import click

from ivrplan.cli.options import json_option, where_options
from ivrplan.cli.run import run_plain, session
from ivrplan.views.explanations import explanation_json, explanation_text, rules_json, rules_text
from ivrplan.workflow.explain import explain, list_rules


@click.command("explain")
@click.argument("rule", required=False)
@json_option
@where_options
def command(*, rule: str | None) -> None:
    """Tell what a rule finds, why it matters, and how to mend it. Without RULE, list all rules.

    RULE is an id, such as IVR201, or a name, such as too-many-choices.
    """
    told = session()
    if rule is None:
        rules = run_plain(told, lambda: list_rules(told.environment))
        if told.as_json:
            told.emit(rules_json(rules))
        else:
            told.say(rules_text(rules, told.palette))
        return
    explanation = run_plain(told, lambda: explain(rule, told.environment))
    if told.as_json:
        told.emit(explanation_json(explanation))
    else:
        told.say(explanation_text(explanation, told.palette))
