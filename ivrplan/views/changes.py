"""One change of a plan as a block of lines: a header, what differs, and how it reaches callers."""

from __future__ import annotations

from collections.abc import Iterator

from ivrplan.plan.change import Change
from ivrplan.providers.contract import Action, StepKind
from ivrplan.views.actions import CREATE_FIRST, WORDS
from ivrplan.views.differences import DifferenceRows, flow_extent
from ivrplan.views.releases import release_text, tag_of, told
from ivrplan.views.rows import Row, Style, closing
from ivrplan.views.text import one_line
from ivrplan.views.titles import resource_title
from ivrplan.views.values import quoted


class ChangeBlocks:
    """Writes the changes of one plan.

    Args:
        style: how rows look.
    """

    def __init__(self, style: Style) -> None:
        self._style = style
        self._differences = DifferenceRows(style)

    def block(self, change: Change) -> str:
        """The lines of a change."""
        paint = self._style.palette
        first, *others = self._said(change)
        seen = change.id and change.action is not Action.FORGET
        live = f"  ({live_text(change)})" if seen else ""
        lines = [f"  # {first}{live}", *(f"  # ({text})" for text in others)]
        lines += (f"  # {paint.yellow(one_line(text))}" for text in change.warnings)
        return "\n".join([*lines, *self._style.lines(self._rows(change))])

    def _said(self, change: Change) -> Iterator[str]:
        """What is done, and what else has to be known of it."""
        address = self._style.palette.bold(one_line(change.address))
        former = one_line(change.previous_address)
        if change.action is not Action.NO_OP:
            why = f", because {one_line(change.because)}" if change.because else ""
            yield f"{address} {WORDS[change.action].will}{why}"
            if former:
                yield f"moved from {former}"
        elif former:
            yield f"{former} has moved to {address}"
        else:
            yield f"{address} will be imported"
        if change.importing:
            yield f"imported from {one_line(quoted(change.importing))}"

    def _rows(self, change: Change) -> Iterator[Row]:
        title = resource_title(change.type, change.address)
        body = list(self._body(change))
        if not body:
            yield Row(0, sign_of(change), title)
            return
        yield Row(0, sign_of(change), f"{title} {{")
        yield from body
        yield closing(0)

    def _body(self, change: Change) -> Iterator[Row]:
        if change.action is Action.DELETE:
            extent = flow_extent(change.difference)
            if extent:
                yield Row(1, "-", f"flow  # {extent}")
        else:
            yield from self._differences.rows(
                change.address, told(change.difference), 1, change.replaces, leads=change.leads
            )
        if publishes(change):
            yield Row(1, "^", one_line(release_text(change)))


def sign_of(change: Change) -> str:
    """The sign of what is done."""
    if change.action is Action.REPLACE and change.create_before_destroy:
        return CREATE_FIRST
    return WORDS[change.action].sign


def publishes(change: Change) -> bool:
    """Whether callers get something else by this change."""
    return any(step.kind is StepKind.PUBLISH for step in change.steps)


def live_text(change: Change) -> str:
    """Which versions the vendor has: the one that is saved, and the one that callers get where that is another."""
    tag = tag_of(change.before)
    if tag:
        return f"live v{change.version}, released {one_line(tag)}"
    if change.published is None:
        return f"live v{change.version}, not published" if publishes(change) else f"live v{change.version}"
    if change.published != change.version:
        return f"live v{change.version}, callers get v{change.published}"
    return f"live v{change.version}"
