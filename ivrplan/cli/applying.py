"""What `apply`, `destroy` and `rollback` share: showing the plan, asking, progress, stopping on Ctrl-C, the closing words."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ivrplan import __version__
from ivrplan.cli.approval import approved, nobody_to_ask
from ivrplan.cli.progress import Progress
from ivrplan.cli.run import ERROR, FINE, INTERRUPTED, fail, run
from ivrplan.cli.session import Session
from ivrplan.plan.build import Options
from ivrplan.plan.change import Plan
from ivrplan.views.applied import applied_json, applied_text
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
from ivrplan.workflow.apply import Applied, ApplyRequest, apply
from ivrplan.workflow.rollback import RollbackRequest, rollback


@dataclass(frozen=True, slots=True)
class Manner:
    """How an apply is run.

    Attributes:
        operation: the command's name.
        asks: whether a person is asked before anything is sent.
        parallelism: how many changes each provider configuration works on at once.
        lock_timeout: seconds to wait for another holder of the lock.
    """

    operation: str
    asks: bool
    parallelism: int
    lock_timeout: float


class Applying:
    """One run of `apply`, `destroy` or `rollback`.

    Args:
        session: what the run was told.
        manner: how it is run.
    """

    def __init__(self, session: Session, manner: Manner) -> None:
        self._session = session
        self._manner = manner
        self._progress = Progress(session)
        self._stop = asyncio.Event()
        self._interrupted = False
        self._shown = False
        self._reviewed = False

    def run(self, options: Options, plan_file: Path | None = None) -> NoReturn:
        """Plan, or take a saved plan, and apply it, to the end of the process."""
        self._announce()
        self._reviewed = plan_file is not None
        request = ApplyRequest(
            load=self._session.request(),
            options=options,
            plan_file=plan_file,
            parallelism=self._manner.parallelism,
            lock_timeout=self._manner.lock_timeout,
            operation=self._manner.operation,
            listen=self._progress.listen,
            stop=self._stop,
        )
        self._carry_out(lambda: apply(request, self._approve))

    def roll_back(self, address: str, to: str) -> NoReturn:
        """Let callers get an earlier version of a resource again, to the end of the process."""
        self._announce()
        request = RollbackRequest(
            load=self._session.request(),
            address=address,
            to=to,
            lock_timeout=self._manner.lock_timeout,
            listen=self._progress.listen,
            stop=self._stop,
        )
        self._carry_out(lambda: rollback(request, self._approve))

    def _announce(self) -> None:
        """A program cannot answer a question, so it is told before anything begins."""
        if self._session.as_json:
            if self._manner.asks:
                fail(self._session, nobody_to_ask())
            version = {"type": "version", "format_version": "1.0", "ivrplan": __version__}
            self._session.emit(version, indent=None)

    def _carry_out(self, work: Callable[[], Awaitable[Applied]]) -> NoReturn:
        self._close(run(self._session, lambda: self._watched(work)))

    async def _watched(self, work: Callable[[], Awaitable[Applied]]) -> Applied:
        try:
            async with self._progress.beating():
                return await work()
        except asyncio.CancelledError:
            if self._shown:
                self._session.note("What was under way is looked up at the vendor by the next command.")
            raise KeyboardInterrupt from None

    async def _approve(self, plan: Plan, sources: Mapping[str, str]) -> bool:
        self._session.sources = sources
        self._show(plan)
        if self._manner.asks and not await approved(plan):
            return False
        self._progress.expect(len(plan.effective))
        self._catch_signals()
        return True

    def _show(self, plan: Plan) -> None:
        session = self._session
        self._shown = True
        if session.as_json:
            session.emit({"type": "plan", "plan": plan_to_json(plan)}, indent=None)
            return
        view = PlanView(session.palette, session.sources, session.width)
        session.say(f"{view.sum(plan) if self._reviewed else view.whole(plan)}\n")

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
        self._progress.remark(
            "Stopping: changes that have begun are finished, no further one is begun. Ctrl-C again stops at once."
        )

    def _close(self, applied: Applied) -> NoReturn:
        session = self._session
        session.sources = applied.sources
        if not self._shown:
            self._show(applied.plan)
        if session.as_json:
            session.emit(applied_json(applied), indent=None)
        else:
            if applied.outcome is not None:
                session.report(applied.outcome.diagnostics)
            session.report(applied.warnings)
            closing = applied_text(applied, session.palette)
            if closing:
                session.say(f"\n{closing}")
        if applied.successful:
            sys.exit(FINE)
        sys.exit(INTERRUPTED if self._interrupted else ERROR)
