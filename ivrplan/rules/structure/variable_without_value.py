"""IVR115: a decision on a variable that nothing has given a value, on some way to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.names import bare
from ivrplan.flow.nodes import Decision, Exit
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.path import Path
from ivrplan.rules.rule import Group, Hit, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every such decision. A variable that the flow never gives a value may come from the vendor, unless it is misspelt."""
    graph = subject.graph
    if not graph.of(Decision):
        return
    spelled = {bare(variable): variable for variable in graph.writers}
    for node in graph.of(Decision):
        if node.variable in graph.writers:
            path = _without_value(graph, node)
            if path is not None:
                yield _hit(subject, node, "which nothing has given a value on some way there", path)
        elif meant := spelled.get(bare(node.variable)):
            what = f'but the flow gives a value to "{meant}"'
            yield _hit(subject, node, what, graph.path_to(node.name))


def _hit(subject: Subject, node: Decision, what: str, path: Path) -> Hit:
    return Hit(
        f'In flow "{subject.flow.name}", decision "{node.name}" asks for the variable "{node.variable}", {what}.',
        node=node.name,
        attribute="variable",
        path=path,
    )


def _without_value(graph: CallGraph, node: Decision) -> Path | None:
    """A way to the decision without a value, unless its author has thought of it.

    With `default`, they have where something tried to get a value and failed, and where the decision counts rounds:
    then the first round has none. A flow with exits is a part of others, which may have given it one.
    """
    if graph.of(Exit):
        return None
    if DEFAULT not in node.edges:
        return graph.lacks.valueless(node.variable, node.name)
    path = graph.lacks.untried(node.variable, node.name)
    return None if path is None or _comes_back(graph, node) else path


def _comes_back(graph: CallGraph, node: Decision) -> bool:
    part = graph.component_of[node.name]
    return any(graph.component_of[writer.name] == part for writer in graph.writers[node.variable])


RULE: Final = Rule(
    id="IVR115",
    name="variable-without-value",
    group=Group.STRUCTURE,
    severity=Severity.WARNING,
    summary="Variable without a value",
    why=(
        "On that way there is nothing to decide on. Some vendors take default, some an empty text, some end the call "
        "with an error."
    ),
    mend="Give the variable a value before, with set, or lead that way past the decision.",
    check=check,
)
