"""What `fmt` changed, for people and programs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, Final

from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.workflow.format import FormatResult, Formatted

FORMAT_VERSION: Final = "1.0"


def diff_text(formatted: Formatted, palette: Palette) -> str:
    """What differs, as a unified diff that `patch -p1` understands; empty where only line ends or such differ."""
    return "\n".join(_diff_lines(formatted, palette))


def _diff_lines(formatted: Formatted, palette: Palette) -> Iterator[str]:
    lines = difflib.unified_diff(
        formatted.before.splitlines(),
        formatted.after.splitlines(),
        f"a/{formatted.name}",
        f"b/{formatted.name}",
        lineterm="",
    )
    for line in lines:
        match line[:1]:
            case "+":
                yield palette.green(line)
            case "-":
                yield palette.red(line)
            case "@":
                yield palette.cyan(line)
            case _:
                yield line


def formats_json(result: FormatResult) -> dict[str, Any]:
    """The files that are, or would be, changed."""
    return {
        "format_version": FORMAT_VERSION,
        "changed": [one.name for one in result.changed],
        "diagnostics": diagnostics_to_json(result.diagnostics),
    }
