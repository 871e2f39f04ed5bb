"""The dependency graph: which changes wait for which, and in which order all of them stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ivrplan.address import Target, parse_address, parse_target, within
from ivrplan.diagnostics import PlanError, did_you_mean, error
from ivrplan.state.document import successor_address

if TYPE_CHECKING:
    import networkx as nx

Edges = Iterable[tuple[str, str]]


def order(addresses: Iterable[str], edges: Edges) -> tuple[list[str], Mapping[str, frozenset[str]]]:
    """The addresses so that each stands behind what it waits for, and for each what it waits for directly.

    Args:
        addresses: all of them; where nothing else decides, their order is kept.
        edges: pairs (waits, for). Pairs with an address that is not among `addresses` are left out.

    Raises:
        PlanError: they wait for each other in a circle; the message shows it.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and only a plan needs it: drift, state and output do not

    rank = {address: place for place, address in enumerate(addresses)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(rank)
    graph.add_edges_from((first, then) for then, first in edges if first in rank and then in rank)
    try:
        ordered = list(nx.lexicographical_topological_sort(graph, key=rank.__getitem__))
    except nx.NetworkXUnfeasible:
        raise _circle(graph) from None
    return ordered, {address: frozenset(graph.predecessors(address)) for address in ordered}


def circles(addresses: Iterable[str], edges: Edges) -> list[tuple[str, ...]]:
    """The groups of addresses that wait for each other, in a circle or in several; those in none are left out.

    Args:
        addresses: all of them; each group keeps their order.
        edges: pairs (waits, for). Pairs with an address that is not among `addresses` are left out.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and only a plan needs it: drift, state and output do not

    rank = {address: place for place, address in enumerate(addresses)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((waits, other) for waits, other in edges if waits in rank and other in rank)
    found = (members for members in nx.strongly_connected_components(graph) if len(members) > 1)
    return [tuple(sorted(members, key=rank.__getitem__)) for members in found]


def describe_circle(edges: Edges, waits: str, other: str) -> PlanError:
    """The error for a circle in which one waits for another that waits for it, directly or not."""
    import networkx as nx  # noqa: PLC0415 - heavy, and only a plan needs it: drift, state and output do not

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(edges)
    return _circle_error([waits, *nx.shortest_path(graph, other, waits)])


def _circle(graph: nx.DiGraph[str]) -> PlanError:
    import networkx as nx  # noqa: PLC0415 - heavy, and only a plan needs it: drift, state and output do not

    steps = nx.find_cycle(graph)
    return _circle_error([steps[0][0], *(step[1] for step in steps)][::-1])


def _circle_error(names: Sequence[str]) -> PlanError:
    shown = " -> ".join(names)
    return PlanError(
        error(
            "Dependency cycle",
            f"These resources need each other in a circle, so none of them can come first: {shown}.",
            hint="Remove one of these references, or a depends_on among them.",
            address=names[0],
        ),
    )


def needed_by(targets: Collection[str], known: Collection[str], edges: Edges) -> frozenset[str]:
    """The targets and all that they need, directly or not.

    Args:
        targets: addresses as a person gives them: of an instance, of a block with all its instances, or of a module with all that is in it.
        known: every address that there is.
        edges: pairs (waits, for).

    Raises:
        PlanError: a target names nothing.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and only a plan needs it: drift, state and output do not

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(known)
    graph.add_edges_from(edges)
    chosen: set[str] = set()
    for address in targets:
        for match in matching(address, known):
            chosen |= {match} | nx.descendants(graph, match)
    return frozenset(chosen)


def means(given: str, address: str) -> bool:
    """Whether a person who says `given` means this address: it, or the block or the module that it belongs to."""
    return address == given or _belongs(address, parse_target(given))


def _belongs(address: str, target: Target) -> bool:
    return within(parse_address(successor_address(address) or address), target)


def matching(address: str, known: Collection[str]) -> list[str]:
    """The known addresses that a person means: that instance, or all of that block or module.

    Raises:
        PlanError: it names nothing.
        ConfigurationError: it is no address.
    """
    target = parse_target(address)
    found = [one for one in known if _belongs(one, target)]
    if not found:
        raise PlanError(
            error(
                "Unknown address",
                f'Neither the configuration nor the state has anything at "{address}".',
                hint=did_you_mean(address, known) or "`ivrplan state list` shows what there is.",
            ),
        )
    return found
