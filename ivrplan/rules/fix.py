"""What can be mended without asking anybody: edits as values, in the words of flows.

A fix never changes what callers live through: the call graph, what they hear and what they may press stay as they are.
Who reads the sources turns a fix into an edit of a text, or says why that cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ivrplan.rules.silence import Silence


@dataclass(frozen=True, slots=True)
class SetText:
    """Another text for an attribute of a node that is written as a plain text."""

    node: str
    attribute: str
    text: str


@dataclass(frozen=True, slots=True)
class RemoveAttribute:
    """An attribute of a node, or of the flow where the node is empty, that says nothing: it can go."""

    node: str
    attribute: str


@dataclass(frozen=True, slots=True)
class RemoveSilence:
    """A suppression that is not needed."""

    silence: Silence


Fix: TypeAlias = SetText | RemoveAttribute | RemoveSilence
