"""IVR116: a request saves a variable that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import leading_to
from ivrplan.flow.nodes import (
    Agent,
    Callback,
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
    """Every saved variable that no decision and no text asks for, in calls that end without anybody who gets it.

    What is set or collected is left alone: before a call ends, that is done for a vendor's reports.
    """
    graph = subject.graph
    read = {node.variable for node in graph.of(Decision)}
    saving = [(node, name) for node in graph.of(Request) for name in node.save if name not in read]
    if not saving or graph.texts.has_hidden:
        return
    taken_along = leading_to(graph, lambda node: type(node) in _TAKING_ALONG)
    named = _named(graph.texts.shown)
    for node, variable in saving:
        if node.name not in taken_along and not named.issuperset(_WORD.findall(variable)):
            yield Hit(
                f'In flow "{subject.flow.name}", request "{node.name}" saves the variable "{variable}", but nothing uses '
                "it until the call ends.",
                node=node.name,
                attribute="save",
                path=graph.path_to(node.name),
            )


def _named(texts: Iterable[Text]) -> frozenset[str]:
    """Every word that may stand for a variable: in what is spoken, only what looks like one."""
    return frozenset(
        word
        for text in texts
        for word in (references(text.text) if text.attribute == "say" else _WORD.findall(text.text))
    )


RULE: Final = Rule(
    id="IVR116",
    name="unused-variable",
    group=Group.STRUCTURE,
    severity=Severity.NOTE,
    summary="Variable that nothing uses",
    why=(
        "Another system is asked for nothing, while the caller waits; or the variable is used under another name, and "
        "finds no value there."
    ),
    mend="Use it, correct its name, or take it out.",
    check=check,
)
