"""Addresses: one text form, read and written, in an order that people expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.address import (
    Address,
    InstanceKey,
    ModuleAddress,
    ModuleStep,
    format_key,
    parse_address,
    parse_target,
)
from ivrplan.diagnostics import ConfigurationError

NAMES = st.from_regex(r"[^\W\d][\w-]{0,8}", fullmatch=True)
KEYS: st.SearchStrategy[InstanceKey] = st.one_of(st.none(), st.integers(min_value=0), st.text())
WORDS = NAMES.filter(lambda name: name not in {"module", "data"})
ADDRESSES = st.builds(
    Address,
    kind=st.one_of(WORDS, NAMES.map("data.{}".format)),
    name=NAMES,
    key=KEYS,
    module=st.lists(st.builds(ModuleStep, NAMES, KEYS), max_size=3).map(tuple),
)


@given(ADDRESSES)
def test_an_address_is_what_its_text_says(address: Address) -> None:
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "flow.main",
        "cxone_ivr_flow.main[0]",
        'cxone_ivr_flow.main["a.b [c] \\"d\\""]',
        'module.emea.cxone_ivr_flow.main["uk"]',
        'module.emea["uk"].module.lines[2].genesys_flow.größe',
        "data.cxone_ivr_flow.main",
        'module.emea[0].data.cxone_ivr_flow.main["uk"]',
    ],
)
def test_text_forms_come_back_unchanged(text: str) -> None:
    assert str(parse_address(text)) == text


@pytest.mark.parametrize(
    "text", ["module.emea", 'module.emea["uk"].module.lines[2]', "module.emea.flow.main"]
)
def test_targets_are_modules_too(text: str) -> None:
    target = parse_target(text)
    assert str(target) == text
    assert isinstance(target, ModuleAddress) == ("flow" not in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "flow",
        "flow.",
        ".main",
        "flow.main.x",
        "data.main",
        "data.flow.main.x",
        "data.flow[0].main",
        "data[0].flow.main",
        "module.emea",
        "flow[0].main",
        "flow.main[",
        "flow.main[x]",
        "1.a",
        "a b.c",
    ],
)
def test_what_is_no_address_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_address(text)

    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.summary == "Not an address"
    assert diagnostic.detail == f'"{text}" does not name an object.'
    assert "cxone_ivr_flow.main" in diagnostic.hint


def test_numbers_count_and_instances_follow_their_block() -> None:
    texts = ["flow.b", "flow.a[10]", "flow.a[2]", 'flow.a["x"]', "flow.a", "module.m.flow.a"]

    assert [str(address) for address in sorted(map(parse_address, texts))] == [
        "flow.a",
        "flow.a[2]",
        "flow.a[10]",
        'flow.a["x"]',
        "flow.b",
        "module.m.flow.a",
    ]


def test_an_instance_knows_its_block() -> None:
    assert str(parse_address('flow.a["x"]').without_key()) == "flow.a"


def test_addresses_do_not_compare_with_other_things() -> None:
    assert Address("flow", "a").__lt__("flow.a") is NotImplemented


@pytest.mark.parametrize(("key", "text"), [(None, ""), (3, "[3]"), ('a"b', '["a\\"b"]')])
def test_keys_as_they_stand_in_addresses(key: InstanceKey, text: str) -> None:
    assert format_key(key) == text
