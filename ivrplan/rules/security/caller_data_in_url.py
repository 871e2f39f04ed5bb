"""IVR702: what a caller typed, or the caller's number, is a part of an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Collect, Request
from ivrplan.flow.texts import references
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_CALLER: Final = frozenset({"ani", "ANI", "Ani"})
"""The caller's number, as vendors call it (automatic number identification)."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every request whose address names a variable that a caller's input, or number, is in."""
    graph = subject.graph
    requests = graph.of(Request)
    if not requests:
        return
    typed = _CALLER | {node.variable for node in graph.of(Collect)}
    for node in requests:
        named = sorted(references(node.url) & typed) if isinstance(node.url, str) else []
        if named:
            shown = ", ".join(f'"{name}"' for name in named)
            yield Hit(
                f'In flow "{subject.flow.name}", the url of request "{node.name}" has {shown} in it, which is data of the '
                "caller.",
                node=node.name,
                attribute="url",
                path=graph.path_to(node.name),
            )


RULE: Final = Rule(
    id="IVR702",
    name="caller-data-in-url",
    group=Group.SECURITY,
    severity=Severity.WARNING,
    summary="Data of callers in an address",
    why=(
        "Addresses are written into logs: of the vendor, of proxies, of the other system. What is in a body is not. "
        "Laws on personal data ask who keeps such logs, and for how long."
    ),
    mend="Send it in the body of a POST.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
