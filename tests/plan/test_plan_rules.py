"""Which rules have a say before an apply, and what a configuration can want of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Severity
from ivrplan.plan.rules import Verdict, all_rules, check
from ivrplan.rules.table import RULES
from ivrplan.workflow.project import load_providers, open_project

LOST = 'disconnect "lost" { say = "Bye." }'
CROWDED = """
  menu "menu" {
    say = "Press a key."
    on  = { "1" = "q", "2" = "q", "3" = "q", "4" = "q", "5" = "q", "6" = "q", timeout = "q", invalid = "q" }
  }
  queue "q" { queue = "Sales" }
"""


def said(folder: Path, settings: str = "", extra: str = "") -> list[tuple[str, Severity]]:
    text = f'ivrplan {{\n  rules {{\n{settings}\n  }}\n}}\nflow "main" {{\n  entry = "menu"\n{CROWDED}{extra}\n}}\n'
    (folder / "main.ivr.hcl").write_text(text)
    project = open_project(LoadRequest(folder))
    found = check(project.configuration, project.providers).diagnostics
    return [(one.code or one.summary, one.severity) for one in found]


def test_advice_is_not_looked_for(tmp_path: Path) -> None:
    assert said(tmp_path) == []


def test_advice_that_a_project_insists_on_is_an_error(tmp_path: Path) -> None:
    assert said(tmp_path, 'severity = { "too-many-choices" = "error" }') == [("IVR201", Severity.ERROR)]


def test_a_number_with_a_reason_of_its_own_is_kept(tmp_path: Path) -> None:
    assert said(tmp_path, 'severity = { "IVR201" = "error" }\nmax_choices = 6') == []


def test_a_core_rule_stops_a_plan_unless_it_is_lowered_or_ignored(tmp_path: Path) -> None:
    assert said(tmp_path, extra=LOST) == [("IVR103", Severity.ERROR)]
    assert said(tmp_path, 'severity = { "IVR103" = "warning" }', LOST) == []
    assert said(tmp_path, 'ignore = ["unreachable-node"]', LOST) == []


def test_rules_that_do_not_exist_or_are_hard_stop_a_plan(tmp_path: Path) -> None:
    found = said(
        tmp_path, 'ignore = ["IVR104", "IVR642"]\nselect = ["IVR999"]\nseverity = { IVR2O1 = "error" }'
    )
    assert found == [
        ("Unknown rule", Severity.ERROR),
        ("Unknown rule", Severity.ERROR),
        ("Hard rule", Severity.ERROR),
        ("Hard rule", Severity.ERROR),
    ]


PART = """
flow "part" {
  entry = "p"
  %s
  disconnect "lost" { say = "Bye." }
  exit "p" { outcome = "done" }
}
flow "main" {
  entry = "a"
  embed "a" {
    flow = flow.part
    on   = { done = "b" }
  }
  disconnect "b" { say = "Bye." }
}
"""


def found(folder: Path, text: str, today: date = date(2026, 6, 1)) -> Verdict:
    (folder / "main.ivr.hcl").write_text(text)
    project = open_project(LoadRequest(folder, today=today))
    return check(project.configuration, project.providers)


def test_what_is_wrong_in_a_part_is_told_where_the_part_is_written(tmp_path: Path) -> None:
    verdict = found(tmp_path, PART % "")
    assert [(one.code, one.range and one.range.line) for one in verdict.diagnostics] == [("IVR103", 5)]


def test_what_is_allowed_in_a_part_is_allowed_wherever_it_is_used(tmp_path: Path) -> None:
    verdict = found(tmp_path, PART % "# ivrplan: ignore[IVR103] until 2026-06-01: a draft")
    assert verdict.diagnostics == ()
    assert verdict.silenced == (
        (
            'IVR103 (unreachable-node) on flow.part: In flow "part", no call can get to node "lost": no other node leads '
            "to it. Allowed until 2026-06-01: a draft"
        ),
    )


def test_a_suppression_ends_when_its_day_is_over(tmp_path: Path) -> None:
    text = PART % "# ivrplan: ignore[IVR103] until 2026-05-31: a draft"
    (problem,) = found(tmp_path, text).diagnostics
    assert problem.hint.endswith("It was allowed until 2026-05-31: a draft")


def test_the_rules_of_all_vendors_are_known() -> None:
    found = [rule.id for rule in all_rules(load_providers({}))]
    assert found == sorted(set(found))
    assert {"IVR601", "IVR611", "IVR621", "IVR641"} <= set(found)
    assert {rule.id for rule in RULES} <= set(found)
