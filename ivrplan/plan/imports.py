"""Objects that the vendors have already and that are managed from now on, as `import` blocks say."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ivrplan.config.configuration import Configuration, ImportBlock, ResourceBlock, Results
from ivrplan.diagnostics import (
    ConfigurationError,
    Diagnostic,
    IvrplanError,
    PlanError,
    Problems,
    Severity,
    error,
)
from ivrplan.language.plain import Document, mask
from ivrplan.language.values import Sensitive, Value, contains_unknown
from ivrplan.plan.change import Mode
from ivrplan.plan.decide import Decision, Wanted, update
from ivrplan.plan.documents import conceal, covers
from ivrplan.plan.refresh import READS_AT_ONCE, once
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, Live, ResourceType
from ivrplan.state.document import ResourceRecord, State

_FLOW: Final = "flow"


class Found(NamedTuple):
    """An object that an `import` block names: where the block stands, and what the vendor has."""

    block: ImportBlock
    live: Live


@dataclass(frozen=True, slots=True)
class Asked:
    """An object that has to be looked for.

    Attributes:
        block: what asks for it.
        name: its id, or its name.
        kind: its type.
        connection: sees it.
    """

    block: ImportBlock
    name: str
    kind: ResourceType
    connection: Connection


def open_blocks(configuration: Configuration, state: State, mode: Mode) -> list[ImportBlock]:
    """The `import` blocks that have something to do: an object that is managed has been imported already."""
    if mode is not Mode.NORMAL:
        return []
    return [block for block in configuration.imports if str(block.address) not in state.resources]


async def find(
    blocks: Iterable[ImportBlock],
    providers: Callable[[ImportBlock], str],
    connections: Mapping[str, Connection],
    state: State,
    *,
    results: Results = MappingProxyType({}),
) -> dict[str, Found]:
    """Look for the objects that `import` blocks name.

    Args:
        blocks: of the configuration.
        providers: the key of the provider configuration that sees a block's object.
        connections: by provider key.
        state: what is managed already.
        results: what is known of data, for the expressions in blocks.

    Returns:
        What was found, by address.

    Raises:
        PlanError: a block names nothing that can be imported; it says all that do.
        IvrplanError: a vendor could not be asked.
    """
    problems = Problems()
    asked = [
        one
        for block in blocks
        if (one := _asked(block, connections.get(providers(block)), results, problems))
    ]
    problems.add(*_twice(asked, lambda one: str(one.block.address), "address"))
    problems.raise_if_failed(PlanError)
    gate = asyncio.Semaphore(READS_AT_ONCE)
    seen = await asyncio.gather(*(_look(one, gate) for one in asked))
    answers = list(zip(asked, seen, strict=True))
    unread = once([(str(one.block.address), each) for one, each in answers if isinstance(each, IvrplanError)])
    if unread is not None:
        raise unread
    found: list[tuple[Asked, Live]] = []
    for one, result in answers:
        if isinstance(result, Live):
            found.append((one, result))
        elif isinstance(result, Diagnostic):
            problems.add(result)
    problems.add(*_managed(found, state))
    problems.add(*_shared(found))
    problems.raise_if_failed(PlanError)
    return {str(one.block.address): Found(one.block, live) for one, live in found}


def _asked(
    block: ImportBlock, connection: Connection | None, results: Results, problems: Problems
) -> Asked | None:
    if connection is None:
        problems.add(_no_provider(block))
        return None
    try:
        value = block.evaluate(results)
    except IvrplanError as failure:
        problems.catch(failure)
        return None
    if isinstance(value, Sensitive) or contains_unknown(value) or not isinstance(value, str) or not value:
        problems.add(_no_name(block, value))
        return None
    return Asked(block, value, connection.type(block.address.kind), connection)


def _no_provider(block: ImportBlock) -> Diagnostic:
    return error(
        "Provider configuration missing",
        f"{block.address} is to be imported through a provider configuration that there is not.",
        hint="Add a provider block, or name one that is there.",
        range=block.range,
        address=str(block.address),
    )


def _no_name(block: ImportBlock, value: Value) -> Diagnostic:
    if isinstance(value, Sensitive):
        why = "is sensitive, but plans show it"
    elif contains_unknown(value):
        why = "is known only after apply, but the plan has to read the object"
    else:
        why = "must be a text that is not empty"
    return error(
        "Unsuitable import",
        f'The attribute "{block.by}" of the import to {block.address} {why}.',
        range=block.range,
        address=str(block.address),
    )


async def _look(one: Asked, gate: asyncio.Semaphore) -> Live | Diagnostic | IvrplanError:
    """What the vendor has, why it cannot be imported, or why nobody knows."""
    async with gate:
        try:
            identity = one.name if one.block.by == "id" else await _identity(one)
            if isinstance(identity, Diagnostic):
                return identity
            return await one.kind.read(one.connection.client, identity) or _nothing_there(one)
        except IvrplanError as failure:
            return failure


async def _identity(one: Asked) -> str | Diagnostic:
    """The id of the one object of a name."""
    listed = [each.id async for each in one.kind.list(one.connection.client) if each.name == one.name]
    if not listed:
        return _nothing_there(one)
    if len(listed) == 1:
        return listed[0]
    return error(
        "Several objects of one name",
        f'At {one.connection.provider.title}, {len(listed)} objects of type {one.kind.name} are named "{one.name}".',
        hint=f"Import by id: {', '.join(sorted(listed))}.",
        range=one.block.range,
        address=str(one.block.address),
    )


def _nothing_there(one: Asked) -> Diagnostic:
    return error(
        "Nothing to import",
        f"{one.connection.provider.title} has no {one.kind.name} with the {one.block.by} "
        f'"{one.name}" that the credentials can see.',
        hint="Take the import block away to have the object created, or correct what it names."
        if one.block.range
        else "Look for it in the vendor's own editor, or list what nobody manages: ivrplan drift --unmanaged.",
        range=one.block.range,
        address=str(one.block.address),
    )


def _twice(asked: Iterable[Asked], key: Callable[[Asked], Hashable], what: str) -> Iterable[Diagnostic]:
    groups: defaultdict[Hashable, list[Asked]] = defaultdict(list)
    for one in asked:
        groups[key(one)].append(one)
    for first, *others in groups.values():
        for other in others:
            yield _said_twice(first.block, other.block, what)


def _shared(found: Iterable[tuple[Asked, Live]]) -> Iterable[Diagnostic]:
    lives = {str(one.block.address): live.id for one, live in found}
    asked = [one for one, _ in found]
    return _twice(asked, lambda one: (one.kind.name, lives[str(one.block.address)]), "object")


def _said_twice(first: ImportBlock, again: ImportBlock, what: str) -> Diagnostic:
    detail = (
        f"{again.address} is imported more than once."
        if what == "address"
        else f"{first.address} and {again.address} import the same object; it can be managed at one address only."
    )
    return Diagnostic(
        Severity.ERROR,
        "Duplicate import",
        detail,
        "Remove one of the import blocks.",
        again.range,
        address=str(again.address),
        related=((first.range, "It is imported here first."),) if first.range else (),
    )


def _managed(found: Iterable[tuple[Asked, Live]], state: State) -> Iterable[Diagnostic]:
    known = {(record.type, record.id): address for address, record in state.resources.items()}
    for one, live in found:
        there = known.get((one.kind.name, live.id))
        if there is not None:
            yield error(
                "Object is managed already",
                f"{one.block.address} is to become an object that is managed at {there} already.",
                hint=f"To rename it, write moved {{ from = {there}, to = {one.block.address} }} instead.",
                range=one.block.range,
                address=str(one.block.address),
            )


def decide_import(wanted: Wanted, kind: ResourceType, found: Found) -> tuple[Decision, ResourceRecord]:
    """What brings an imported object to the configuration, and the record that it gets before.

    Raises:
        ConfigurationError: it cannot be brought there without being replaced.
    """
    record = _record(wanted, kind, found.live)
    decision = update(wanted, kind, record, found.live)
    if decision.change.action is Action.REPLACE:
        raise ConfigurationError(_would_be_replaced(decision, found))
    change = replace(decision.change, importing=found.live.id)
    return replace(decision, change=change), record


def _record(wanted: Wanted, kind: ResourceType, live: Live) -> ResourceRecord:
    """An object as if a configuration that says what it holds had been applied: what it lacks is the vendor's own."""
    block: ResourceBlock = wanted.block
    sent = conceal(as_sent(kind, live.document, wanted.desired), wanted.desired)
    return ResourceRecord(
        address=str(block.address),
        type=kind.name,
        provider=block.provider,
        id=live.id,
        version=live.version,
        published=live.published,
        document=mask(conceal(live.document, wanted.desired)),
        sent=mask(sent),
        attributes=live.attributes,
        dependencies=tuple(sorted(block.dependencies)),
    )


