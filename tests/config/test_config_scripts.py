"""The calls that tests make, and what these pass of a flow."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ivrplan.config.expectations import Expectation, FlowTest
from ivrplan.config.place import Place
from ivrplan.config.scripts import coverage_of_tests, script_of
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disconnect, Menu
from ivrplan.flow.path import Edge
from ivrplan.language.source import SourceText

MENU = CallGraph(
    Flow(
        name="main",
        entry="menu",
        nodes=(
            Menu(name="menu", edges={"1": "sales", "timeout": "bye"}),
            Disconnect(name="sales"),
            Disconnect(name="bye"),
        ),
    )
)


def a_test(**fields: Any) -> FlowTest:
    place = Place(SourceText.of_file("main.ivr.hcl", ""), 0, 0)
    return FlowTest(
        "a", "main", fields.pop("inputs", ()), Expectation(), place, locator=lambda _: place, **fields
    )


def test_values_are_told_as_decisions_compare_them() -> None:
    script = script_of(
        a_test(variables={"level": "gold", "orders": 3, "share": Decimal("0.50"), "known": True})
    )

    assert script.variables == {"level": "gold", "orders": "3", "share": "0.5", "known": "true"}


def test_a_moment_has_its_zone() -> None:
    assert script_of(a_test(clock="2026-11-21T10:00:00Z")).clock == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert script_of(a_test()).clock is None


def test_what_tests_visit_counts_and_what_none_visits_is_named() -> None:
    found = coverage_of_tests(MENU, [a_test(inputs=("1",)), a_test(inputs=("1", "2"))])

    assert found.missed_nodes == ("bye",)
    assert found.missed_edges == (Edge("menu", "timeout", "bye"),)
    assert coverage_of_tests(MENU, [a_test(inputs=("1",)), a_test()]).complete


def test_without_a_test_nothing_is_visited() -> None:
    assert coverage_of_tests(MENU, []).nodes.covered == 0
