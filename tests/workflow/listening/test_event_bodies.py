"""Which flow an event is about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.workflow.listening.events import MalformedEventError, flow_of


@pytest.mark.parametrize(
    ("event", "flow"),
    [
        ({"event": "flow.version.published", "flowId": "f1", "versionId": "2.0"}, "f1"),
        ({"event": "flow.updated", "flow_id": "f1"}, "f1"),
        ({"event": "flow.connections.updated", "payload": {"flow_id": "f1"}}, "f1"),
        ({"eventBody": {"flow": {"id": "f1"}}}, "f1"),
        ({"data": {"flowId": "f1"}}, "f1"),
        ({"flowId": 5, "flow_id": "", "flow": {"id": "f1"}}, "f1"),
        ({"flowId": "f" * 201}, ""),
        ({"event": "ping"}, ""),
        ({"payload": [{"flowId": "f1"}]}, ""),
        ({}, ""),
    ],
)
def test_the_id_is_found_where_events_have_it(event: Any, flow: str) -> None:
    assert flow_of(json.dumps(event).encode()) == flow


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"\xff\xfe", b"[" * 100_000, b'"f1"'])
def test_anything_else_is_no_event(body: bytes) -> None:
    with pytest.raises(MalformedEventError):
        flow_of(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: (
        st.lists(part) | st.dictionaries(st.sampled_from(["flowId", "flow", "id", "payload", "x"]), part)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["flowId", "flow_id", "flow", "payload", "data"]), _JSON))
def test_whatever_an_object_holds_is_read(event: dict[str, Any]) -> None:
    assert isinstance(flow_of(json.dumps(event).encode()), str)
