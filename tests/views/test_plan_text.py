"""Plans as people read them: golden files, one for each shape of plan, and the search for secrets in every view."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ivrplan.plan.change import Mode
from ivrplan.providers.contract import Action
from ivrplan.views.actions import WORDS
from ivrplan.views.palette import Palette
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
from tests.views import samples
from tests.views.flowcases import FOLDER as FLOWS
from tests.views.flowcases import read, shown
from tests.views.samples import SAMPLES, SECRET, change, difference, flow, plan

PLANS = Path(__file__).parents[1] / "cases" / "views" / "plans"
SOURCES = {"flow.ivr.hcl": 'flow "main" {\n  menu "menu" {}\n}\n'}
PLAIN = PlanView(Palette(), SOURCES, 80)


def text_of(name: str, palette: Palette = Palette()) -> str:  # noqa: B008 - frozen
    return PlanView(palette, SOURCES, 80).whole(SAMPLES[name]())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_plan_reads_as_its_file_says(name: str) -> None:
    assert text_of(name) + "\n" == (PLANS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_file_has_its_plan() -> None:
    assert {path.stem for path in PLANS.glob("*.txt")} == set(SAMPLES)


@pytest.mark.parametrize("path", sorted(FLOWS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_difference_of_flows_reads_as_its_file_says(path: Path) -> None:
    case = read(path)
    assert shown(case, Palette()) == case.shown


@pytest.mark.parametrize("path", sorted(FLOWS.glob("*.txt")), ids=lambda path: path.stem)
def test_colours_add_no_lines_and_take_no_words(path: Path) -> None:
    case = read(path)
    painted = shown(case, Palette(colour=True))
    assert "\x1b[" in painted
    assert painted.count("\n") == case.shown.count("\n")


def test_the_manual_s_example_reads_as_the_manual_has_it() -> None:
    assert (
        '      ~ flow {\n          ~ menu "menu" {\n              ~ timeout = 5 -> 8\n'
        '              + on "3" -> "billing"\n            }\n          + queue "billing" { queue = "Billing" }\n'
    ) in text_of("update")


def test_the_last_line_is_the_sum() -> None:
    assert text_of("update").splitlines()[-1] == "Plan: 0 to add, 1 to change, 0 to destroy, 1 to release."


@pytest.mark.parametrize("mode", Mode)
def test_a_plan_that_does_nothing_says_so_in_one_line(mode: Mode) -> None:
    assert PLAIN.whole(replace(SAMPLES["nothing"](), mode=mode)).startswith("No changes. ")


def test_the_same_flow_is_written_once_for_any_number_of_resources() -> None:
    made = difference({}, {}, (samples.EMPTY, samples.BASE))
    many = plan(*(change(Action.CREATE, address=f"x.a[{n}]", type="x", difference=made) for n in range(50)))
    text = PLAIN.whole(many)
    assert text.count('menu "menu"') == 1
    assert text.count("# the same as for x.a[0] above (3 nodes)") == 49


def test_flows_that_differ_in_one_word_are_both_written() -> None:
    other = flow({**samples.MENU, "say": "Press 1 for help."}, samples.QUEUE, samples.BYE)
    both = plan(
        *(
            change(
                Action.CREATE,
                address=f"x.{name}",
                type="x",
                difference=difference({}, {}, (samples.EMPTY, made)),
            )
            for name, made in (("a", samples.BASE), ("b", other))
        )
    )
    assert PLAIN.whole(both).count('menu "menu"') == 2


def test_a_small_change_is_repeated_where_it_happens() -> None:
    small = difference(
        {}, {}, (samples.BASE, flow({**samples.MENU, "timeout": 9}, samples.QUEUE, samples.BYE))
    )
    both = plan(*(change(Action.UPDATE, address=f"x.{name}", type="x", difference=small) for name in "ab"))
    assert PLAIN.whole(both).count("~ timeout = 5 -> 9") == 2


def test_every_action_has_words_and_a_sign_of_its_own() -> None:
    assert set(WORDS) == set(Action)
    assert len({words.sign for words in WORDS.values()}) == len(WORDS)


def test_a_plan_that_cannot_be_applied_shows_its_changes_without_the_errors() -> None:
    changes = PLAIN.changes(SAMPLES["problems"]())
    assert 'menu "menu"' in changes
    assert "error" not in changes


@pytest.mark.parametrize("name", SAMPLES)
def test_no_secret_is_in_any_view(name: str) -> None:
    seen = SAMPLES[name]()
    views = [text_of(name), text_of(name, Palette(colour=True)), json.dumps(plan_to_json(seen))]
    assert not [view for view in views if SECRET in view]


def test_the_search_for_secrets_would_find_one() -> None:
    leaking = plan(
        change(Action.CREATE, difference=difference({}, {"token": SECRET}), after={"token": SECRET})
    )
    assert SECRET in PLAIN.whole(leaking)
    assert SECRET in json.dumps(plan_to_json(leaking))
    assert text_of("secrets").count("(sensitive value)") > 10


@pytest.mark.parametrize("name", SAMPLES)
def test_every_plan_has_the_shape_of_terraform_s_plan_json(name: str) -> None:
    document = json.loads(json.dumps(plan_to_json(SAMPLES[name]())))
    assert document["format_version"] == "1.2"
    for each in document["resource_changes"]:
        assert set(each["change"]) - {"importing"} == {
            "actions",
            "before",
            "after",
            "after_unknown",
            "before_sensitive",
            "after_sensitive",
            "replace_paths",
        }
    for output in document["output_changes"].values():
        assert {"actions", "before", "after"} <= set(output)


def test_what_is_secret_or_unknown_is_marked_for_policy_tools() -> None:
    document = plan_to_json(SAMPLES["secrets"]())
    created = document["resource_changes"][1]["change"]
    assert created["after"]["token"] is None
    assert created["after_sensitive"]["token"] is True
    assert created["after_sensitive"]["deep"] == {"er": True}
    assert document["output_changes"]["b"] == {
        "actions": ["update"],
        "before": None,
        "after": None,
        "after_unknown": False,
        "before_sensitive": True,
        "after_sensitive": True,
    }
    unknown = plan_to_json(SAMPLES["creates"]())["output_changes"]["cxone_id"]
    assert unknown["after_unknown"] is True


def test_names_of_instances_are_told_apart_from_types_in_their_keys() -> None:
    document = plan_to_json(SAMPLES["replaces"]())
    assert [each["name"] for each in document["resource_changes"]] == ["main", "other"]
    assert document["resource_changes"][1]["change"]["actions"] == ["create", "delete"]
