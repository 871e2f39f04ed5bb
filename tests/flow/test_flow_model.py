"""The model: what may be written, what is refused and with which words, and its form as JSON."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from ivrplan.diagnostics import ConfigurationError
from ivrplan.flow.flow import Flow
from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.kinds import KINDS, attributes_of
from ivrplan.flow.nodes import Custom, Exit, Hours, Menu, Play, Queue, Request
from ivrplan.flow.outcome import KNOWN, in_order, is_digit, is_known
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.strategies.flows import flows


def complaint(kind: str, **fields: Any) -> tuple[tuple[Any, ...], str]:
    with pytest.raises(ValidationError) as caught:
        KINDS[kind].model_validate({"name": "n", **fields})
    (found,) = caught.value.errors()
    return found["loc"], found["msg"]


REFUSED: list[tuple[str, dict[str, Any], tuple[str, ...], str]] = [
    ("play", {}, (), "needs say or audio"),
    ("disclosure", {}, (), "needs say or audio"),
    ("hours", {}, (), "needs schedule or open"),
    ("set", {"values": {}}, (), "needs at least one variable to set"),
    ("play", {"say": 5}, ("say",), "a string is required"),
    ("play", {"say": Sensitive(5)}, ("say",), "a string is required"),
    ("transfer", {"number": 4930123}, ("number",), "a string is required"),
    ("set", {"values": {"a": 1}}, ("values",), "a string is required"),
    ("menu", {"timeout": "8"}, ("timeout",), "a number of seconds is required"),
    ("menu", {"timeout": True}, ("timeout",), "a number of seconds is required"),
    ("menu", {"timeout": 0}, ("timeout",), "must be more than 0 and at most 1000000 seconds"),
    ("menu", {"timeout": Decimal("NaN")}, ("timeout",), "must be more than 0 and at most 1000000 seconds"),
    (
        "menu",
        {"timeout": Decimal("0.0005")},
        ("timeout",),
        "seconds are counted in thousandths at the finest",
    ),
    ("menu", {"retries": True}, ("retries",), "Input should be a valid integer"),
    ("menu", {"retries": -1}, ("retries",), "Input should be greater than or equal to 0"),
    ("menu", {"colour": "red"}, ("colour",), "Extra inputs are not permitted"),
    ("menu", {"edges": {"1": ""}}, ("edges",), 'outcome "1" needs the name of a node'),
    ("menu", {"edges": {"1": UNKNOWN}}, ("edges",), 'outcome "1" needs the name of a node'),
    ("menu", {"edges": "next"}, ("edges",), "a map of names to values is required"),
    (
        "collect",
        {"variable": "v", "min_digits": 4, "max_digits": 3},
        (),
        "min_digits must not be more than max_digits",
    ),
    (
        "collect",
        {"variable": "v", "terminator": "##"},
        ("terminator",),
        "must be one key of the telephone, or empty for none",
    ),
    ("collect", {"variable": "v", "sensitive": "yes"}, ("sensitive",), "Input should be a valid boolean"),
    (
        "request",
        {"url": "u", "method": "get"},
        ("method",),
        "must be one of GET, POST, PUT, PATCH, DELETE",
    ),
    (
        "hours",
        {"open": {"noday": "09:00-17:00"}},
        ("open",),
        '"noday" is not a day like mon or a range of days like mon-fri',
    ),
    (
        "hours",
        {"open": {"mon": "9-17"}},
        ("open",),
        '"9-17" is not a span of time like 09:00-17:30',
    ),
    (
        "hours",
        {"open": {"mon-fri": "09:00-17:00", "fri": "10:00-11:00"}},
        ("open",),
        'fri is in both "mon-fri" and "fri"',
    ),
    (
        "hours",
        {"schedule": "s", "holidays": ["25.12."]},
        ("holidays",),
        '"25.12." is not a date like 2026-12-25',
    ),
    (
        "hours",
        {"schedule": "s", "timezone": "CET +1"},
        ("timezone",),
        "must be a time zone like Europe/Berlin",
    ),
    (
        "node",
        {"type": "T", "settings": {"x": object()}},
        ("settings",),
        "only strings, numbers, true, false, null, lists and maps can be passed on",
    ),
    (
        "node",
        {"type": "T", "settings": {"x": Decimal("0.12345678901234567890")}},
        ("settings",),
        "0.12345678901234567890 has more digits than a JSON document carries exactly",
    ),
]


@pytest.mark.parametrize(("kind", "fields", "place", "message"), REFUSED)
def test_what_is_wrong_is_refused_in_plain_words(
    kind: str, fields: dict[str, Any], place: tuple[str, ...], message: str
) -> None:
    assert complaint(kind, **fields) == (place, message)


def test_text_may_be_known_after_apply_or_sensitive() -> None:
    node = Queue(name="q", queue=UNKNOWN, say=Sensitive("secret"))
    assert node.queue is UNKNOWN
    assert "secret" not in repr(node)
    assert "secret" not in str(node)
    assert Play(name="p", say=Sensitive(UNKNOWN)).say == Sensitive(UNKNOWN)


def test_edges_stand_in_the_order_of_every_listing_and_cannot_be_changed() -> None:
    edges = {"x": "a", "default": "a", "#": "a", "timeout": "a", "0": "a", "2": "a", "1": "a", "open": "a"}
    node = Menu(name="m", edges=edges)
    assert list(node.edges) == ["1", "2", "0", "#", "open", "timeout", "default", "x"]
    assert not hasattr(node.edges, "__setitem__")
    edges["9"] = "b"
    assert "9" not in node.edges


def test_settings_are_frozen_all_the_way_down() -> None:
    inner = [1, 0.5, {"b": None}]
    node = Custom(name="c", type="T", settings={"x": inner, "gone": None})
    inner.append(2)
    assert node.settings == {"x": (1, Decimal("0.5"), {"b": None})}
    assert isinstance(hash(node), int)


def test_seconds_have_one_form() -> None:
    assert [Menu(name="m", timeout=given).timeout for given in (8, 8.0, Decimal("8.00"), 0.25)] == [
        8,
        8,
        8,
        Decimal("0.25"),
    ]
    assert isinstance(Menu(name="m", timeout=8.0).timeout, int)


def test_an_exit_leaves_by_its_own_name_unless_told_otherwise() -> None:
    assert Exit(name="open").outcome == "open"  # type: ignore[call-arg] # filled in from the name
    assert Exit(name="a", outcome="closed").outcome == "closed"


def test_opening_hours_have_one_form() -> None:
    node = Hours(
        name="h",
        open={"SAT": "10:00-14:00", "mon-fri": "13:30 - 18:00,09:00-12:30"},
        holidays=["2026-12-26", "2026-12-25", "2026-12-25"],
    )
    assert node.open is not None
    assert list(node.open.items()) == [("mon-fri", "09:00-12:30, 13:30-18:00"), ("sat", "10:00-14:00")]
    assert node.holidays == ("2026-12-25", "2026-12-26")


def test_node_names_are_unique_in_a_flow() -> None:
    with pytest.raises(ValidationError, match='used more than once: "a"'):
        Flow(name="f", entry="a", nodes=(Menu(name="a"), Menu(name="a"), Menu(name="b")))


def test_a_node_is_found_by_name() -> None:
    flow = Flow(name="f", entry="a", nodes=(Menu(name="a"), Menu(name="b")))
    assert flow.node("b") is flow.nodes[1]
    with pytest.raises(KeyError):
        flow.node("c")


def test_a_copy_with_other_nodes_knows_them() -> None:
    flow = Flow(name="f", entry="a", nodes=(Menu(name="a"),))
    assert flow.node("a").name == "a"
    copied = flow.model_copy(update={"nodes": (Menu(name="b"),)})
    assert copied.node("b").name == "b"
    with pytest.raises(KeyError):
        copied.node("a")


@pytest.mark.parametrize("word", KINDS)
def test_every_kind_has_a_json_schema(word: str) -> None:
    schema = KINDS[word].model_json_schema()
    assert set(schema["properties"]) == {"name", "edges", *attributes_of(KINDS[word])} - {"next", "on"}
    assert schema["additionalProperties"] is False


def test_a_complaint_does_not_repeat_what_was_written() -> None:
    with pytest.raises(ValidationError) as caught:
        Menu(name="m", timeout="hunter2", pin="hunter2")  # type: ignore[call-arg] # the point
    assert "hunter2" not in str(caught.value)


def test_models_are_frozen_and_travel_between_processes() -> None:
    node = Request(
        name="r", url="u", headers={"a": Sensitive("s")}, save={"v": "$.x"}, edges={"default": "r"}
    )
    with pytest.raises(ValidationError, match="frozen"):
        node.url = "other"  # type: ignore[misc] # the point
    flow = Flow(name="f", entry="r", nodes=(node,))
    assert flow.node("r") is node
    assert pickle.loads(pickle.dumps(flow)) == flow
    assert copy.deepcopy(flow) == flow
    assert len({flow, pickle.loads(pickle.dumps(flow))}) == 1


def test_unknown_and_sensitive_parts_are_never_written_down() -> None:
    unknown = Flow(name="f", entry="q", nodes=(Queue(name="q", queue=UNKNOWN),))
    sensitive = Flow(name="f", entry="q", nodes=(Queue(name="q", queue=Sensitive("hunter2")),))
    for flow in (unknown, sensitive):
        with pytest.raises(ValueError, match="cannot be written down") as caught:
            flow.to_json()
        assert "hunter2" not in str(caught.value)
    assert unknown.to_masked_json()["nodes"][0]["queue"] == "(known after apply)"
    assert sensitive.to_masked_json()["nodes"][0]["queue"] == "(sensitive value)"


@settings(max_examples=80, deadline=None)
@given(flows(kinds=KINDS))
def test_json_loses_nothing(flow: Flow) -> None:
    assert Flow.from_json(json.loads(json.dumps(flow.to_json()))) == flow


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ([], "A flow is an object with a list of nodes."),
        ({"name": "f", "nodes": {}}, "A flow is an object with a list of nodes."),
        ({"name": "f", "nodes": [3]}, "Every node of a flow is an object."),
        ({"name": "f", "nodes": [{"kind": "meun"}]}, '"meun" is no kind of node.'),
        ({"name": "f", "nodes": [{"kind": ["menu"]}]}, "\"['menu']\" is no kind of node."),
        ({"name": "f", "nodes": [{"kind": "menu"}]}, 'Node "None": name Field required.'),
        ({"nodes": []}, "The flow: name Field required."),
    ],
)
def test_a_document_that_is_no_flow_is_refused(document: Any, detail: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Flow.from_json(document)
    assert caught.value.diagnostics[0].detail == detail


def test_the_table_of_kinds_says_what_each_class_says() -> None:
    assert {word: kind.kind for word, kind in KINDS.items()} == {word: word for word in KINDS}
    assert attributes_of(Menu) == ("say", "audio", "timeout", "retries", "next", "on")


def test_outcomes_have_an_order_and_a_meaning() -> None:
    assert in_order({*KNOWN, "gold", "10"}) == [*KNOWN, "10", "gold"]
    assert [outcome for outcome in KNOWN if is_digit(outcome)] == list("1234567890*#")
    assert not is_digit("10")
    assert is_known("full")
    assert not is_known("gold")


def test_frozen_maps_are_equal_by_content() -> None:
    assert FrozenMap({"a": 1, "b": 2}) == FrozenMap({"b": 2, "a": 1}) == {"a": 1, "b": 2}
    assert FrozenMap({"a": 1}) != FrozenMap({"a": 2})
    assert FrozenMap({}) != []
    assert hash(FrozenMap({"a": 1, "b": 2})) == hash(FrozenMap({"b": 2, "a": 1}))
