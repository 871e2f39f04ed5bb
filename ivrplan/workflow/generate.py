"""Writing the configuration of what is imported, before a plan is made with it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivrplan.apply.progress import Listener
from ivrplan.config.request import LoadRequest
from ivrplan.config.write import quoted
from ivrplan.diagnostics import PlanError, error
from ivrplan.plan.generate import generate
from ivrplan.workflow.plan import Planned, PlanRequest, look, plan
from ivrplan.workflow.project import connected, open_project, secrets_of

_SUFFIX: Final = ".ivr.hcl"


async def plan_written(request: PlanRequest, path: Path) -> tuple[Planned, bool]:
    """Write what is imported into a file, then plan with it.

    Args:
        request: what to plan.
        path: the new file.

    Returns:
        The plan, and whether a file was written.

    Raises:
        IvrplanError: the file cannot be written, or the plan cannot be made. Then a file that was written stays.
    """
    wrote = await write_imports(request.load, path, request.listen)
    return await plan(request), wrote


async def write_imports(load: LoadRequest, path: Path, listen: Listener) -> bool:
    """Write what import blocks lead to and nobody has declared into a new file.

    Args:
        load: which folder, with which values.
        path: the file; a part of the root folder.
        listen: is told what happens.

    Returns:
        Whether there was anything to write; if not, there is no file.

    Raises:
        PlanError: the file is there already, is no part of the folder, or an object cannot be written.
        IvrplanError: the configuration cannot be loaded, or a vendor cannot be asked.
    """
    _check(load, path)
    project = open_project(load)
    async with connected(project, listen=listen) as connections:
        state = (await look(project.backend, connections)).state
        text = await generate(project.configuration, state, connections)
    if any(quoted(secret)[1:-1] in text for secret in secrets_of(project.configuration)):
        raise PlanError(
            error(
                "Object holds a secret",
                "An object that is to be imported holds the value of a sensitive variable, which may not be written into "
                "a file.",
                hint="Declare its resource by hand, and use the variable there.",
            ),
        )
    if text:
        _create(path, text)
    return bool(text)


def _check(load: LoadRequest, path: Path) -> None:
    if path.parent.resolve() != load.root.resolve() or not path.name.endswith(_SUFFIX):
        raise PlanError(
            error(
                "File is no part of the configuration",
                f"{path.name} would not be read with the folder: what is written there would not count.",
                hint=f"Name a file in the root folder that ends with {_SUFFIX}.",
            ),
        )
    if path.exists():
        raise _exists(path)


def _create(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as cause:
        raise PlanError(
            error("Configuration cannot be written", f"{path.name}: {cause.strerror or cause}."),
        ) from cause


def _exists(path: Path) -> PlanError:
    return PlanError(
        error(
            "File exists",
            f"{path.name} is there already, and what is written for imports never takes the place of a file.",
            hint="Name another file, or move that one away.",
        ),
    )
