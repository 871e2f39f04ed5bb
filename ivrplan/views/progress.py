"""An apply while it runs: lines for people, or JSON lines for programs. One line per change of state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeSkipped,
    ChangeStarted,
    DataFailed,
    DataRead,
    Event,
    Recovered,
    StepFinished,
    StepStarted,
    Waiting,
)
from ivrplan.providers.contract import Action
from ivrplan.views.actions import WORDS
from ivrplan.views.palette import Palette
from ivrplan.views.text import one_line, shortened


def event_line(event: Event, palette: Palette) -> str | None:
    """The event as a line for people; None for what is too small to be told."""
    match event:
        case Waiting():
            return palette.dim(
                f"{one_line(event.vendor)}: waiting {event.seconds:.0f} s: {one_line(event.reason)}"
            )
        case StepStarted():
            return None
        case _:
            return f"{palette.bold(one_line(event.address))}: {_said(event, palette)}"


def _said(
    event: ChangeStarted
    | StepFinished
    | ChangeFinished
    | ChangeFailed
    | ChangeSkipped
    | DataRead
    | DataFailed
    | Recovered,
    palette: Palette,
) -> str:
    match event:
        case ChangeStarted():
            return f"{WORDS[event.action].doing}..."
        case StepFinished():
            return palette.dim(f"{event.step.value} done")
        case ChangeFinished():
            done = palette.green(WORDS[event.action].done)
            return f"{done} after {event.seconds:.1f} s{_identity(event)}"
        case ChangeFailed() | DataFailed():
            return f"{palette.red('failed')}: {one_line(event.diagnostics[0].summary)}"
        case DataRead():
            return f"{palette.green('read')}  [id={one_line(event.id)}]"
        case ChangeSkipped():
            return f"{palette.yellow('skipped')}, because {one_line(event.because)}"
        case Recovered():
            what = "rollback" if event.action is Action.ROLLBACK else "apply"
            return f"an interrupted {what} was looked up at the vendor: it {one_line(event.finding)}"
        case _ as unreachable:
            assert_never(unreachable)


def still_line(address: str, action: Action, seconds: float) -> str:
    """What a started change is told as while it goes on."""
    return f"{one_line(address)}: still {WORDS[action].doing}... [{seconds:.0f} s]"


def counter_line(ended: int, total: int, running: Sequence[str], width: int) -> str:
    """The line at the bottom of a terminal: how far the apply is, and what is under way."""
    head = f"[{ended}/{total}]"
    return shortened(" ".join([head, ", ".join(map(one_line, running))]).rstrip(), max(width, len(head)))


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as JSON data, its kind under `type`."""
    match event:
        case ChangeStarted():
            return _about("apply_start", event.address, action=event.action.value)
        case StepStarted():
            return _about("step_start", event.address, step=event.step.value)
        case StepFinished():
            return _about("step_complete", event.address, step=event.step.value)
        case ChangeFinished():
            return _about(
                "apply_complete",
                event.address,
                action=event.action.value,
                id=event.id,
                version=event.version,
                elapsed_seconds=round(event.seconds, 3),
            )
        case ChangeFailed():
            found = [diagnostic.to_json() for diagnostic in event.diagnostics]
            return _about("apply_errored", event.address, action=event.action.value, diagnostics=found)
        case ChangeSkipped():
            return _about("apply_skipped", event.address, action=event.action.value, reason=event.because)
        case DataRead():
            return _about("read_complete", event.address, id=event.id)
        case DataFailed():
            found = [diagnostic.to_json() for diagnostic in event.diagnostics]
            return _about("read_errored", event.address, diagnostics=found)
        case Recovered():
            return _about("recovered", event.address, finding=event.finding)
        case Waiting():
            return {
                "type": "waiting",
                "vendor": event.vendor,
                "reason": event.reason,
                "seconds": round(event.seconds, 3),
            }
        case _ as unreachable:
            assert_never(unreachable)


def still_to_json(address: str, action: Action, seconds: float) -> dict[str, Any]:
    """A started change while it goes on, as JSON data."""
    return _about("apply_progress", address, action=action.value, elapsed_seconds=round(seconds, 3))


def _about(kind: str, address: str, **facts: Any) -> dict[str, Any]:
    return {"type": kind, "address": address, **facts}


def _identity(event: ChangeFinished) -> str:
    if event.action is Action.DELETE:
        return ""
    return f"  [id={one_line(event.id)}, v{one_line(event.version)}]"
