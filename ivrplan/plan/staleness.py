"""Whether a saved plan still fits: the same configuration, the same state, the same objects at the vendors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from ivrplan.config.configuration import Configuration
from ivrplan.diagnostics import Diagnostic, StalePlanError, error
from ivrplan.plan.change import Change, Plan
from ivrplan.providers.connection import Connection
from ivrplan.providers.releasing import released, tokens
from ivrplan.state.document import State

_HINT = "Plan again, and have the new plan reviewed."


async def check_current(
    plan: Plan, configuration: Configuration, state: State, connections: Mapping[str, Connection]
) -> None:
    """See that nothing moved since the plan was made.

    Raises:
        StalePlanError: it says everything that moved.
        ProviderError: a vendor could not be asked.
    """
    found = [*_configuration_moved(plan, configuration), *_state_moved(plan, state)]
    if not found:
        found = await _objects_moved(plan, connections)
    if found:
        raise StalePlanError(*found)


def _configuration_moved(plan: Plan, configuration: Configuration) -> Iterator[Diagnostic]:
    if plan.configuration != configuration.digest:
        yield error(
            "Saved plan is stale",
            "The configuration, or a value that it reads (a variable, an environment variable), is not the one that "
            "the plan was made from.",
            hint=_HINT,
        )


def _state_moved(plan: Plan, state: State) -> Iterator[Diagnostic]:
    if (plan.lineage, plan.serial) == (state.lineage, state.serial):
        return
    if plan.lineage and plan.lineage != state.lineage:
        yield error(
            "Saved plan is stale",
            "The plan was made for another state: their lineages differ.",
            hint="Apply it where it was made, or plan again.",
        )
    else:
        yield error(
            "Saved plan is stale",
            f"The state is at serial {state.serial}; the plan was made at serial {plan.serial}. Something was applied "
            "in between.",
            hint=_HINT,
        )


async def _objects_moved(plan: Plan, connections: Mapping[str, Connection]) -> list[Diagnostic]:
    groups: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in plan.changes:
        if (change.sends or change.importing) and change.id and change.provider in connections:
            groups[change.provider, change.type].append(change)
    found: list[Diagnostic] = []
    for (provider, kind), changes in groups.items():
        connection = connections[provider]
        ids = [change.id for change in changes]
        releases = [change.id for change in changes if released(change.before)]
        versions = await tokens(connection.type(kind), connection.client, ids, releases)
        found += _moved(changes, versions)
    return found


def _moved(
    changes: Collection[Change], versions: Mapping[str, tuple[str, str | None]]
) -> Iterator[Diagnostic]:
    for change in changes:
        now = versions.get(change.id)
        if now == (change.version, change.published):
            continue
        yield error(
            "Saved plan is stale",
            f"At the vendor, {change.address} {_what_moved(change, now)}.",
            hint=_HINT,
            address=change.address,
        )


def _what_moved(change: Change, now: tuple[str, str | None] | None) -> str:
    if now is None:
        return "was deleted"
    version, published = now
    if version != change.version:
        return f"is at version {version}; the plan saw version {change.version}"
    saw = f"version {change.published}" if change.published else "none"
    return f"has {f'version {published}' if published else 'no version'} published; the plan saw {saw}"
