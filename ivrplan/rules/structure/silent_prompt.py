"""IVR302: callers shall hear something, but its text is blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Collect, Disclosure, Menu, Play
from ivrplan.language.values import Sensitive, Unknown
from ivrplan.rules.rule import Group, Hit, Rule, Subject

_Prompting: TypeAlias = Play | Menu | Collect | Disclosure


def check(subject: Subject) -> Iterator[Hit]:
    """Every prompt that was written and says nothing. A menu without any prompt may follow one, so it may be silent."""
    nodes: Sequence[_Prompting] = subject.graph.among(Play, Menu, Collect, Disclosure)
    for node in nodes:
        if _unheard(node.say) and _unheard(node.audio) and not (node.say is None and node.audio is None):
            given = "audio" if node.say is None else "say"
            yield Hit(
                f'In flow "{subject.flow.name}", {node.kind} "{node.name}" has nothing to say: its {given} is blank.',
                node=node.name,
                attribute=given,
                path=subject.graph.path_to(node.name),
            )


def _unheard(text: str | Unknown | Sensitive | None) -> bool:
    return text is None or (isinstance(text, str) and not text.strip())


RULE: Final = Rule(
    id="IVR302",
    name="silent-prompt",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Prompt that says nothing",
    why=(
        "Callers hear silence where somebody meant to tell them something: they wait, or hang up. Often a variable was "
        "empty; where it is a disclosure, what the law wants said was not said."
    ),
    mend="Write the text or name a recording, or remove the node.",
    check=check,
)
