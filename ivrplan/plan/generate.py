"""The configuration of objects that are imported and not declared yet, as text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from ivrplan.config.configuration import Configuration, ImportBlock
from ivrplan.config.write import write_file
from ivrplan.diagnostics import Diagnostic, PlanError, Problems, error
from ivrplan.plan.change import Mode
from ivrplan.plan.imports import Found, find, not_declared, open_blocks
from ivrplan.plan.labels import Labels
from ivrplan.plan.writing import Declared, Writer
from ivrplan.providers.connection import Connection
from ivrplan.state.document import State

_HEAD: Final = "# Written for the objects that import blocks name. Read it before you apply it.\n"
_NO_FLOW: Final = "the object holds no call flow that could be written."
_BY_HAND: Final = "Declare it by hand."


async def generate(configuration: Configuration, state: State, connections: Mapping[str, Connection]) -> str:
    """A file that declares every resource that is to be imported and is not declared; empty when there is none.

    Raises:
        PlanError: an object is not there, or cannot be written.
        IvrplanError: a vendor could not be asked.
    """
    open_ones = open_blocks(configuration, state, Mode.NORMAL)
    blocks = not_declared(open_ones, configuration.resources)
    problems = Problems()
    problems.add(*_unwritable(blocks, connections))
    problems.raise_if_failed(PlanError)
    found = await find(blocks, lambda block: _provider(block, connections), connections, state)
    objects = _declared(found.values(), connections, Labels(configuration.flows))
    writer = Writer((one for _, one in objects), Labels(configuration.variables))
    written = [(block, writer.write(one)) for block, one in objects]
    problems.add(*(_problem(block, _NO_FLOW, _BY_HAND) for block, one in written if one is None))
    problems.raise_if_failed(PlanError)
    texts = [text for _, one in written if one for text in one.blocks]
    return write_file([_HEAD, *texts]) if texts else ""


def _declared(
    found: Iterable[Found], connections: Mapping[str, Connection], labels: Labels
) -> list[tuple[ImportBlock, Declared]]:
    """What the blocks of all objects are called. Flows may lead to each other, so this comes first."""
    objects = []
    for block, live in found:
        key, name = _provider(block, connections), block.address.name
        kind = connections[key].type(block.address.kind)
        objects.append((block, Declared(kind, key, name, labels.free(name), live, block.provider)))
    return objects


def _unwritable(
    blocks: Collection[ImportBlock], connections: Mapping[str, Connection]
) -> Iterator[Diagnostic]:
    for block in blocks:
        if block.address.module or block.address.key is not None:
            yield _problem(
                block,
                "an instance of a block, or a resource of a module, cannot be written: its block declares others too.",
                _BY_HAND,
            )
        elif not _provider(block, connections):
            kind = block.address.kind
            yield _problem(
                block,
                f'no provider of the configuration has a resource type "{kind}".',
                "Add a provider block.",
            )


def _problem(block: ImportBlock, why: str, hint: str) -> Diagnostic:
    return error(
        "Configuration cannot be written",
        f"{block.address}: {why}",
        hint=hint,
        range=block.range,
        address=str(block.address),
    )


def _provider(block: ImportBlock, connections: Mapping[str, Connection]) -> str:
    """The key of the provider configuration that a written resource has; empty when there is none."""
    if block.provider:
        return block.provider
    kind = block.address.kind
    return next(
        (key for key, one in connections.items() if key == one.provider.name and kind in one.provider.types),
        "",
    )
