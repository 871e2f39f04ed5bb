"""Random flows that need not be sound: loops, edges to nodes that do not exist, nodes that no call reaches, no entry."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ivrplan.flow.flow import Flow
from tests.strategies.flows import OUTCOMES, names, nodes, texts

NAMES: Final = (
    "a",
    "b",
    "menu",
    "sales_team",
    "日本語",
    "قائمة",
    '<b>"&amp;',
    "]]>--|{}",
    "%%{init}%%",
    "end",
)
"""Names as they come, and those that some format could take for its own words."""


@st.composite
def tangles(draw: DrawFn, max_nodes: int = 12) -> Flow:
    """A flow in which anything may lead anywhere."""
    labels = draw(st.lists(st.one_of(st.sampled_from(NAMES), names()), max_size=max_nodes, unique=True))
    targets = st.sampled_from([*labels, "gone", "lost & found"])
    made = []
    for label in labels:
        kind = draw(st.sampled_from(sorted(OUTCOMES)))
        outcomes = st.sampled_from(OUTCOMES[kind] or ("default",))
        made.append(draw(nodes(kind, label, draw(st.dictionaries(outcomes, targets, max_size=4)))))
    entry = draw(st.sampled_from(["", "nowhere", *labels, *labels]))
    return Flow(name=draw(texts()), entry=entry, nodes=tuple(made), description=draw(st.none() | texts()))
