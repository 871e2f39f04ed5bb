"""Whatever callers of a module pass: what is not refused is a sound flow that says it, and its own tests pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest, VariableValues
from ivrplan.flow.nodes import Hours, Menu, Queue
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from ivrplan.workflow.project import open_project
from tests.modules.calls import failures
from tests.modules.library import LIBRARY

few = settings(max_examples=25, deadline=None)

WORDS: Final = st.text(min_size=1, max_size=20).filter(str.strip)
"""Anything that somebody may write, marks of HCL and Jinja included."""
AWKWARD: Final = st.sampled_from(
    ('"', "${var.x}", "%{ if true }", "{{ x }}", "{% raw %}", "{# #}", "\\", "\n", "'")
)
TEXTS: Final = st.lists(WORDS | AWKWARD, min_size=1, max_size=3).map("".join).filter(str.strip)
NAMES: Final = st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True).filter(
    lambda name: name not in {"choose", "operator", "nobody", "unavailable"}
)
CHOICES: Final = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES, "label": TEXTS},
        optional={"queue": TEXTS},
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda choice: choice["name"],
)
CODES: Final = st.from_regex(r"[a-z]{2,3}(-[A-Z]{2})?", fullmatch=True)
MINUTES: Final = st.integers(0, 24 * 60 - 1)
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def given_values(module: str, **values: Any) -> Configuration:
    folder: Path = LIBRARY / module
    return open_project(LoadRequest(folder, variables=(VariableValues(values),))).configuration


def is_sound(configuration: Configuration) -> bool:
    reports = [
        check_flow(block.composed, RULES, silences=block.silences) for block in configuration.flows.values()
    ]
    return not any(report.failed for report in reports) and list(failures(configuration)) == []


def span(minutes: tuple[int, int]) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)


HOURS: Final = st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1]).map(span)


@few
@given(CHOICES, st.none() | TEXTS)
def test_a_menu_says_every_choice_and_leads_there(
    choices: list[dict[str, str]], operator: str | None
) -> None:
    configuration = given_values("main_menu", choices=tuple(choices), operator=operator)
    flow = configuration.flows["main_menu"].composed
    menu = flow.index["choose"]

    assert is_sound(configuration)
    assert isinstance(menu, Menu)
    assert [menu.edges[str(key)] for key in range(1, len(choices) + 1)] == [one["name"] for one in choices]
    assert all(one["label"] in str(menu.say) for one in choices)
    assert {one["name"]: one["queue"] for one in choices if "queue" in one} == {
        node.name: node.queue for node in flow.nodes if isinstance(node, Queue) and node.name != "operator"
    }


@few
@given(st.lists(CODES, min_size=2, max_size=4, unique=True), TEXTS, st.data())
def test_every_language_is_a_key_away(codes: list[str], invitation: str, data: st.DataObject) -> None:
    default = data.draw(st.none() | st.sampled_from(codes))
    languages = tuple({"code": code, "invitation": invitation} for code in codes)
    configuration = given_values("language_select", languages=languages, default_language=default)
    menu = configuration.flows["language_select"].composed.index["choose"]

    assert is_sound(configuration)
    assert [menu.edges[str(key)] for key in range(1, len(codes) + 1)] == codes
    assert menu.edges["timeout"] == (default or codes[0])


@few
@given(st.dictionaries(st.sampled_from(DAYS), HOURS, min_size=1), TEXTS, st.none() | TEXTS)
def test_hours_are_those_that_were_given(opening: dict[str, str], closed: str, greeting: str | None) -> None:
    configuration = given_values("business_hours", open=opening, closed_message=closed, greeting=greeting)
    hours = configuration.flows["business_hours"].composed.index["check"]

    assert is_sound(configuration)
    assert isinstance(hours, Hours)
    assert hours.open == opening


@few
@given(st.lists(TEXTS, min_size=1, max_size=3), st.integers(2, 5), st.integers(1, 3))
def test_every_question_is_asked_in_its_words(questions: list[str], scale: int, retries: int) -> None:
    configuration = given_values(
        "satisfaction_survey", questions=tuple(questions), scale=scale, retries=retries
    )
    menus = [
        node for node in configuration.flows["satisfaction_survey"].composed.nodes if isinstance(node, Menu)
    ]

    assert is_sound(configuration)
    assert [menu.say for menu in menus] == questions
    assert all(len(menu.edges) == scale + 2 for menu in menus)
