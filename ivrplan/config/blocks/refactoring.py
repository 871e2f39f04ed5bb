"""`moved`, `removed` and `import` blocks as they are written. The addresses in them are read, not evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeAlias

from ivrplan.address import Address, InstanceKey, ModuleAddress, ModuleStep, NodeAddress, Target
from ivrplan.config.blocks.constants import constant_bool
from ivrplan.config.blocks.lifecycle import provider_reference
from ivrplan.config.blocks.shape import Nested, Shape, check_shape, describe, sentence
from ivrplan.config.blocks.written import Repeated
from ivrplan.config.configuration import Move, Removal
from ivrplan.config.place import header_of, place_of
from ivrplan.diagnostics import Problems, error
from ivrplan.language.syntax import Attribute, Block, Expression, GetAttr, Index, Literal, Variable

MOVED: Final = Shape(attributes=("from", "to"), required=("from", "to"))
REMOVED: Final = Shape(attributes=("from",), required=("from",), blocks={"lifecycle": Nested()})
LIFECYCLE: Final = Shape(attributes=("destroy",), required=("destroy",))
IMPORT: Final = Shape(attributes=("to", "id", "name", "provider", "for_each"), required=("to",))

_NO_TYPES: Final = frozenset(
    {"var", "local", "output", "provider", "data", "each", "count", "path", "workspace", "self", "flow"}
)
"""What begins a reference that is no resource's address."""

_FORMS: Final = "Write an address without quotes: TYPE.NAME, module.NAME or flow.NAME.NODE."


class Key(NamedTuple):
    """What stands between brackets."""

    node: Expression


Step: TypeAlias = str | Key
"""A part of an address as it is written."""

Reader: TypeAlias = Callable[[Key], InstanceKey]
"""Makes an instance key of what stands between brackets; None when it is none."""


@dataclass(frozen=True, slots=True)
class ImportSource(Repeated):
    """An `import` block as written.

    Attributes:
        block: the block.
        steps: its `to`; keys may be expressions.
        by: `id` or `name`, whichever it has.
        value: what names the object.
        provider: the key of a provider configuration, for the resource where it is not declared; empty when it names
            none.
    """

    steps: tuple[Step, ...]
    by: str
    value: Expression
    provider: str

    def expressions(self) -> Iterator[Expression]:
        """Every expression in it that is evaluated for each instance."""
        yield self.value
        yield from (step.node for step in self.steps if isinstance(step, Key))


@dataclass(frozen=True, slots=True)
class Refactoring:
    """What a module's `moved`, `removed` and `import` blocks say, with addresses as seen from the module."""

    moves: tuple[Move, ...] = ()
    removals: tuple[Removal, ...] = ()
    imports: tuple[ImportSource, ...] = ()


def read_refactoring(blocks: Iterable[Block], problems: Problems) -> Refactoring:
    """What these blocks say. What is wrong with their form becomes problems."""
    moves: list[Move | None] = []
    removals: list[Removal | None] = []
    imports: list[ImportSource | None] = []
    for block in blocks:
        match block.type:
            case "moved":
                moves.append(read_move(block, problems))
            case "removed":
                removals.append(read_removal(block, problems))
            case _:
                imports.append(read_import(block, problems))
    return Refactoring(
        tuple(move for move in moves if move is not None),
        tuple(removal for removal in removals if removal is not None),
        tuple(written for written in imports if written is not None),
    )


def read_move(block: Block, problems: Problems) -> Move | None:
    """What a `moved` block says, its addresses as seen from its module; None, with problems, when it says nothing."""
    found = Problems()
    check_shape(block, MOVED, found)
    if not found.failed:
        before, after = (_endpoint(block, name, found) for name in ("from", "to"))
        if before is not None and after is not None and _fits(before, after, block, found):
            return Move(before, after, header_of(block))
    problems.add(*found.items)
    return None


def read_removal(block: Block, problems: Problems) -> Removal | None:
    """What a `removed` block says, its address as seen from its module; None, with problems, when it says nothing."""
    found = Problems()
    check_shape(block, REMOVED, found)
    destroy = _destroys(block, found)
    if not found.failed:
        target = _endpoint(block, "from", found)
        if isinstance(target, NodeAddress) or (target is not None and _has_keys(target)):
            _refuse(
                block.body.attributes["from"],
                block,
                "must name a whole resource block or module call: what is not declared any more.",
                found,
            )
        elif target is not None:
            return Removal(target, destroy, header_of(block))
    problems.add(*found.items)
    return None


def read_import(block: Block, problems: Problems) -> ImportSource | None:
    """An `import` block's parts; None, with problems, when something is wrong with its form."""
    found = Problems()
    check_shape(block, IMPORT, found)
    attributes, source = block.body.attributes, block.body.source
    named = attributes.get("provider")
    provider = "" if named is None else provider_reference(named, source, found)
    given = [name for name in ("id", "name") if name in attributes]
    if len(given) != 1:
        detail = f'{sentence(describe(block))} needs either "id" or "name", to name the object.'
        found.add(error("Invalid import", detail, range=header_of(block).range))
    steps = _steps(attributes["to"].expression) if "to" in attributes else ()
    if "to" in attributes and not steps:
        _refuse(attributes["to"], block, "must name a resource.", found)
    problems.add(*found.items)
    if found.failed:
        return None
    return ImportSource(block, steps, given[0], attributes[given[0]].expression, provider)


