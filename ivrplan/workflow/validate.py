"""Is the configuration sound? Files, flows and the vendors' limits; nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, has_errors
from ivrplan.plan.conditions import known_now
from ivrplan.plan.rules import check
from ivrplan.workflow.project import open_project


@dataclass(frozen=True, slots=True)
class Validation:
    """What is wrong.

    Attributes:
        diagnostics: errors, warnings and notes.
        silenced: findings of rules that an author switched off, with the reason.
        flows, resources: how many there are.
        sources: the text of every file that was read, for snippets.
    """

    diagnostics: tuple[Diagnostic, ...]
    silenced: tuple[str, ...]
    flows: int
    resources: int
    sources: Mapping[str, str]

    @property
    def valid(self) -> bool:
        """Whether a plan can be made of it."""
        return not has_errors(self.diagnostics)


def validate(request: LoadRequest) -> Validation:
    """Check the configuration.

    Raises:
        ConfigurationError: the files cannot be loaded; it says everything that is wrong in them.
    """
    project = open_project(request)
    configuration = project.configuration
    verdict = check(configuration, project.providers)
    return Validation(
        diagnostics=(*configuration.warnings, *known_now(configuration), *verdict.diagnostics),
        silenced=verdict.silenced,
        flows=len(configuration.flows),
        resources=len(configuration.resources),
        sources=configuration.sources,
    )