def _would_be_replaced(decision: Decision, found: Found) -> Diagnostic:
    change = decision.change
    paths = ", ".join(sorted(".".join(path) for path in change.replaces)) or "the option --replace"
    return error(
        "Import would replace the object",
        f"{change.address} cannot be imported: the vendor cannot change {paths} of an object in place, so the object "
        "would be deleted and created anew.",
        hint="Write in the resource what the object has now; change it after the import.",
        range=found.block.range,
        address=change.address,
    )


def values_of(kind: ResourceType, document: Document) -> dict[str, Any] | None:
    """What a block would say whose object is this document; None where its call flow cannot be read.

    Args:
        kind: the resource type.
        document: the canonical document.
    """
    fields = kind.config.model_fields
    values = {name: document[name] for name in fields if name != _FLOW and name in document}
    if _FLOW not in fields:
        return values
    flow = kind.to_flow(document)
    return None if flow is None else {**values, _FLOW: flow}


def as_sent(kind: ResourceType, live: Document, desired: Document) -> Document:
    """What would have been sent to get this object.

    All that is in the object and would not have been sent is the vendor's own, and stays, unless the object is not as
    we write it (nodes with other ids): then whole parts of it make way for ours. Single entries of attributes that are
    maps count where the configuration names them: the others are the vendor's.
    """
    values = values_of(kind, live)
    try:
        written = live if values is None else kind.desired(values)
    except ValueError:  # pydantic's complaints are among them: no block could say this
        written = live
    if not covers(live, written):
        written = _with_whole_parts(written, live)
    return {
        name: _named(part, desired.get(name)) if name in kind.config.model_fields else part
        for name, part in written.items()
    }


