"""What a survey of a tenant brought: what was written, what was left out, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivrplan.diagnostics import Diagnostic, Severity
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Custom
from ivrplan.plan.writing import Placeholder
from ivrplan.rules.rule import Finding


@dataclass(frozen=True, slots=True)
class Adopted:
    """One object that was written.

    Attributes:
        address: the resource that it becomes.
        id, name: the vendor's.
        file: where it stands.
        flow: its call flow; None where it has none.
        findings: what the rules say about that.
        placeholders: the variables for what the vendor does not tell.
    """

    address: str
    id: str
    name: str
    file: str
    flow: Flow | None = None
    findings: tuple[Finding, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()

    @property
    def foreign(self) -> int:
        """How many nodes are the vendor's own and pass through as they are."""
        return sum(isinstance(node, Custom) for node in self.flow.nodes) if self.flow else 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One object that was not written, and why."""

    type: str
    id: str
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class OfType:
    """How many objects of a type there are: in the listing, managed already, about to be, filtered out."""

    type: str
    listed: int = 0
    managed: int = 0
    imported: int = 0
    filtered: int = 0


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of it.

    Attributes:
        folder: where the files are.
        in_root: whether that is the root folder, so that the next plan reads them.
        files: their names; none when there was nothing to write.
        objects: what stands in them.
        left_out: what does not, although it was asked for.
        types: the counts.
        diagnostics: what could not be listed or read.
        sources: the text of every file that was read, for snippets.
    """

    folder: Path
    in_root: bool
    files: tuple[str, ...]
    objects: tuple[Adopted, ...]
    left_out: tuple[LeftOut, ...]
    types: tuple[OfType, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """Whether everything could be listed and read."""
        return not any(one.severity is Severity.ERROR for one in self.diagnostics)
