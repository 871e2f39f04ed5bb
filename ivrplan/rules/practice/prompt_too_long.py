"""IVR301: a text is longer than callers listen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Disclosure, Menu
from ivrplan.rules.practice.speaking import fewest_characters, text_of, timing
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every text that takes longer than the settings allow. What has to be said by law is as long as it is."""
    settings = subject.settings
    least = fewest_characters(min(settings.max_menu_seconds, settings.max_message_seconds), settings)
    for node in subject.graph.index.values():
        if len(text := text_of(node)) < least or isinstance(node, Disclosure):
            continue
        most = settings.max_menu_seconds if isinstance(node, Menu) else settings.max_message_seconds
        if (seconds := timing(settings).spoken(text)) > most:
            yield Hit(
                f'In flow "{subject.flow.name}", the text of {node.kind} "{node.name}" takes about {seconds:.1f} seconds; '
                f"more than {most:g} are not listened to.",
                node=node.name,
                attribute="say",
                path=subject.graph.path_to(node.name),
            )


RULE: Final = Rule(
    id="IVR301",
    name="prompt-too-long",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Text that is too long to listen to",
    why=(
        "After eight to ten seconds of a list callers stop listening, and the choices at its end might as well not be "
        "there; a message is followed a little longer."
    ),
    mend="Shorten the text, or spread it over several nodes with a choice between them.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
