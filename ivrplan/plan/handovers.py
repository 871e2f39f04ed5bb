"""Flows that hand calls over to each other (`goto`): the ids in their documents, and orders in spite of circles.

A reference of a flow to another is a dependency like any other: what it leads to is finished before a caller can be led
there. Only where flows refer to each other in a circle does that not work. Then all that a change needs of the others is
their ids, and an object has its id as soon as its first step is done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ivrplan.config.configuration import Configuration, ResourceBlock, Results
from ivrplan.diagnostics import ConfigurationError, PlanError, error
from ivrplan.flow.handover import handovers, with_ids
from ivrplan.flow.nodes import Goto
from ivrplan.flow.reference import FlowReference
from ivrplan.flow.value import FlowValue
from ivrplan.language.plain import Document
from ivrplan.language.values import UNKNOWN, Value
from ivrplan.plan.change import Change
from ivrplan.plan.dependencies import circles, describe_circle, order
from ivrplan.providers.contract import Action, ResourceType, registers

Identities: TypeAlias = Mapping[str, str]
"""Address -> the vendor's id, of the objects that are there."""

Pairs: TypeAlias = Sequence[tuple[str, str]]
"""Pairs (waits, for)."""

STAYING: Final = frozenset({Action.NO_OP, Action.UPDATE, Action.RELEASE})
"""What is done to an object that keeps its id."""


def desired(kind: ResourceType, block: ResourceBlock, results: Results, known: Identities) -> Document:
    """The document that a block asks for, with the ids of the objects that its flow hands calls over to.

    Args:
        kind: the block's resource type.
        block: the resource.
        results: what is known of other resources.
        known: the ids that there are; what has none yet is `UNKNOWN` in the document.

    Raises:
        ConfigurationError: an expression has no value, or chose a flow that nobody could foresee.
    """
    values = block.evaluate(results)
    return kind.desired({name: _filled(value, block, known) for name, value in values.items()})


def _filled(value: Value, block: ResourceBlock, known: Identities) -> Value:
    named = handovers(value.flow) if isinstance(value, FlowValue) else {}
    if not isinstance(value, FlowValue) or not named:
        return value
    strangers = [name for name in named if name not in block.handovers]
    if strangers:
        raise _unforeseen(block, strangers[0])
    ids = {name: known.get(block.handovers[name], UNKNOWN) for name in named}
    return replace(value, flow=with_ids(value.flow, ids))


def leads(configuration: Configuration, address: str) -> Mapping[str, str]:
    """Where the gotos of a resource's flow lead that refer to a flow: the node -> the address of a resource."""
    block = configuration.resources.get(address)
    flow = configuration.flows.get(block.flow_name) if block and block.handovers else None
    if block is None or flow is None:
        return {}
    named = {node.name: node.flow for node in flow.composed.nodes if isinstance(node, Goto)}
    return {node: block.handovers[to.name] for node, to in named.items() if isinstance(to, FlowReference)}


def _unforeseen(block: ResourceBlock, name: str) -> ConfigurationError:
    return ConfigurationError(
        error(
            "Flow that is chosen too late",
            f"{block.address} hands calls over to {FlowReference(name)}, but that this flow is meant was not known before a vendor "
            "was asked, so it could not be seen to that it is there first.",
            hint="Refer to the flow itself, or choose between the ids of resources.",
            range=block.range,
            address=str(block.address),
        )
    )


