"""IVR504: a call can end without a number to call back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Callback, Disconnect, Voicemail
from ivrplan.flow.reach import reach_around
from ivrplan.rules.legal.words import gives_number
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_ENDS: Final = (Disconnect, Voicemail, Callback)


def check(subject: Subject) -> Iterator[Hit]:
    """The nearest end of a call that nobody was told a number before."""
    graph = subject.graph
    found = reach_around(graph, gives_number)
    for name in found.last:
        node = graph.index[name]
        if isinstance(node, _ENDS) and not gives_number(node):
            yield Hit(
                f'In flow "{subject.flow.name}", a call can end at {node.kind} "{name}" without having said a number to '
                "call back.",
                node=name,
                path=found.path_to(name),
            )
            return


RULE: Final = Rule(
    id="IVR504",
    name="unsaid-callback-number",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="Call without a number to call back",
    why=(
        "A recorded message has to say a telephone number of the business, during the message or after it "
        "(47 CFR 64.1200(b)(2)). People use it to ask, and to complain to you instead of to others."
    ),
    mend="Say the number in the disclosure that every call begins with.",
    profiles=frozenset({Profile.OUTBOUND_US}),
    check=check,
)
