"""A plan for people, down to the node. Reads like Terraform's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from ivrplan.diagnostics import Severity
from ivrplan.language.plain import Document
from ivrplan.plan.change import Change, Counts, Difference, Mode, OutputChange, Plan
from ivrplan.plan.documents import ABSENT, FieldChange
from ivrplan.providers.contract import Action, StepKind
from ivrplan.views.diagnostics import DiagnosticView
from ivrplan.views.flows import FlowView
from ivrplan.views.palette import Palette
from ivrplan.views.values import key, literal, quoted

_IN_FLOWS: Final = frozenset({"nodes", "connections", "entry", "start", "variables"})
"""Parts of documents that are shown as a call flow, where they can be read as one."""


class PlanView:
    """Writes plans.

    Args:
        palette: colours.
        sources: the text of source files, for the snippets of diagnostics.
        width: columns of the terminal.
    """

    def __init__(self, palette: Palette, sources: Mapping[str, str], width: int) -> None:
        self._palette = palette
        self._problems = DiagnosticView(palette, sources, width)

    def whole(self, plan: Plan) -> str:
        """The plan: drift, changes, outputs, what the rules say, and in the last line the sum."""
        parts = [
            self._drift(plan),
            self._changes(plan),
            self._outputs(plan.outputs),
            self._silenced(plan.silenced),
            self._problems.all(plan.diagnostics),
            self.sum(plan),
        ]
        return "\n\n".join(part for part in parts if part)

    def sum(self, plan: Plan) -> str:
        """The last line."""
        paint = self._palette
        if plan.failed:
            errors = sum(1 for one in plan.diagnostics if one.severity is Severity.ERROR)
            plural = "s" if errors > 1 else ""
            return paint.red(f"This plan cannot be applied: {errors} error{plural}.")
        if plan.empty and plan.mode is Mode.REFRESH_ONLY and plan.records:
            return f"{len(plan.records)} records of the state would be brought up to date. Nothing is sent."
        if plan.empty:
            return f"{paint.green('No changes.')} What callers get is what the configuration says."
        if not plan.effective:
            return "Only outputs would change. Nothing is sent to a vendor."
        return f"{paint.bold('Plan:')} {count_text(plan.counts)}"

    def _drift(self, plan: Plan) -> str:
        drifted = [change for change in plan.changes if change.drift or change.gone]
        if not drifted:
            return ""
        head = "Changed outside of ivrplan since the last apply:"
        return "\n\n".join(
            [self._palette.bold(head), *("\n".join(self._drifted(change)) for change in drifted)]
        )

    def _drifted(self, change: Change) -> Iterator[str]:
        if change.gone:
            yield f"  {self._palette.red('!')} {change.address} was deleted at the vendor"
            return
        yield f"  {self._palette.yellow('!')} {change.address} was changed  ({_live(change)})"
        yield from difference_lines(change.drift, self._palette)

    def _changes(self, plan: Plan) -> str:
        if not plan.effective:
            return ""
        blocks = ["\n".join(self._change(change)) for change in plan.effective]
        return "\n\n".join([self._legend(plan.effective), *blocks])

    def _legend(self, changes: Iterable[Change]) -> str:
        actions = {change.action for change in changes}
        rows = [
            f"  {self._palette.sign(_sign(action))} {meaning}"
            for action, meaning in _MEANINGS.items()
            if action in actions
        ]
        if any(StepKind.PUBLISH in _kinds(change) for change in changes) and Action.RELEASE not in actions:
            rows.append(f"  {self._palette.sign('^')} release: callers get it")
        return "\n".join(["ivrplan will do the following:", *rows])

    def _change(self, change: Change) -> Iterator[str]:
        paint = self._palette
        why = f", because {change.because}" if change.because else ""
        live = f"  ({_live(change)})" if change.id else ""
        yield f"  # {paint.bold(change.address)} {_verb(change)}{why}{live}"
        for text in change.warnings:
            yield f"  # {paint.yellow(text)}"
        rest = change.address.rpartition(f"{change.type}.")[2]
        yield f"  {paint.sign(_sign(change.action, first_create=change.create_before_destroy))} resource {quoted(change.type)} {quoted(rest)} {{"
        yield from self._body(change)
        yield "    }"

    def _body(self, change: Change) -> Iterator[str]:
        if change.action is Action.DELETE:
            yield f"      {self._palette.sign('-')} {_extent(change.before)}"
        elif change.action is not Action.RELEASE:
            yield from difference_lines(change.difference, self._palette)
        for path in sorted(change.replaces):
            yield f"      # {self._palette.red('forces replacement')}: {'.'.join(path)} cannot be changed in place"
        if StepKind.PUBLISH in _kinds(change):
            steps = ", then ".join(step.summary for step in change.steps if step.kind is not StepKind.DELETE)
            yield f"      {self._palette.sign('^')} release: {steps}"

    def _outputs(self, outputs: Iterable[OutputChange]) -> str:
        rows = [self._output(output) for output in outputs]
        return "\n".join(["Outputs:", *rows]) if rows else ""

    def _output(self, output: OutputChange) -> str:
        before, after = (
            ("(sensitive value)",) * 2 if output.sensitive else map(literal, (output.before, output.after))
        )
        if output.before is None:
            return f"  {self._palette.sign('+')} {output.name} = {after}"
        if output.after is None:
            return f"  {self._palette.sign('-')} {output.name} = {before}"
        return f"  {self._palette.sign('~')} {output.name} = {before} -> {after}"

    def _silenced(self, silenced: Iterable[str]) -> str:
        rows = [f"  {self._palette.dim(text)}" for text in silenced]
        return "\n".join(["Findings that were allowed:", *rows]) if rows else ""


def difference_lines(difference: Difference, palette: Palette) -> Iterator[str]:
    """What differs, as lines: attributes of the resource first, then the flow as a flow."""
    flow = difference.flow
    if flow is None or flow.empty:
        yield from (_field(change, palette) for change in difference.fields)
        return
    shown = [
        change for change in difference.fields if change.path[0] not in _IN_FLOWS and not _hollow(change)
    ]
    yield from (_field(change, palette) for change in shown)
    yield f"      {palette.sign(_flow_sign(difference))} flow {{"
    yield from FlowView(palette, " " * 10).lines(flow)
    yield "        }"


def _hollow(change: FieldChange) -> bool:
    """Whether only an empty part comes or goes."""
    return _empty(change.before) and _empty(change.after)


def _empty(part: object) -> bool:
    return part is ABSENT or part in ({}, ())


def _flow_sign(difference: Difference) -> str:
    """Whether the whole flow comes or goes, or a part of it changes."""
    if any(change.path == ("nodes",) and change.before is ABSENT for change in difference.fields):
        return "+"
    return "~"


def _field(change: FieldChange, palette: Palette) -> str:
    name = ".".join(key(part) for part in change.path)
    if change.before is ABSENT:
        return f"      {palette.sign('+')} {name} = {literal(change.after)}"
    if change.after is ABSENT:
        return f"      {palette.sign('-')} {name} = {literal(change.before)}"
    return f"      {palette.sign('~')} {name} = {literal(change.before)} -> {literal(change.after)}"


def _extent(document: Document | None) -> str:
    nodes = (document or {}).get("nodes")
    return f"flow with {len(nodes)} nodes" if isinstance(nodes, Mapping) else "everything"


def _live(change: Change) -> str:
    published = f", callers get v{change.published}" if change.published not in {None, change.version} else ""
    unpublished = ", not published" if change.published is None and StepKind.PUBLISH in _kinds(change) else ""
    return f"live v{change.version}{published}{unpublished}"


def _kinds(change: Change) -> frozenset[StepKind]:
    return frozenset(step.kind for step in change.steps)


_MEANINGS: Final[Mapping[Action, str]] = {
    Action.CREATE: "create",
    Action.UPDATE: "update in-place",
    Action.REPLACE: "replace: delete and create anew",
    Action.DELETE: "destroy",
    Action.RELEASE: "release: callers get what is saved already",
}


def _sign(action: Action, *, first_create: bool = False) -> str:
    match action:
        case Action.CREATE:
            return "+"
        case Action.UPDATE:
            return "~"
        case Action.REPLACE:
            return "+/-" if first_create else "-/+"
        case Action.DELETE:
            return "-"
        case Action.RELEASE:
            return "^"
        case Action.NO_OP:
            return " "
        case _ as unreachable:
            assert_never(unreachable)


def _verb(change: Change) -> str:
    match change.action:
        case Action.CREATE:
            return "will be created"
        case Action.UPDATE:
            return "will be updated in-place"
        case Action.REPLACE:
            return "must be replaced"
        case Action.DELETE:
            return "will be destroyed"
        case Action.RELEASE:
            return "will be released"
        case Action.NO_OP:
            return "stays as it is"
        case _ as unreachable:
            assert_never(unreachable)


def count_text(counts: Counts) -> str:
    """How much a plan does, in one sentence."""
    return f"{counts.add} to add, {counts.change} to change, {counts.destroy} to destroy, {counts.release} to release."
