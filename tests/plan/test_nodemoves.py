"""Renamed nodes: in the flow itself, in flows that it embeds, and of the node that embeds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from ivrplan.flow.diff import diff
from ivrplan.flow.differences import NodeRenamed
from ivrplan.flow.flow import Flow
from ivrplan.plan.nodemoves import NodeMoves
from tests.config.case_schemas import SCHEMAS

FLOWS = """
flow "hours" {
  entry = "verify"
  hours "verify" {
    schedule = "week"
    on       = { open = "open", closed = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
flow "main" {
  entry = "times"
  embed "times" {
    flow = flow.hours
    on   = { open = "bye", closed = "bye" }
  }
  disconnect "bye" { say = "Goodbye." }
}
flow "outer" {
  entry = "inner"
  embed "inner" { flow = flow.main }
}
"""


def moved(*pairs: tuple[str, str]) -> str:
    return "".join(
        f"moved {{\n  from = flow.{before}\n  to   = flow.{after}\n}}\n" for before, after in pairs
    )


def renames(folder: Path, flow: str, *pairs: tuple[str, str]) -> dict[str, str]:
    (folder / "main.ivr.hcl").write_text(FLOWS + moved(*pairs), encoding="utf-8")
    return dict(NodeMoves(load(LoadRequest(folder), SCHEMAS)).of(flow))


def test_without_a_word_nothing_is_renamed(tmp_path: Path) -> None:
    assert renames(tmp_path, "main") == {}


def test_a_row_of_renames_leads_to_its_end(tmp_path: Path) -> None:
    found = renames(tmp_path, "main", ("main.b", "main.bye"), ("main.a", "main.b"))
    assert found == {"a": "bye", "b": "bye"}


def test_a_node_of_an_embedded_flow_is_renamed_where_it_is_embedded(tmp_path: Path) -> None:
    pair = ("hours.check", "hours.verify")
    assert renames(tmp_path, "hours", pair) == {"check": "verify"}
    assert renames(tmp_path, "main", pair) == {"times.check": "times.verify"}
    assert renames(tmp_path, "outer", pair) == {"inner.times.check": "inner.times.verify"}


def test_all_nodes_go_with_the_node_that_embeds_them(tmp_path: Path) -> None:
    pair = ("main.hours", "main.times")
    found = renames(tmp_path, "main", pair)
    assert found["hours.verify"] == "times.verify"
    both = renames(tmp_path, "main", pair, ("hours.check", "hours.verify"))
    assert both["hours.check"] == both["times.check"] == both["hours.verify"] == "times.verify"


def test_what_embeds_flows_of_another_name_says_nothing(tmp_path: Path) -> None:
    assert renames(tmp_path, "main", ("outer.a", "outer.inner")) == {}


def node(name: str, kind: str = "play", **fields: object) -> dict[str, object]:
    return {"kind": kind, "name": name, **({"say": name} if kind == "play" else {}), **fields}


def flow(*nodes: dict[str, object], entry: str) -> Flow:
    return Flow.from_json({"name": "x", "entry": entry, "nodes": list(nodes)})


BEFORE = flow(node("a", edges={"default": "z"}), node("z", "disconnect"), entry="a")


def test_what_is_said_is_believed_whatever_else_changed() -> None:
    after = flow(
        node("b", edges={"default": "y"}),
        node("y", edges={"default": "z"}),
        node("z", "disconnect"),
        entry="b",
    )
    assert not any(isinstance(change, NodeRenamed) for change in diff(BEFORE, after).nodes)
    said = diff(BEFORE, after, {"a": "b"})
    assert [(change.before, change.name) for change in said.nodes if isinstance(change, NodeRenamed)] == [
        ("a", "b")
    ]
    assert said.entry is None


@pytest.mark.parametrize(
    "said",
    [{"a": "nobody"}, {"nobody": "b"}, {"z": "b"}, {"a": "z"}],
    ids=["to nobody", "from nobody", "of what stays", "onto what stays"],
)
def test_what_cannot_be_is_not_believed(said: dict[str, str]) -> None:
    after = flow(node("b", say="B", edges={"default": "z"}), node("z", "disconnect"), entry="b")
    assert diff(BEFORE, after, said) == diff(BEFORE, after)


def test_a_node_of_another_kind_is_another_node() -> None:
    after = flow(node("b", "menu", edges={"1": "z"}), node("z", "disconnect"), entry="b")
    assert not any(isinstance(change, NodeRenamed) for change in diff(BEFORE, after, {"a": "b"}).nodes)
