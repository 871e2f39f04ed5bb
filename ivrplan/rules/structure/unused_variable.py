"""IVR116: a variable gets values that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import leading_to
from ivrplan.flow.nodes import (
    Agent,
    AnyNode,
    Callback,
    Collect,
    Custom,
    Decision,
    Embed,
    Exit,
    Goto,
    Queue,
    Request,
    Transfer,
    Voicemail,
)
from ivrplan.flow.texts import Text, references
from ivrplan.rules.rule import Group, Hit, Rule, Subject

_TAKING_ALONG: Final = frozenset({Queue, Agent, Transfer, Voicemail, Callback, Goto, Exit, Embed, Custom})
"""Behind these, somebody gets the variables with the call: a person, another flow, a vendor's own node."""

_WORD: Final = re.compile(r"\w+")


def check(subject: Subject) -> Iterator[Hit]:
    """Every variable that no decision and no text asks for, in calls that end without anybody who gets them."""
    graph = subject.graph
    unread = graph.writers.keys() - {node.variable for node in graph.of(Decision)}
    if not unread or graph.texts.has_hidden:
        return
    taken_along = leading_to(graph, lambda node: type(node) in _TAKING_ALONG)
    ending = {
        name: nodes
        for name, nodes in graph.writers.items()
        if name in unread and all(node.name not in taken_along for node in nodes)
    }
    named = _named(graph.texts.shown) if ending else frozenset()
    for variable, nodes in ending.items():
        if not named.issuperset(_WORD.findall(variable)):
            yield Hit(
                f'In flow "{subject.flow.name}", {nodes[0].kind} "{nodes[0].name}" gives the variable "{variable}" a '
                "value, but nothing uses it until the call ends.",
                node=nodes[0].name,
                attribute=_attribute(nodes[0]),
                path=graph.path_to(nodes[0].name),
            )


def _named(texts: Iterable[Text]) -> frozenset[str]:
    """Every word that may stand for a variable: in what is spoken, only what looks like one."""
    return frozenset(
        word
        for text in texts
        for word in (references(text.text) if text.attribute == "say" else _WORD.findall(text.text))
    )


def _attribute(node: AnyNode) -> str:
    match node:
        case Collect():
            return "variable"
        case Request():
            return "save"
        case _:
            return "values"


RULE: Final = Rule(
    id="IVR116",
    name="unused-variable",
    group=Group.STRUCTURE,
    severity=Severity.NOTE,
    summary="Variable that nothing uses",
    why=(
        "Callers type digits for nothing, or another system is asked for nothing; or the variable is used under another "
        "name, and that decision finds no value."
    ),
    mend="Use it, correct its name, or take it out.",
    check=check,
)
