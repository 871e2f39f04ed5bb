"""Flow -> document -> flow, and what foreign hands may have done to a document in between."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import Collect, Custom, Disconnect, Goto, Hours, Menu, Play, Queue
from ivrplan.language.plain import Masked, from_json, mask, same, to_json
from ivrplan.language.values import UNKNOWN, Sensitive, reveal
from ivrplan.providers.cxone.convert import node_id, outcome_of, pointer_of, to_document, to_flow
from ivrplan.providers.cxone.properties import PROPERTIES
from tests.strategies.flows import OUTCOMES, flows, names, texts

AWKWARD_OUTCOMES = ("true", "dtmf == '1'", "value == 'true'", "value == 'gold'", " ", "1", "a'b", "default")
EVERY_KIND = flows(kinds=frozenset(KINDS), outcomes={**OUTCOMES, "decision": AWKWARD_OUTCOMES})


def document(*nodes: Any, entry: str = "") -> dict[str, Any]:
    flow = Flow(name="main", entry=entry or nodes[0].name, nodes=nodes)
    return dict(to_document("Main menu", flow))


def same_call(left: Flow | None, right: Flow) -> bool:
    return left is not None and left.entry == right.entry and left.nodes == right.nodes


@given(EVERY_KIND)
def test_a_flow_comes_back_exactly(flow: Flow) -> None:
    assert same_call(to_flow(to_document("Main", flow)), flow)


@given(EVERY_KIND)
def test_a_flow_survives_json_and_what_the_vendor_adds(flow: Flow) -> None:
    wire = json.loads(json.dumps(to_json(to_document("Main", flow))))
    for node in wire["nodes"].values():
        if node["type"] in {"play", "menu"}:
            node["properties"].setdefault("playBeep", False)
    assert same_call(to_flow(from_json(wire)), flow)


@given(EVERY_KIND)
def test_properties_are_scalars(flow: Flow) -> None:
    for node in to_document("Main", flow)["nodes"].values():
        assert all(isinstance(value, str | bool | int | Decimal) for value in node["properties"].values())


def test_sensitive_digits_are_a_property_of_their_own() -> None:
    card = Collect(name="card", variable="card", sensitive=True, edges={"default": "bye"})
    plain = Collect(name="card", variable="card", edges={"default": "bye"})
    written = [document(node, Disconnect(name="bye"))["nodes"]["node_card"] for node in (card, plain)]

    assert written[0]["properties"] == written[1]["properties"] | {"sensitive": True}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_has_a_property(kind: type) -> None:
    assert kind is Custom or set(fields_of(kind)) <= set(PROPERTIES)


def test_properties_do_not_meet() -> None:
    prefixes = [name for name in PROPERTIES.values() if name.endswith(".")]
    assert len(set(PROPERTIES.values())) == len(PROPERTIES)
    assert not [
        name
        for name in PROPERTIES.values()
        for prefix in prefixes
        if name.startswith(prefix) and name != prefix
    ]


@given(st.sets(st.one_of(texts(60), names()), min_size=2, max_size=30))
def test_ids_are_told_apart_short_and_stable(some: set[str]) -> None:
    ids = {node_id(name) for name in some}
    assert len(ids) == len(some)
    assert all(one.startswith("node_") and len(one) <= 45 and one.isascii() for one in ids)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("welcome", "node_welcome"),
        ("hours.check", "node_hours.check"),
        ("Begrüßung", "node_begruung_ddd9bef1b715"),
        ("日本", "node_x_cf2abf0c5be3"),
        ("x" * 60, "node_xxxxxxxxxxxxxxxxxxxxxxxx_42f2d9733566"),
        ("begruung_ddd9bef1b715", "node_begruung_ddd9bef1b715_3068173d2c52"),
    ],
)
def test_ids_are_readable(name: str, expected: str) -> None:
    assert node_id(name) == expected


@given(
    st.recursive(
        st.sampled_from(AWKWARD_OUTCOMES), lambda inner: inner.map(lambda text: f"value == '{text}'")
    )
)
def test_no_outcome_is_mistaken_for_another(outcome: str) -> None:
    assert outcome_of(pointer_of(outcome)) == outcome
    assert pointer_of(outcome) not in {"true", "dtmf == '1'", " "}


def test_ordinary_outcomes_are_their_own_pointers() -> None:
    for outcome in ("default", "1", "*", "timeout", "open", "gold", "value == 'gold'"):
        assert pointer_of(outcome) == outcome


def test_a_menu_names_its_keys_and_typed_properties() -> None:
    menu = Menu(
        name="m",
        say="Press",
        audio="u",
        timeout=Decimal("2.5"),
        retries=1,
        edges={"2": "b", "1": "a", "timeout": "a"},
    )
    node = document(menu)["nodes"]["node_m"]
    assert node["properties"] == {
        "name": "m",
        "text": "Press",
        "audioUrl": "u",
        "timeoutSeconds": Decimal("2.5"),
        "maxRetries": 1,
        "dtmfDigits": "12",
    }
    assert node["connections"] == {"1": "node_a", "2": "node_b", "timeout": "node_a"}


def test_hours_that_are_never_open_are_not_hours_of_a_schedule() -> None:
    never = Hours(name="h", schedule="s", open={})
    assert to_flow(document(never)) == Flow(name="Main menu", entry="h", nodes=(never,))
    unsaid = Hours(name="h", schedule="s")
    assert to_flow(document(unsaid)) == Flow(name="Main menu", entry="h", nodes=(unsaid,))


def test_settings_of_any_shape_and_name_come_back() -> None:
    settings = {
        "name": "not the node's",
        "settings": 3,
        "setting.x": True,
        "json.x": "text",
        "x": {"deep": [1, None, {"$unknown": True}]},
        "playBeep": False,
        "nothing": None,
        "half": Decimal("0.5"),
    }
    custom = Custom(name="c", type="play", settings=settings)
    found = to_flow(document(custom))
    assert found is not None
    assert found.nodes == (custom,)


def test_unknown_and_sensitive_parts_stay_as_they_are() -> None:
    play = Play(name="p", say=UNKNOWN, audio=Sensitive("https://x/?key=1"))
    custom = Custom(
        name="c", type="X", settings={"a": {"b": UNKNOWN}, "s": Sensitive("k"), "n": {"s": Sensitive("k")}}
    )
    made = document(play, custom)
    assert made["nodes"]["node_p"]["properties"]["text"] is UNKNOWN
    assert made["nodes"]["node_c"]["properties"]["json.a"] is UNKNOWN
    assert made["nodes"]["node_c"]["properties"]["json.n"] == Sensitive('{"s": "k"}')
    found = to_flow(made)
    assert found is not None
    assert found.node("p") == play
    assert found.node("c") == Custom(
        name="c", type="X", settings={"a": UNKNOWN, "s": Sensitive("k"), "n": Sensitive({"s": "k"})}
    )


def test_a_goto_holds_the_id_of_a_flow_which_may_come_later() -> None:
    for identity in ("f-123", UNKNOWN):
        flow = Flow(name="main", entry="night", nodes=(Goto(name="night", flow=identity),))
        written = to_document("Main", flow)
        expected = {"type": "goto", "properties": {"name": "night", "flow": identity}, "connections": {}}
        assert written["nodes"] == {"node_night": expected}
        assert same_call(to_flow(written), flow)


def test_a_masked_secret_is_sensitive_and_not_known() -> None:
    masked = mask(document(Play(name="p", say="x", audio=Sensitive("secret"))))
    assert isinstance(masked["nodes"]["node_p"]["properties"]["audioUrl"], Masked)
    found = to_flow(masked)
    assert found is not None
    assert found.node("p") == Play(name="p", say="x", audio=Sensitive(UNKNOWN))


def test_a_document_with_sensitive_parts_means_the_same_in_clear() -> None:
    made = document(Queue(name="q", queue=Sensitive("Q")))
    assert same(made, reveal(made))


def live(**nodes: Any) -> dict[str, Any]:
    full = {key: {"type": "play", "properties": {}, "connections": {}} | node for key, node in nodes.items()}
    return {"name": "Main", "entry": next(iter(nodes)), "nodes": full}


def test_nodes_without_our_names_are_called_after_their_ids() -> None:
    found = to_flow(
        live(node_a={"properties": {"text": "x"}, "connections": {"default": "b"}}, b={"type": "disconnect"})
    )
    assert found == Flow(
        name="Main", entry="a", nodes=(Play(name="a", say="x", edges={"default": "b"}), Disconnect(name="b"))
    )


def test_a_copied_node_gets_a_name_of_its_own() -> None:
    mine = {"type": "queue", "properties": {"name": "q", "queue": "Q"}}
    found = to_flow(
        live(copy_1=mine, node_q=mine, node_copy_1={"properties": {"name": "copy_1", "text": "x"}})
    )
    assert found is not None
    assert [node.name for node in found.nodes] == ["copy_1_", "q", "copy_1"]


@pytest.mark.parametrize(
    "properties",
    [{}, {"text": 5}, {"text": "x", "audioUrl": True}],
    ids=["nothing to say", "wrong type", "one of two is wrong"],
)
def test_a_node_that_means_nothing_to_us_is_passed_through(properties: dict[str, Any]) -> None:
    found = to_flow(live(node_a={"properties": {**properties, "playBeep": False}}))
    assert found is not None
    assert found.nodes == (Custom(name="a", type="play", settings=properties),)


def test_lists_that_are_no_json_make_a_node_foreign() -> None:
    found = to_flow(live(node_q={"type": "queue", "properties": {"queue": "Q", "skills": "german"}}))
    assert found is not None
    assert found.nodes == (Custom(name="q", type="queue", settings={"queue": "Q", "skills": "german"}),)


def test_a_setting_that_only_looks_like_ours_keeps_its_name() -> None:
    found = to_flow(
        live(a={"type": "X", "properties": {"json.x": "{not json", "json.y": 4, "json.z": "NaN"}})
    )
    assert found is not None
    assert found.nodes == (
        Custom(name="a", type="X", settings={"json.x": "{not json", "json.y": 4, "json.z": "NaN"}),
    )


def test_what_is_added_to_a_passed_through_node_is_not_a_setting() -> None:
    made = document(Custom(name="c", type="Whisper", settings={"a": 1}))
    made["nodes"]["node_c"]["properties"]["vendorAdded"] = "x"
    found = to_flow(made)
    assert found is not None
    assert found.nodes == (Custom(name="c", type="Whisper", settings={"a": 1}),)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"name": "x", "entry": "", "nodes": {}},
        {"name": "x", "entry": "a", "nodes": UNKNOWN},
        {"name": "x", "entry": "a", "nodes": {"a": {"type": "", "properties": {}, "connections": {}}}},
    ],
    ids=["empty", "no nodes", "unknown nodes", "no type"],
)
def test_no_flow_in_a_document_without_one(broken: dict[str, Any]) -> None:
    assert to_flow(broken) is None


ANY_VALUE = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.just(Decimal("1e999999")),
        st.text(max_size=8),
        st.sampled_from(("[1", "[]", '["a"]', "{}", "NaN", "[" * 5000, "mon", "09:00-10:00")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(tuple), st.dictionaries(st.text(), inner, max_size=2)
    ),
    max_leaves=4,
)
ANY_PROPERTY = st.one_of(
    st.sampled_from(
        [*PROPERTIES.values(), "name", "settings", "open.mon", "json.x", "setting.name", "playBeep"]
    ),
    st.text(max_size=6),
)
ANY_NODE = st.fixed_dictionaries(
    {
        "type": st.one_of(st.sampled_from(sorted(KINDS)), st.text(max_size=5)),
        "properties": st.dictionaries(ANY_PROPERTY, ANY_VALUE, max_size=5),
        "connections": st.dictionaries(
            st.one_of(st.sampled_from(AWKWARD_OUTCOMES), st.text(max_size=3)), st.just(""), max_size=3
        ),
    }
)


@given(st.dictionaries(st.text(max_size=8), ANY_NODE, min_size=1, max_size=4))
def test_whatever_somebody_left_at_the_vendor_can_be_looked_at(nodes: dict[str, Any]) -> None:
    first = next(iter(nodes))
    for node in nodes.values():
        node["connections"] = dict.fromkeys(node["connections"], first)
    found = to_flow({"name": "Main", "entry": first, "nodes": nodes})
    if found is not None:
        assert len(found.nodes) == len(nodes)
        again = to_flow(to_document("Main", found))
        assert again is not None
        assert (again.entry, again.nodes) == (found.entry, found.nodes)
