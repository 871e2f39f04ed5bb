"""What came of an apply, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from ivrplan.apply.execute import Outcome
from ivrplan.plan.change import Mode, Plan
from ivrplan.views.checks import checks_to_json
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.states import output_values, outputs_text
from ivrplan.workflow.apply import Applied

_OPERATIONS: Final[Mapping[Mode, str]] = MappingProxyType(
    {Mode.DESTROY: "Destroy", Mode.ROLLBACK: "Rollback"}
)


def applied_text(applied: Applied, palette: Palette) -> str:
    """The closing words: what was done, what was not, and what to do next."""
    if applied.declined or applied.outcome is None:
        return "Not applied. Nothing was changed." if applied.declined else ""
    return "\n".join(_closing(applied, applied.outcome, palette))


def _closing(applied: Applied, outcome: Outcome, palette: Palette) -> Iterator[str]:
    done, failed, skipped = len(outcome.finished), len(outcome.failed), len(outcome.skipped)
    operation = _OPERATIONS.get(applied.plan.mode, "Apply")
    if applied.successful:
        yield f"{palette.green(f'{operation} complete.')} {done} done{_rearranged(applied.plan)}."
        if applied.state.outputs and applied.plan.mode is not Mode.ROLLBACK:
            yield f"\nOutputs:\n\n{outputs_text(applied.state.outputs)}"
        return
    yield f"{palette.red(f'{operation} incomplete.')} {done} done, {failed} failed, {skipped} skipped{_rearranged(applied.plan)}."
    yield "What was done is in the state. Mend the cause, then run the same command again."


def _rearranged(plan: Plan) -> str:
    """What changed hands without anything being sent; empty where nothing did."""
    counts = {
        "moved": sum(bool(change.previous_address) for change in plan.changes),
        "imported": plan.counts.imported,
        "forgotten": plan.counts.forgotten,
    }
    return "".join(f", {count} {word}" for word, count in counts.items() if count)


def applied_json(applied: Applied) -> dict[str, Any]:
    """The last line of JSON of an apply."""
    outcome = applied.outcome
    summary: dict[str, Any] = {
        "type": "summary",
        "successful": applied.successful,
        "declined": applied.declined,
        "serial": applied.state.serial,
        "finished": [],
        "failed": [],
        "skipped": [],
        "diagnostics": diagnostics_to_json(applied.warnings),
        "checks": checks_to_json(applied.plan.checks if outcome is None else outcome.checks),
        "outputs": output_values(applied.state.outputs),
    }
    if outcome is not None:
        summary |= {
            "finished": list(outcome.finished),
            "failed": list(outcome.failed),
            "skipped": list(outcome.skipped),
            "diagnostics": diagnostics_to_json((*outcome.diagnostics, *applied.warnings)),
        }
    return summary