def import_address(written: ImportSource, reader: Reader, problems: Problems) -> Address | None:
    """The resource that an import leads to; None, with a problem, when its `to` names none.

    Args:
        written: the block.
        reader: makes instance keys of what stands between brackets.
        problems: gets everything that is wrong.
    """
    address = _parsed(written.steps, reader)
    if isinstance(address, Address):
        return address
    _refuse(written.block.body.attributes["to"], written.block, "must name a resource.", problems)
    return None


def literal_key(key: Key) -> InstanceKey:
    """The instance key that is written down; None when it has to be computed."""
    match key.node:
        case Literal(value=bool()):
            return None
        case Literal(value=str() | int() as value):
            return value
        case _:
            return None


def below(target: Target | NodeAddress, path: tuple[ModuleStep, ...]) -> Target | NodeAddress:
    """An address that a module wrote, from the root module on."""
    match target:
        case ModuleAddress():
            return ModuleAddress((*path, *target.steps))
        case Address() | NodeAddress():
            return target._replace(module=(*path, *target.module))


def move_below(move: Move, path: tuple[ModuleStep, ...]) -> Move:
    """A move that a module wrote, from the root module on."""
    return replace(move, before=below(move.before, path), after=below(move.after, path))


def removal_below(removal: Removal, path: tuple[ModuleStep, ...]) -> Removal:
    """A removal that a module wrote, from the root module on."""
    target = below(removal.target, path)
    assert not isinstance(target, NodeAddress)
    return replace(removal, target=target)


def _destroys(block: Block, problems: Problems) -> bool:
    inner = next((inner for inner in block.body.blocks if inner.type == "lifecycle"), None)
    if inner is None:
        return True
    check_shape(inner, LIFECYCLE, problems, describe(block))
    attribute = inner.body.attributes.get("destroy")
    return attribute is None or constant_bool(attribute, inner.body.source, problems)


def _endpoint(block: Block, name: str, problems: Problems) -> Target | NodeAddress | None:
    attribute = block.body.attributes[name]
    steps = _steps(attribute.expression)
    keys = [step for step in steps if isinstance(step, Key)]
    if any(literal_key(key) is None for key in keys):
        _refuse(
            attribute, block, "holds a key that has to be computed; only constants can stand there.", problems
        )
        return None
    found = _parsed(steps, literal_key)
    if found is None:
        _refuse(attribute, block, "must name a resource, a module or a node of a flow.", problems)
    return found


def _refuse(attribute: Attribute, block: Block, what: str, problems: Problems) -> None:
    place = place_of(attribute.expression, block.body.source).range
    detail = f'The attribute "{attribute.name}" of {describe(block)} {what}'
    problems.add(error("Invalid address", detail, hint=_FORMS, range=place))


def _steps(node: Expression) -> tuple[Step, ...]:
    """The parts of a bare address; empty when the expression is anything else."""
    match node:
        case Variable(name=name):
            return (name,)
        case GetAttr(target=target, name=name) if before := _steps(target):
            return (*before, name)
        case Index(target=target, key=key) if before := _steps(target):
            return (*before, Key(key))
        case _:
            return ()


def _parsed(steps: tuple[Step, ...], reader: Reader) -> Target | NodeAddress | None:
    path, rest = _path(steps, reader)
    match rest:
        case () if path:
            return ModuleAddress(path)
        case ("flow", str(flow), str(node)):
            return NodeAddress(flow, node, path)
        case ("flow", str(flow), Key() as key):
            named = reader(key)
            return NodeAddress(flow, named, path) if isinstance(named, str) and named else None
        case (str(kind), str(name)) if kind not in _NO_TYPES:
            return Address(kind, name, None, path)
        case (str(kind), str(name), Key() as key) if kind not in _NO_TYPES:
            instance = reader(key)
            return None if instance is None else Address(kind, name, instance, path)
        case _:
            return None


def _path(steps: tuple[Step, ...], reader: Reader) -> tuple[tuple[ModuleStep, ...], tuple[Step, ...]]:
    """The module calls that an address begins with, and the rest of it."""
    if len(steps) < 2 or steps[0] != "module" or not isinstance(steps[1], str):
        return (), steps
    _, name, *rest = steps
    key: InstanceKey = None
    if rest and isinstance(rest[0], Key):
        key, rest = reader(rest[0]), rest[1:]
    path, others = _path(tuple(rest), reader)
    return (ModuleStep(str(name), key), *path), others


def _has_keys(target: Target) -> bool:
    match target:
        case Address():
            return target.key is not None or any(step.key is not None for step in target.module)
        case ModuleAddress():
            return any(step.key is not None for step in target.steps)


def _fits(
    before: Target | NodeAddress, after: Target | NodeAddress, block: Block, problems: Problems
) -> bool:
    problem = _misfit(before, after)
    if problem:
        source = block.body.source
        place = place_of(block.body.attributes["to"].expression, source).range
        problems.add(error("Invalid move", f"{before} cannot become {after}: {problem}.", range=place))
    return not problem


def _misfit(before: Target | NodeAddress, after: Target | NodeAddress) -> str:
    """Why one thing cannot become the other; empty when it can."""
    if before == after:
        return "that is where it is"
    match before, after:
        case Address(), Address():
            fits = before.kind == after.kind
            return "" if fits else "an object of one type is never one of another type"
        case ModuleAddress(), ModuleAddress():
            return ""
        case NodeAddress(), NodeAddress():
            same = (before.module, before.flow) == (after.module, after.flow)
            return "" if same else "a node moves inside its flow only"
        case _:
            return "resources become resources, modules modules, and nodes nodes"