def _with_whole_parts(written: Document, live: Document) -> Document:
    extra = {name: part for name, part in live.items() if name not in written and isinstance(part, Mapping)}
    inner = {
        name: _with_whole_parts(part, live[name])
        for name, part in written.items()
        if isinstance(part, Mapping) and isinstance(live.get(name), Mapping)
    }
    return {**written, **inner, **extra}


def _named(part: Any, desired: Any) -> Any:
    if not isinstance(part, Mapping) or not isinstance(desired, Mapping):
        return part
    return {
        name: _named(inner, desired.get(name))
        for name, inner in part.items()
        if name in desired or isinstance(inner, Mapping)
    }


def not_declared(blocks: Iterable[ImportBlock], declared: Collection[str]) -> list[ImportBlock]:
    """The blocks whose resource is not declared."""
    return [block for block in blocks if str(block.address) not in declared]


def undeclared(blocks: Iterable[ImportBlock], declared: Collection[str]) -> Iterable[Diagnostic]:
    """An error for every `import` block whose resource is not declared."""
    for block in not_declared(blocks, declared):
        yield error(
            "Import target is not declared",
            f"The object is to become {block.address}, but the configuration declares no such resource.",
            hint="Declare it, or have it written: ivrplan plan --generate-config-out FILE.ivr.hcl.",
            range=block.range,
            address=str(block.address),
        )
