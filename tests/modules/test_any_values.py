"""Whatever callers of a module pass: what is not refused is a sound flow that says it, and its own tests pass."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.request import LoadRequest, VariableValues
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Hours, Menu, Queue
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from ivrplan.workflow.project import open_project
from tests.modules.calls import EVERYTHING, failures
from tests.modules.library import LIBRARY

few = settings(max_examples=25, deadline=None)


def composed(text: str) -> str:
    """The text as HCL has it: with composed characters (NFC)."""
    return unicodedata.normalize("NFC", text)


WORDS: Final = st.text(min_size=1, max_size=20).filter(str.strip)
"""Anything that somebody may write, marks of HCL and Jinja included."""
AWKWARD: Final = st.sampled_from(
    ('"', "${var.x}", "%{ if true }", "{{ x }}", "{% raw %}", "{# #}", "\\", "\n", "'")
)
TEXTS: Final = st.lists(WORDS | AWKWARD, min_size=1, max_size=3).map("".join).map(composed).filter(str.strip)
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


def with_values(module: str, **values: Any) -> Flow:
    """The flow of a module that is given these values, after a look at it and at its tests."""
    request = LoadRequest(LIBRARY / module, variables=(VariableValues(values),))
    assert list(failures(request, EVERYTHING)) == []
    configuration = open_project(request).configuration
    block = configuration.flows[module]
    assert not check_flow(block.composed, RULES).failed
    return block.composed


def span(minutes: tuple[int, int]) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)


HOURS: Final = st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1]).map(span)


@few
@given(CHOICES, st.none() | TEXTS)
def test_a_menu_says_every_choice_and_leads_there(
    choices: list[dict[str, str]], operator: str | None
) -> None:
    flow = with_values("main_menu", choices=tuple(choices), operator=operator)
    menu = flow.index["choose"]

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
    flow = with_values("language_select", languages=languages, default_language=default)
    menu = flow.index["choose"]

    assert [menu.edges[str(key)] for key in range(1, len(codes) + 1)] == codes
    assert menu.edges["timeout"] == (default or codes[0])


@few
@given(st.dictionaries(st.sampled_from(DAYS), HOURS, min_size=1), TEXTS, st.none() | TEXTS)
def test_hours_are_those_that_were_given(opening: dict[str, str], closed: str, greeting: str | None) -> None:
    flow = with_values("business_hours", open=opening, closed_message=closed, greeting=greeting)
    hours = flow.index["check"]

    assert isinstance(hours, Hours)
    assert hours.open == opening


@few
@given(st.lists(TEXTS, min_size=1, max_size=3), st.integers(2, 5), st.integers(1, 3))
def test_every_question_is_asked_in_its_words(questions: list[str], scale: int, retries: int) -> None:
    flow = with_values("satisfaction_survey", questions=tuple(questions), scale=scale, retries=retries)
    menus = [node for node in flow.nodes if isinstance(node, Menu)]

    assert [menu.say for menu in menus] == questions
    assert all(len(menu.edges) == scale + 2 for menu in menus)
