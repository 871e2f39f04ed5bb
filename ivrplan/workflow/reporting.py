"""Who is told what a run does: the reporter of a project."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from ivrplan.apply.progress import Event, Listener
from ivrplan.events.record import Surroundings
from ivrplan.events.reporter import Reporter, reporting
from ivrplan.events.settings import event_settings
from ivrplan.events.webhook import Poster
from ivrplan.state.lock import LockInfo
from ivrplan.workflow.project import Project


@asynccontextmanager
async def reporter_of(
    project: Project, environment: Mapping[str, str], operation: str
) -> AsyncIterator[Reporter]:
    """A reporter for one run on a project.

    Raises:
        ConfigurationError: what it is told about the webhook cannot be used.
    """
    configuration = project.configuration
    settings = event_settings(configuration.settings, Path(configuration.root), environment)
    info = LockInfo.of_this_process(operation)
    around = Surroundings(configuration.workspace, f"{info.who}@{info.host}", project.types)
    async with reporting(settings, around, _poster) as reporter:
        yield reporter


@asynccontextmanager
async def _poster() -> AsyncIterator[Poster]:
    from ivrplan.providers.http.post import open_poster  # noqa: PLC0415 - httpx, for who has a webhook

    async with open_poster() as poster:
        yield poster


def heard_by(listen: Listener, reporter: Reporter) -> Listener:
    """Tells a reporter what it tells a listener."""

    def both(event: Event) -> None:
        listen(event)
        reporter.hear(event)

    return both
