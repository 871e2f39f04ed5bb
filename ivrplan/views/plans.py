"""A plan for people, down to the node. Reads like Terraform's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.plan.change import Change, Counts, Mode, OutputChange, Plan
from ivrplan.views.actions import CREATE_FIRST, WORDS
from ivrplan.views.attributes import changed
from ivrplan.views.changes import ChangeBlocks, live_text, publishes, sign_of
from ivrplan.views.data import MEANING, SIGN, data_blocks
from ivrplan.views.diagnostics import DiagnosticView
from ivrplan.views.differences import DifferenceRows
from ivrplan.views.palette import Palette
from ivrplan.views.rows import Row, Style
from ivrplan.views.text import columns, one_line, padded, plural
from ivrplan.views.values import HIDDEN

_LEGEND: Final = (SIGN, "+", "~", "-/+", CREATE_FIRST, "-", "^", "<", ".")


class PlanView:
    """Writes plans.

    Args:
        palette: colours.
        sources: the text of source files, for the snippets of diagnostics.
        width: columns of the terminal.
    """

    def __init__(self, palette: Palette, sources: Mapping[str, str], width: int) -> None:
        self._palette = palette
        self._style = Style(palette, width)
        self._problems = DiagnosticView(palette, sources, width)

    def whole(self, plan: Plan) -> str:
        """The plan with what was found wrong with it; the sum is the last line."""
        return _paragraphs(self.changes(plan), self._problems.all(plan.diagnostics), self.sum(plan))

    def changes(self, plan: Plan) -> str:
        """What the plan does: drift, changes, outputs, allowed findings. Empty when it does nothing."""
        limited = self._limited(plan)
        return _paragraphs(
            self._drift(plan), self._blocks(plan), self._outputs(plan.outputs), self._allowed(plan), limited
        )

    def sum(self, plan: Plan) -> str:
        """The last line."""
        paint = self._palette
        if plan.failed:
            errors = sum(1 for one in plan.diagnostics if one.severity is Severity.ERROR)
            return paint.red(f"This plan cannot be applied: {plural(errors, 'error')}.")
        if plan.empty and plan.mode is Mode.REFRESH_ONLY and plan.records:
            return f"{plural(len(plan.records), 'record')} of the state would be brought up to date. Nothing is sent."
        if plan.empty:
            return f"{paint.green('No changes.')} {_NOTHING[plan.mode]}"
        if not plan.told:
            return "Only outputs would change. Nothing is sent to a vendor."
        return f"{paint.bold('Plan:')} {count_text(plan.counts)}"

    def _drift(self, plan: Plan) -> str:
        drifted = [change for change in plan.changes if change.drift or change.gone]
        if not drifted:
            return ""
        writer = DifferenceRows(self._style)
        head = self._palette.bold("Changed outside of ivrplan since the last apply:")
        return _paragraphs(head, *("\n".join(self._drifted(change, writer)) for change in drifted))

    def _drifted(self, change: Change, writer: DifferenceRows) -> Iterator[str]:
        address = self._palette.bold(one_line(change.address))
        if change.gone:
            yield f"  {self._palette.red('!')} {address} was deleted at the vendor"
            return
        yield self._style.line(Row(0, "!", f"{address} was changed  ({live_text(change)})"))
        yield from self._style.lines(writer.rows(change.address, change.drift, 1))

    def _blocks(self, plan: Plan) -> str:
        blocks = ChangeBlocks(self._style)
        late = data_blocks(plan.data, self._style)
        return _paragraphs(self._legend(plan), *late, *map(blocks.block, plan.told))

    def _legend(self, plan: Plan) -> str:
        signs = {sign_of(change) for change in plan.told}
        signs |= {"^" for change in plan.effective if publishes(change)}
        signs |= {SIGN for reading in plan.data if reading.deferred}
        meanings = {words.sign: words.meaning for words in WORDS.values()}
        meanings |= {CREATE_FIRST: "create anew and then destroy", SIGN: MEANING}
        rows = [Row(0, sign, meanings[sign]) for sign in _LEGEND if sign in signs]
        if not rows:
            return ""
        return "\n".join(["ivrplan will do the following:", *self._style.lines(rows)])

    def _outputs(self, outputs: Iterable[OutputChange]) -> str:
        shown = [(one_line(output.name), output) for output in outputs]
        if not shown:
            return ""
        width = max(columns(name) for name, _ in shown)
        rows = [row for name, output in shown for row in self._output(padded(name, width), output)]
        return "\n".join(["Changes to outputs:", *self._style.lines(rows)])

    def _output(self, label: str, output: OutputChange) -> Iterable[Row]:
        if not output.sensitive:
            return changed(label, output.before, output.after, 0, self._style)
        sign = "+" if output.before is None else "-" if output.after is None else "~"
        return [Row(0, sign, f"{label} = {HIDDEN}")]

    def _allowed(self, plan: Plan) -> str:
        rows = [f"  {self._palette.dim(one_line(text))}" for text in plan.silenced]
        return "\n".join(["Findings that were allowed:", *rows]) if rows else ""

    def _limited(self, plan: Plan) -> str:
        if not plan.targets:
            return ""
        named = ", ".join(map(one_line, plan.targets))
        return f"{self._palette.yellow('Only a part:')} this plan was limited to {named} and what that needs."


_NOTHING: Final[Mapping[Mode, str]] = {
    Mode.NORMAL: "What callers get is what the configuration says.",
    Mode.DESTROY: "There is nothing to destroy.",
    Mode.REFRESH_ONLY: "The vendors have what was applied last.",
    Mode.ROLLBACK: "Callers get that version already.",
}


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def count_text(counts: Counts) -> str:
    """How much a plan does, in one sentence."""
    if counts.rolled_back:
        return f"{counts.rolled_back} to roll back."
    always = f"{counts.add} to add, {counts.change} to change, {counts.destroy} to destroy, {counts.release} to release"
    imported = f"{counts.imported} to import, " if counts.imported else ""
    forgotten = f", {counts.forgotten} to forget" if counts.forgotten else ""
    return f"{imported}{always}{forgotten}."
