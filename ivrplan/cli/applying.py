"""What `apply` and `destroy` share: showing the plan, asking, progress, stopping on Ctrl-C, the closing words."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

from ivrplan import __version__
from ivrplan.cli.progress import Progress
from ivrplan.cli.run import ERROR, FINE, INTERRUPTED, run
from ivrplan.cli.session import Session
from ivrplan.diagnostics import IvrplanError, error
from ivrplan.plan.build import Options
from ivrplan.plan.change import Mode, Plan
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
from ivrplan.views.states import outputs_json, outputs_text
from ivrplan.workflow.apply import Applied, ApplyRequest, apply


class Applying:
    """One run of `apply` or `destroy`.

    Args:
        session: what the run was told.
        operation: the command's name.
        asks: whether a person is asked before anything is sent.
    """

    def __init__(self, session: Session, operation: str, *, asks: bool) -> None:
        self._session = session
        self._operation = operation
        self._asks = asks
        self._progress = Progress(session)
        self._stop = asyncio.Event()
        self._interrupted = False

    def run(
        self, options: Options, *, plan_file: Path | None, parallelism: int, lock_timeout: float
    ) -> NoReturn:
        """Run to the end of the process."""
        request = ApplyRequest(
            load=self._session.request(),
            options=options,
            plan_file=plan_file,
            parallelism=parallelism,
            lock_timeout=lock_timeout,
            operation=self._operation,
            listen=self._progress.listen,
            stop=self._stop,
        )
        if self._session.as_json:
            version = {"type": "version", "format_version": "1.0", "ivrplan": __version__}
            self._session.emit(version, indent=None)
        applied = run(self._session, lambda: self._apply(request))
        self._close(applied)

    async def _apply(self, request: ApplyRequest) -> Applied:
        try:
            async with self._progress.beating():
                return await apply(request, self._approve)
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    async def _approve(self, plan: Plan, sources: Mapping[str, str]) -> bool:
        self._session.sources = sources
        self._show(plan)
        if self._asks and not self._yes(plan):
            return False
        self._progress.expect(len(plan.effective))
        self._catch_signals()
        return True

    def _show(self, plan: Plan) -> None:
        session = self._session
        if session.as_json:
            session.emit({"type": "plan", "plan": plan_to_json(plan)}, indent=None)
        else:
            session.say(PlanView(session.palette, session.sources, session.width).whole(plan) + "\n")

    def _yes(self, plan: Plan) -> bool:
        """Ask. Without somebody who could answer, nothing is done."""
        if self._session.as_json or not sys.stdin.isatty():
            raise IvrplanError(
                error(
                    "Approval needed",
                    "There is nobody to ask whether this plan is to be applied, so nothing was done.",
                    hint="Review a plan that `ivrplan plan --out FILE` saved and apply that, or give --auto-approve.",
                ),
            )
        question = "Delete all of this" if plan.mode is Mode.DESTROY else "Apply this plan"
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            answer = click.prompt(f'{question}? Only "yes" is a yes', default="", show_default=False)
        finally:
            signal.signal(signal.SIGINT, before)
        return bool(answer == "yes")

    def _catch_signals(self) -> None:
        """From now on the first Ctrl-C lets what has begun come to its end, the second ends at once."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal, task)

    def _on_signal(self, task: asyncio.Task[object]) -> None:
        if self._interrupted:
            task.cancel()
            return
        self._interrupted = True
        self._stop.set()
        self._session.note(
            "Stopping: changes that have begun are finished, no further one is begun. Ctrl-C again stops at once."
        )

    def _close(self, applied: Applied) -> NoReturn:
        if self._session.as_json:
            self._session.emit(_summary(applied), indent=None)
        else:
            self._closing_words(applied)
        if applied.declined or not applied.successful:
            sys.exit(INTERRUPTED if self._interrupted else ERROR)
        sys.exit(FINE)

    def _closing_words(self, applied: Applied) -> None:
        session, outcome = self._session, applied.outcome
        if applied.declined:
            session.say("Not applied. Nothing was changed.")
            return
        if outcome is None:
            session.sources = applied.sources
            session.say(PlanView(session.palette, applied.sources, session.width).whole(applied.plan))
            return
        session.report(outcome.diagnostics)
        paint = session.palette
        head = paint.green("Apply complete.") if applied.successful else paint.red("Apply incomplete.")
        counts = (
            f"{len(outcome.finished)} done, {len(outcome.failed)} failed, {len(outcome.skipped)} skipped."
        )
        session.say(f"\n{head} {counts}")
        if not applied.successful:
            session.say("What was done is in the state. Mend the cause, then run the same command again.")
        elif applied.state.outputs:
            session.say(f"\nOutputs:\n\n{outputs_text(applied.state.outputs)}")


def _summary(applied: Applied) -> dict[str, object]:
    outcome = applied.outcome
    summary: dict[str, object] = {
        "type": "summary",
        "successful": applied.successful,
        "declined": applied.declined,
        "serial": applied.state.serial,
        "outputs": outputs_json(applied.state.outputs),
    }
    if outcome is not None:
        summary |= {
            "finished": list(outcome.finished),
            "failed": list(outcome.failed),
            "skipped": list(outcome.skipped),
            "diagnostics": [diagnostic.to_json() for diagnostic in outcome.diagnostics],
        }
    return summary
