"""`ivrplan draw`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from ivrplan.cli.options import load_options
from ivrplan.cli.run import run_plain, session
from ivrplan.diagnostics import IvrplanError, error
from ivrplan.flow.drawing.layout import Direction
from ivrplan.views.drawings.dot import dot
from ivrplan.views.drawings.looks import Theme
from ivrplan.views.drawings.mermaid import mermaid
from ivrplan.views.drawings.svg import svg
from ivrplan.workflow.draw import draw_flow

_WRITERS: Final = MappingProxyType({"mermaid": mermaid, "dot": dot, "svg": svg})

_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid"}
)
"""What files of a format are usually called."""


@click.command("draw")
@click.argument("address", required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_WRITERS)),
    help="The form of the drawing. [default: that of FILE; mermaid]",
)
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write it to FILE."
)
@click.option(
    "--direction",
    type=click.Choice([direction.value for direction in Direction]),
    default=Direction.DOWN.value,
    show_default=True,
    help="Where calls move to: from top to bottom, or from left to right.",
)
@click.option(
    "--theme",
    type=click.Choice([theme.value for theme in Theme]),
    default=Theme.AUTO.value,
    show_default=True,
    help="The colours: those that the reader's screen asks for, light ones, or dark ones.",
)
@load_options
def command(*, address: str, form: str | None, out: Path | None, direction: str, theme: str) -> None:
    """Draw a call flow: what callers hear, where they choose, and where calls end. No vendor is asked.

    ADDRESS is a flow (flow.main, module.hours.flow.main), or a resource that deploys one. It can be left out where there is
    only one flow. A dashed arrow is taken when a caller presses nothing or a wrong key, or when a system fails.

    \b
      ivrplan draw flow.main --out main.svg
    """  # noqa: D301 - the mark keeps click from filling the lines
    told = session()
    drawing = run_plain(told, lambda: draw_flow(told.request(), address))
    write = _WRITERS[form or _ENDINGS.get(out.suffix.lower() if out else "", "mermaid")]
    written = write(drawing, direction=Direction(direction), theme=Theme(theme))
    if out is None:
        told.say(written)
    else:
        run_plain(told, lambda: _save(out, written))
        told.note(f"Drawn: {out}")


def _save(path: Path, written: str) -> None:
    try:
        path.write_text(f"{written}\n", encoding="utf-8")
    except OSError as failure:
        reason = failure.strerror or str(failure)
        problem = error(
            "File cannot be written",
            f'The drawing cannot be written to "{path}": {reason}.',
            hint="Give --out a file in a folder that you may write to.",
        )
        raise IvrplanError(problem) from failure
