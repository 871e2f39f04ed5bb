"""An apply while it runs: lines for people, or JSON lines for programs. One line per change of state."""

from __future__ import annotations

from typing import Any, assert_never

from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeSkipped,
    ChangeStarted,
    Event,
    Recovered,
    StepFinished,
    StepStarted,
    Waiting,
)
from ivrplan.providers.contract import Action
from ivrplan.views.palette import Palette


def event_line(event: Event, palette: Palette) -> str | None:
    """The event as a line for people; None for what is too small to be told."""
    match event:
        case ChangeStarted():
            return f"{palette.bold(event.address)}: {_doing(event.action)}..."
        case StepStarted():
            return None
        case StepFinished():
            return palette.dim(f"{event.address}: {event.step.value} done")
        case ChangeFinished():
            return f"{palette.bold(event.address)}: {palette.green(_done(event.action))} after {event.seconds:.1f} s{_identity(event)}"
        case ChangeFailed():
            return f"{palette.bold(event.address)}: {palette.red('failed')}: {event.diagnostics[0].summary}"
        case ChangeSkipped():
            return f"{palette.bold(event.address)}: {palette.yellow('skipped')}, because {event.because}"
        case Recovered():
            return f"{palette.bold(event.address)}: an interrupted apply was looked up at the vendor: it {event.finding}"
        case Waiting():
            return palette.dim(f"{event.vendor}: waiting {event.seconds:.0f} s: {event.reason}")
        case _ as unreachable:
            assert_never(unreachable)


def still_line(event: Event, seconds: float) -> str:
    """What a started change is told as while it goes on."""
    assert isinstance(event, ChangeStarted)
    return f"{event.address}: still {_doing(event.action)}... [{seconds:.0f} s]"


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


def _about(kind: str, address: str, **facts: Any) -> dict[str, Any]:
    return {"type": kind, "address": address, **facts}


def _identity(event: ChangeFinished) -> str:
    if event.action is Action.DELETE:
        return ""
    return f"  [id={event.id}, v{event.version}]"


def _doing(action: Action) -> str:
    match action:
        case Action.CREATE:
            return "creating"
        case Action.UPDATE:
            return "updating"
        case Action.REPLACE:
            return "replacing"
        case Action.DELETE:
            return "destroying"
        case Action.RELEASE:
            return "releasing"
        case Action.NO_OP:
            return "leaving"
        case _ as unreachable:
            assert_never(unreachable)


def _done(action: Action) -> str:
    match action:
        case Action.CREATE:
            return "created"
        case Action.UPDATE:
            return "updated"
        case Action.REPLACE:
            return "replaced"
        case Action.DELETE:
            return "destroyed"
        case Action.RELEASE:
            return "released"
        case Action.NO_OP:
            return "left"
        case _ as unreachable:
            assert_never(unreachable)
