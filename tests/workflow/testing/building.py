"""Tests of flows, made without a file."""

from __future__ import annotations

from typing import Any

from ivrplan.config.expectations import Expectation, FlowTest
from ivrplan.config.place import Place
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Disconnect, Hours, Menu, Play, Queue
from ivrplan.language.source import SourceText

TEXT = SourceText.of_file("main.ivr.hcl", 'test "t" {\n  inputs = []\n  expect {}\n}\n')
PLACES = {(): (0, 8), ("inputs",): (13, 19), ("expect",): (27, 33)}

LINE = Flow(
    name="main",
    entry="welcome",
    nodes=(
        Play(name="welcome", say="Welcome to Acme.", edges={"default": "check"}),
        Hours(name="check", schedule="usual", edges={"open": "menu", "closed": "bye"}),
        Menu(
            name="menu",
            say="Press 1 for sales.",
            retries=1,
            edges={"1": "sales", "3": "lost", "timeout": "bye", "invalid": "bye"},
        ),
        Play(name="lost", say="Hm."),
        Queue(name="sales", queue="Sales", edges={"full": "bye"}),
        Disconnect(name="bye", say="Goodbye."),
    ),
)


def locate(path: tuple[str, ...]) -> Place:
    """Where a part of every test here was written: no part of `expect` has a place of its own."""
    return Place(TEXT, *PLACES.get(path[:1], PLACES[()]))


def a_test(*inputs: str, name: str = "t", flow: str = "main", **expect: Any) -> FlowTest:
    """A test with these inputs and expectations."""
    return FlowTest(name, flow, inputs, Expectation(**expect), locate(()), locator=locate)