def keep_ids(
    known: MutableMapping[str, str], live: Identities, decide: Callable[[str], Action | None]
) -> None:
    """Find out which of several objects that refer to each other keep their ids.

    Each is taken to keep its id until it is decided otherwise. Whoever refers to one that does not is decided anew.

    Args:
        known: gets the ids of those that keep them.
        live: the ids that they have.
        decide: what is done to one of them, given what is known.
    """
    known.update(live)
    left = list(live)
    while lost := {address for address in left if decide(address) not in STAYING}:
        for address in lost:
            del known[address]
        left = [address for address in left if address not in lost]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An order of changes.

    Attributes:
        order: the addresses.
        waits: for each, what has to have ended before it begins.
        awaits: for each that comes into being in a circle, the members of the circle. Nobody is led to any of them before
            all are there.
    """

    order: list[str]
    waits: Mapping[str, frozenset[str]]
    awaits: Mapping[str, tuple[str, ...]]


def groups(addresses: Collection[str], hard: Pairs, soft: Pairs) -> list[tuple[str, ...]]:
    """The addresses in an order in which they can be decided; those that refer to each other are decided together.

    Args:
        addresses: all of them.
        hard: who needs to know of whom.
        soft: who hands calls over to whom, perhaps to itself.

    Raises:
        PlanError: there is a circle that does not consist of handovers alone.
    """
    knots = _Knots(_knots(addresses, hard, soft))
    pairs = ((knots.first(waits), knots.first(other)) for waits, other in (*hard, *soft))
    heads = [address for address in addresses if knots.first(address) == address]
    ordered, _ = order(heads, ((waits, other) for waits, other in pairs if waits != other))
    return [knots.members(address) for address in ordered]


def arrange(changes: Mapping[str, Change], hard: Pairs, soft: Pairs) -> Arrangement:
    """An order in which changes can be applied.

    Args:
        changes: by address.
        hard: who waits for whom in any case.
        soft: who waits for whom unless they wait for each other.

    Raises:
        PlanError: there is a circle that does not consist of handovers alone.
    """
    found = _knots(changes, hard, soft)
    knots = _Knots(found)
    needed = [pair for pair in soft if not knots.share(*pair) or _needs_new_id(changes, *pair)]
    left = _Knots(circles(changes, [*hard, *needed]) if found else ())
    knotted = {pair for pair in needed if left.share(*pair)}
    ordered, waits = order(changes, left.widened([*hard, *(pair for pair in needed if pair not in knotted)]))
    return Arrangement(ordered, waits, {address: left.members(address) for address, _ in knotted})


def _needs_new_id(changes: Mapping[str, Change], waits: str, other: str) -> bool:
    """Whether one holds the id of another that has none yet. What goes needs nothing any more."""
    return changes[waits].action is not Action.DELETE and changes[other].action in {
        Action.CREATE,
        Action.REPLACE,
    }


def check_types(kinds: Mapping[str, ResourceType]) -> None:
    """See that objects can hold each other's id.

    Args:
        kinds: the types of the resources that wait for each other's id, by address.

    Raises:
        PlanError: a vendor takes an object as a whole only, so that one of two would have to be there before the other.
    """
    whole = [address for address, kind in kinds.items() if not registers(kind)]
    if whole:
        raise PlanError(
            error(
                "Dependency cycle",
                f"The vendor takes {whole[0]} as a whole only, but it hands calls over to flows that hand them back: "
                f"{', '.join(kinds)}.",
                hint="Lead one of these gotos elsewhere, or embed the flow.",
                address=whole[0],
            )
        )


def _knots(addresses: Collection[str], hard: Pairs, soft: Pairs) -> list[tuple[str, ...]]:
    """The circles that handovers make.

    Raises:
        PlanError: something else has a part in one.
    """
    if not soft:
        return []
    found = circles(addresses, [*hard, *soft])
    knots = _Knots(found)
    for waits, other in hard:
        if waits != other and knots.share(waits, other):
            raise describe_circle([*hard, *soft], waits, other)
    return found


class _Knots:
    """Groups of addresses that refer to each other. Who is in none is a group of its own."""

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        self._of = {address: members for members in groups for address in members}

    def members(self, address: str) -> tuple[str, ...]:
        return self._of.get(address, (address,))

    def first(self, address: str) -> str:
        return self.members(address)[0]

    def share(self, address: str, other: str) -> bool:
        return self.first(address) == self.first(other)

    def widened(self, pairs: Pairs) -> list[tuple[str, str]]:
        """The pairs, and those that make a group begin together, and be waited for together."""
        if not self._of:
            return list(pairs)
        return [
            (waits, other) for one, two in pairs for waits in self.members(one) for other in self.members(two)
        ]
