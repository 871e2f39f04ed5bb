"""IVR103: no caller can ever get to a node."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.rules.rule import Group, Hit, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node that no path from the entry leads to. Without an entry there is nothing to say (IVR102)."""
    for name in subject.graph.unreached:
        yield Hit(
            f'In flow "{subject.flow.name}", no call can get to node "{name}": {_reason(subject, name)}.',
            node=name,
        )


def _reason(subject: Subject, name: str) -> str:
    sources = dict.fromkeys(edge.source for edge in subject.graph.predecessors[name] if edge.source != name)
    if not sources:
        return "no other node leads to it"
    shown = ", ".join(f'"{source}"' for source in islice(sources, 3))
    more = f" and {len(sources) - 3} more" if len(sources) > 3 else ""
    return f"what leads to it ({shown}{more}) cannot be reached either"


RULE: Final = Rule(
    id="IVR103",
    name="unreachable-node",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Unreachable node",
    why="What its author wanted callers to get, they do not get. Some vendors refuse such a flow altogether.",
    mend="Lead an outcome of a reachable node to it, or remove it.",
    check=check,
)
