"""`moved` and `removed` blocks against each other, and against what is declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from ivrplan.address import Address, ModuleAddress, NodeAddress, Target, relocated, within
from ivrplan.config.configuration import Configuration, FlowBlock, ImportBlock, Move, Removal, ResourceBlock
from ivrplan.config.place import Place
from ivrplan.diagnostics import Diagnostic, Severity

_ANY: Final = object()
"""Stands for every instance key."""


class _Step(NamedTuple):
    kind: str
    name: str
    key: Any


@dataclass(frozen=True, slots=True)
class _Region:
    """The addresses that one side of a move stands for.

    Attributes:
        steps: the way to them.
        open: all that lies behind that way belongs to it.
    """

    steps: tuple[_Step, ...]
    open: bool

    def meets(self, other: _Region) -> bool:
        """Whether they have an address in common."""
        short, long = sorted((self, other), key=lambda region: len(region.steps))
        if len(short.steps) < len(long.steps) and not short.open:
            return False
        if len(short.steps) == len(long.steps) and short.open != long.open:
            return False
        return all(map(_alike, short.steps, long.steps))


def _alike(one: _Step, other: _Step) -> bool:
    keys = one.key == other.key or one.key is _ANY or other.key is _ANY
    return keys and (one.kind, one.name) == (other.kind, other.name)


Sides: TypeAlias = tuple[_Region, _Region]


def check_refactoring(configuration: Configuration) -> Iterator[Diagnostic]:
    """Everything that is wrong with the moves and removals of a configuration."""
    moves = configuration.moves
    if moves:
        sides = [_sides(move) for move in moves]
        yield from _ambiguous(moves, sides)
        yield from _circles(moves, sides)
        yield from _still_there(moves, configuration)
    for block in configuration.imports:
        yield from _wrong_provider(block, configuration.resources)
    for removal in configuration.removals:
        yield from _not_removed(removal, configuration.resources)


def _wrong_provider(block: ImportBlock, resources: Mapping[str, ResourceBlock]) -> Iterator[Diagnostic]:
    there = resources.get(str(block.address))
    if block.place and there is not None and block.provider not in {"", there.provider}:
        yield _problem(
            "Wrong provider",
            f'{block.address} is managed by "{there.provider}", but the import names "{block.provider}".',
            "Take the provider away: that of the resource counts.",
            (block.place, there.place, "It is declared here."),
        )


def _sides(move: Move) -> Sides:
    """What both sides stand for: with a key on either side one instance, without any all of them."""
    keys = [side.key for side in (move.before, move.after) if isinstance(side, Address)]
    keys += [side.steps[-1].key for side in (move.before, move.after) if isinstance(side, ModuleAddress)]
    whole = not any(key is not None for key in keys)
    return _region(move.before, whole=whole), _region(move.after, whole=whole)


def _region(target: Target | NodeAddress, *, whole: bool) -> _Region:
    match target:
        case Address():
            last = _Step(target.kind, target.name, _ANY if whole else target.key)
            return _Region((*_path(target.module), last), open=False)
        case ModuleAddress():
            *outer, inner = _path(target.steps)
            return _Region((*outer, inner._replace(key=_ANY) if whole else inner), open=True)
        case NodeAddress():
            last = _Step("flow", target.flow, target.node)
            return _Region((*_path(target.module), last), open=False)


def _path(steps: Iterable[Any]) -> tuple[_Step, ...]:
    return tuple(_Step("module", step.name, step.key) for step in steps)


def _ambiguous(moves: Iterable[Move], sides: Iterable[Sides]) -> Iterator[Diagnostic]:
    origins: dict[_Region, tuple[Move, _Region]] = {}
    goals: dict[_Region, tuple[Move, _Region]] = {}
    for move, (before, after) in zip(moves, sides, strict=True):
        first, goal = origins.setdefault(before, (move, after))
        if goal != after:
            yield _two(move, first, f"{move.before} cannot become both {first.after} and {move.after}.")
        first, origin = goals.setdefault(after, (move, before))
        if origin != before:
            yield _two(move, first, f"{first.before} and {move.before} cannot both become {move.after}.")


def _two(move: Move, first: Move, detail: str) -> Diagnostic:
    return _problem(
        "Ambiguous move", detail, "Keep one of the blocks.", (move.place, first.place, "The other one.")
    )


def _circles(moves: tuple[Move, ...], sides: list[Sides]) -> Iterator[Diagnostic]:
    """One problem for each circle of moves."""
    followers = _followers(sides)
    done: set[int] = set()
    for start in range(len(moves)):
        path = _circle_from(start, followers, done)
        if path:
            shown = " -> ".join(str(moves[number].before) for number in (*path, path[0]))
            hint = (
                "Say where each object is to stand in the end; two objects cannot trade places in one plan."
            )
            first = moves[path[0]].place
            yield _problem(
                "Moves in a circle", f"These moves lead back to where they begin: {shown}.", hint, (first,)
            )


def _followers(sides: list[Sides]) -> Mapping[int, list[int]]:
    """For each move, those that go on from where it leads."""
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (before, _) in enumerate(sides):
        groups[before.steps[0][:2]].append(number)
    return {
        number: [other for other in groups[after.steps[0][:2]] if after.meets(sides[other][0])]
        for number, (_, after) in enumerate(sides)
    }


def _circle_from(start: int, followers: Mapping[int, list[int]], done: set[int]) -> list[int]:
    """A circle that can be reached from one move, unless all there has been looked at; without recursion."""
    path: list[int] = []
    todo = [(start, 0)]
    while todo:
        number, depth = todo.pop()
        done.update(path[depth:])
        del path[depth:]
        if number in path:
            done.update(path)
            return path[path.index(number) :]
        if number in done:
            continue
        path.append(number)
        todo += [(other, depth + 1) for other in followers[number]]
    done.update(path)
    return []


def _still_there(moves: Iterable[Move], configuration: Configuration) -> Iterator[Diagnostic]:
    blocks = list(configuration.resources.values())
    by_name: defaultdict[tuple[str, str], list[ResourceBlock]] = defaultdict(list)
    for block in blocks:
        by_name[block.address.kind, block.address.name].append(block)
    for move in moves:
        match move.before, move.after:
            case NodeAddress() as before, _:
                there = _node_place(before, configuration.flows)
            case Address() as before, Address() as after:
                there = _declared(by_name[before.kind, before.name], before, after)
            case ModuleAddress() as before, ModuleAddress() as after:
                there = _declared(blocks, before, after)
            case _:
                there = None
        if there is not None:
            yield _exists(move, there)


def _declared(blocks: Iterable[ResourceBlock], before: Target, after: Target) -> Place | None:
    found = (block.place for block in blocks if relocated(block.address, before, after) is not None)
    return next(found, None)


def _node_place(node: NodeAddress, flows: Mapping[str, FlowBlock]) -> Place | None:
    block = flows.get("".join(f"{step}." for step in node.module) + node.flow)
    if block is None or node.node not in block.flow.index:
        return None
    return block.locator(node.node, "", "")


def _exists(move: Move, there: Place) -> Diagnostic:
    return _problem(
        "Moved object still exists",
        f"{move.before} is said to be {move.after} now, but it is still declared.",
        "Remove its declaration, or remove the moved block.",
        (move.place, there, "It is declared here."),
    )


def _not_removed(removal: Removal, resources: Mapping[str, ResourceBlock]) -> Iterator[Diagnostic]:
    there = next((block for block in resources.values() if within(block.address, removal.target)), None)
    if there is not None:
        yield _problem(
            "Removed object still exists",
            f"{removal.target} is said to be removed, but it is still declared.",
            "Remove its declaration, or remove the removed block.",
            (removal.place, there.place, "It is declared here."),
        )


def _problem(
    summary: str, detail: str, hint: str, where: tuple[Place] | tuple[Place | None, Place, str]
) -> Diagnostic:
    related = ((where[1].range, where[2]),) if len(where) == 3 else ()
    place = where[0].range if where[0] is not None else None
    return Diagnostic(Severity.ERROR, summary, detail, hint, place, related=related)
