"""Whatever a flow holds: what is written for it says exactly that, in the canonical style, and is no template."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from ivrplan.config.write import Reference, in_call_order, literal, write_file, write_flow, write_resource
from ivrplan.flow.flow import Flow
from ivrplan.language.format import format_source
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.config.case_schemas import SCHEMAS
from tests.strategies.flows import STANDALONE, flows, texts

CASES = Path(__file__).parents[1] / "cases" / "written"
PROVIDER = 'provider "acme" { base_url = "https://acme.example.com" }\n'


def said(text: str, folder: Path) -> Any:
    """The configuration that a file of this text is."""
    path = folder / "main.ivr.hcl"
    path.write_text(text, encoding="utf-8")
    return load(LoadRequest(folder), SCHEMAS)


def nodes(flow: Flow) -> dict[str, Any]:
    return dict(flow.index)


@given(flow=flows(max_nodes=8, kinds=STANDALONE))
def test_a_written_flow_is_the_flow(flow: Flow, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = write_file([write_flow("main", flow)])
    again = said(text, tmp_path_factory.getbasetemp()).flows["main"].flow
    assert (again.entry, nodes(again)) == (flow.entry, nodes(flow))
    assert format_source("main.ivr.hcl", text) == text
    assert re.search(r"\{[{%#]", text) is None


@given(
    name=texts(),
    language=st.sampled_from(("en", "de")),
    odd=st.text(st.characters(codec="utf-8"), max_size=5),
)
def test_a_written_resource_is_the_resource(
    name: str, language: str, odd: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    flow = write_flow(
        "main", Flow.from_json({"name": "x", "entry": "a", "nodes": [{"kind": "disconnect", "name": "a"}]})
    )
    values = {"name": name, "language": language, "flow": Reference("flow.main")}
    text = write_file([PROVIDER, flow, write_resource("acme_flow", "main", values)])
    block = said(text, tmp_path_factory.getbasetemp()).resources["acme_flow.main"]
    assert block.flow_name == "main"
    assert {key: block.evaluate({})[key] for key in ("name", "language")} == {
        "name": name,
        "language": language,
    }
    assert "\n" not in literal(odd)


def test_it_reads_as_a_person_would_write_it() -> None:
    flow = Flow.from_json(json.loads((CASES / "flow.json").read_text(encoding="utf-8")))
    resource = write_resource("cxone_ivr_flow", "main", {"flow": Reference("flow.main")})
    assert write_file([write_flow("main", flow), resource]) == (CASES / "flow.ivr.hcl").read_text(
        encoding="utf-8"
    )


def test_nodes_stand_in_the_order_of_calls() -> None:
    flow = Flow.from_json(
        {
            "name": "x",
            "entry": "a",
            "nodes": [
                {"kind": "disconnect", "name": "lost"},
                {"kind": "disconnect", "name": "c"},
                {"kind": "play", "name": "b", "say": "B", "edges": {"default": "a"}},
                {"kind": "menu", "name": "a", "edges": {"1": "b", "2": "c"}},
            ],
        }
    )
    assert [node.name for node in in_call_order(flow)] == ["a", "b", "c", "lost"]


@pytest.mark.parametrize("value", [Sensitive("s3cret"), UNKNOWN, {"x": (Sensitive("s3cret"),)}])
def test_what_may_not_be_written_is_not(value: Any) -> None:
    with pytest.raises(ValueError, match="cannot be written") as caught:
        literal(value)
    assert "s3cret" not in str(caught.value)


def test_numbers_stay_exact() -> None:
    assert [literal(value) for value in (Decimal("0.0010"), Decimal("1E+2"), 10**30, True)] == [
        "0.0010",
        "100",
        "1" + "0" * 30,
        "true",
    ]
