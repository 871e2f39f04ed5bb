"""The dependency graph: orders that keep what they can, circles with their path, targets with what they need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.diagnostics import ConfigurationError, PlanError
from ivrplan.plan.dependencies import matching, means, needed_by, order

KNOWN = ("fake.a", "fake.b[0]", "fake.b[10]", 'module.m["x"].fake.c', "fake.bc", "fake.b[0] (deposed 7)")


def test_the_given_order_is_kept_where_nothing_else_decides() -> None:
    ordered, waits = order(["c", "a", "b"], [("c", "b")])
    assert ordered == ["a", "b", "c"]
    assert waits == {"a": frozenset(), "b": frozenset(), "c": frozenset({"b"})}


def test_pairs_with_strangers_are_left_out() -> None:
    assert order(["a"], [("a", "z"), ("z", "a")]) == (["a"], {"a": frozenset()})


def test_a_circle_is_shown_with_its_path() -> None:
    with pytest.raises(PlanError) as caught:
        order(["d", "a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")])
    found = caught.value.diagnostics[0]
    assert (found.summary, found.hint) == (
        "Dependency cycle",
        "Remove one of these references, or a depends_on among them.",
    )
    prefix = "These resources need each other in a circle, so none of them can come first: "
    circle = found.detail.removeprefix(prefix).removesuffix(".").split(" -> ")
    assert circle[0] == circle[-1]
    assert "".join(circle[:3]) in "abcabc"


def test_who_needs_itself_is_a_circle() -> None:
    with pytest.raises(PlanError) as caught:
        order(["a"], [("a", "a")])
    assert "a -> a." in caught.value.diagnostics[0].detail


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] > pair[1])))
def test_everybody_stands_behind_what_they_wait_for(pairs: list[tuple[int, int]]) -> None:
    edges = [(str(waits), str(first)) for waits, first in pairs]
    ordered, waits = order([str(number) for number in reversed(range(13))], edges)
    assert sorted(ordered, key=int) == [str(number) for number in range(13)]
    assert all(ordered.index(first) < ordered.index(then) for then, first in edges)
    assert {(then, first) for then, all_first in waits.items() for first in all_first} == set(edges)


def test_a_target_brings_what_it_needs_and_not_what_needs_it() -> None:
    edges = [("c", "b"), ("b", "a"), ("d", "b")]
    known = [f"fake.{name}" for name in "abcd"]
    named = [(f"fake.{left}", f"fake.{right}") for left, right in edges]
    assert needed_by(["fake.b"], known, named) == {"fake.a", "fake.b"}
    assert needed_by(["fake.b", "fake.c"], known, named) == {"fake.a", "fake.b", "fake.c"}


@pytest.mark.parametrize(
    ("given_address", "found"),
    [
        ("fake.a", ["fake.a"]),
        ("fake.b", ["fake.b[0]", "fake.b[10]", "fake.b[0] (deposed 7)"]),
        ("fake.b[0]", ["fake.b[0]", "fake.b[0] (deposed 7)"]),
        ("fake.bc", ["fake.bc"]),
        ('module.m["x"].fake.c', ['module.m["x"].fake.c']),
        ("module.m.fake.c", ['module.m["x"].fake.c']),
        ("module.m", ['module.m["x"].fake.c']),
        ('module.m["x"]', ['module.m["x"].fake.c']),
    ],
)
def test_an_address_means_an_instance_a_whole_block_or_a_module(given_address: str, found: list[str]) -> None:
    assert matching(given_address, KNOWN) == found
    assert [address for address in KNOWN if means(given_address, address)] == found


@pytest.mark.parametrize(
    ("given_address", "hint"),
    [
        ("fake.aa", 'Did you mean "fake.a"?'),
        ("fake.b[1]", 'Did you mean "fake.b[10]"?'),
        ("other.thing", "`ivrplan state list` shows what there is."),
        ("module.n", "`ivrplan state list` shows what there is."),
    ],
)
def test_an_address_of_nothing_is_told_with_the_nearest(given_address: str, hint: str) -> None:
    with pytest.raises(PlanError) as caught:
        matching(given_address, KNOWN)
    found = caught.value.diagnostics[0]
    assert found.summary == "Unknown address"
    assert found.detail == f'Neither the configuration nor the state has anything at "{given_address}".'
    assert found.hint == hint


def test_text_that_is_no_address_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        matching("fake..a", KNOWN)
