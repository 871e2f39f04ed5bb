"""What `import --all` wrote, for people and programs."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from ivrplan.diagnostics import Severity
from ivrplan.plan.survey import Listed, Read
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.text import one_line, padded, plural
from ivrplan.workflow.adoption import Adoption, LeftOut, OfType

FORMAT_VERSION: Final = "1.0"

_EVERY: Final = 50
"""How many objects are read between two lines of a log."""

_SHOWN: Final = 20
"""How many of a kind are named; the others are counted. JSON has all of them."""

_NEEDED: Final = "The vendor does not show these values. Give them before you plan:"
_FREE: Final = "The vendor does not show these values. What it has stays, unless you give them:"


def survey_line(event: Listed | Read) -> str | None:
    """How far it is, as a line that stays; None for what is too small to be told."""
    match event:
        case Listed():
            return f"{event.type}: {event.listed} listed, {event.wanted} to read"
        case Read() if event.read % _EVERY == 0 or event.read == event.wanted:
            return read_line(event)
        case Read():
            return None


def read_line(event: Read) -> str:
    """How many objects of a type have been read."""
    return f"{event.type}: {event.read} of {event.wanted} read"


def adoption_text(adoption: Adoption, palette: Palette, root: Path) -> str:
    """What was written, what it lacks, and what to do next.

    Args:
        adoption: what came of it.
        palette: colours.
        root: the root folder, as a person names it.
    """
    parts = (
        _written(adoption, palette),
        _table(adoption.types),
        _left_out(adoption.left_out, palette),
        _foreign(adoption, palette),
        _placeholders(adoption, palette),
        _rules(adoption, palette),
        _next(adoption, root),
    )
    return "\n\n".join(part for part in parts if part)


def _written(adoption: Adoption, palette: Palette) -> str:
    objects, where = plural(len(adoption.objects), "object"), _folder(adoption)
    if not adoption.files:
        return f"{palette.bold('Nothing to write.')} There is no object that nobody manages."
    files = f"{plural(len(adoption.files), 'file')} in {where}"
    return f"{palette.green('Wrote')} {objects} into {files}. Nothing was sent, and the state is as it was."


def _folder(adoption: Adoption) -> str:
    return "the root folder" if adoption.in_root else one_line(str(adoption.folder))


def _table(types: Iterable[OfType]) -> str:
    head = ("type", "found", "managed", "in import blocks", "filtered out")
    rows = [
        head,
        *((one.type, *map(str, (one.listed, one.managed, one.imported, one.filtered))) for one in types),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(padded(*cell) for cell in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _left_out(left_out: tuple[LeftOut, ...], palette: Palette) -> str:
    if not left_out:
        return ""
    lines = (
        f'  {one.type} "{one_line(one.name)}" [id={one_line(one.id)}]: {one.because}' for one in left_out
    )
    return "\n".join([palette.yellow(f"Left out: {plural(len(left_out), 'object')}."), *_some(lines)])


def _foreign(adoption: Adoption, palette: Palette) -> str:
    found = [one for one in adoption.objects if one.foreign]
    if not found:
        return ""
    count = plural(sum(one.foreign for one in found), "node")
    head = palette.yellow(f"The vendor's own, and passed through as `node` blocks: {count}.")
    return "\n".join([head, *_some(f"  {one.file}: {plural(one.foreign, 'node')}" for one in found)])


def _placeholders(adoption: Adoption, palette: Palette) -> str:
    found = [(variable, one.file) for one in adoption.objects for variable in one.placeholders]
    needed = [f"  IVRPLAN_VAR_{one.name}  ({file})" for one, file in found if one.required]
    free = [f"  IVRPLAN_VAR_{one.name}  ({file})" for one, file in found if not one.required]
    groups = ((_NEEDED, needed), (_FREE, free))
    return "\n\n".join("\n".join([palette.yellow(head), *lines]) for head, lines in groups if lines)


def _rules(adoption: Adoption, palette: Palette) -> str:
    findings = [finding for one in adoption.objects for finding in one.findings]
    if not findings:
        return ""
    counts = Counter((one.severity, one.rule, one.summary) for one in findings)
    lines = (
        f"  {severity.value}[{rule}] {summary}: {count}"
        for (severity, rule, summary), count in _sorted(counts)
    )
    errors = any(one.severity is Severity.ERROR for one in findings)
    more = " A plan with errors cannot be applied." if errors else ""
    return "\n".join([palette.yellow(f"The rules complain. `ivrplan validate` tells where.{more}"), *lines])


def _sorted(
    counts: Counter[tuple[Severity, str, str]],
) -> list[tuple[tuple[Severity, str, str], int]]:
    return sorted(counts.items(), key=lambda item: (item[0][0] is not Severity.ERROR, item[0][1]))


def _some(lines: Iterable[str]) -> Iterator[str]:
    """The first lines, and how many there are besides."""
    whole = list(lines)
    yield from whole[:_SHOWN]
    if len(whole) > _SHOWN:
        yield f"  and {len(whole) - _SHOWN} more"


def _next(adoption: Adoption, root: Path) -> str:
    if not adoption.files:
        return ""
    where = [] if root == Path() else ["-C", str(root)]
    plan = shlex.join(["ivrplan", *where, "plan"])
    if adoption.in_root:
        return f"Read what was written, then look whether it asks for nothing but imports:\n\n    {plan}"
    files = f"{shlex.quote(str(adoption.folder))}/*.ivr.hcl"
    move = f"mv -n {files} {shlex.quote(f'{root}/')}"
    return (
        "Read what was written, move it into the root folder, and look whether it asks for nothing but imports:\n\n"
        f"    {move}\n    {plan}"
    )


def adoption_json(adoption: Adoption) -> dict[str, Any]:
    """What was written, as JSON data."""
    return {
        "format_version": FORMAT_VERSION,
        "complete": adoption.complete,
        "folder": str(adoption.folder),
        "files": list(adoption.files),
        "types": {
            one.type: {
                "found": one.listed,
                "managed": one.managed,
                "in_import_blocks": one.imported,
                "filtered": one.filtered,
            }
            for one in adoption.types
        },
        "objects": [
            {
                "address": one.address,
                "id": one.id,
                "name": one.name,
                "file": one.file,
                "vendor_nodes": one.foreign,
                "variables": [{"name": each.name, "required": each.required} for each in one.placeholders],
                "findings": [finding.to_json() for finding in one.findings],
            }
            for one in adoption.objects
        ],
        "left_out": [
            {"type": one.type, "id": one.id, "name": one.name, "reason": one.because}
            for one in adoption.left_out
        ],
        "diagnostics": diagnostics_to_json(adoption.diagnostics),
    }
