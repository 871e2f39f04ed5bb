"""Files' bodies -> what is declared, by name: each thing once, each where it may stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from ivrplan.address import DATA
from ivrplan.config.blocks.shape import Nested, Shape, check_body, describe, twice
from ivrplan.config.place import Place, name_of
from ivrplan.diagnostics import Diagnostic, Problems, Severity, error
from ivrplan.language.lexer import is_identifier
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Body, Literal

LABELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ivrplan": (),
        "variable": ("name",),
        "locals": (),
        "provider": ("type",),
        "flow": ("name",),
        "resource": ("type", "name"),
        "output": ("name",),
        "module": ("name",),
        "moved": (),
        "removed": (),
        "import": (),
        "data": ("type", "name"),
        "check": ("name",),
        "test": ("name",),
    }
)
"""The blocks of a configuration file, and what their labels stand for."""

_LATER: Final = ("release",)

_MANY: Final = ("",) * 9
"""More labels than any block has."""

_FILE: Final = "a configuration file"
_TOP: Final = Shape(
    blocks={word: Nested(labels, several=True) for word, labels in LABELS.items()},
    later=_LATER,
)


class Local(NamedTuple):
    """One attribute of a `locals` block."""

    attribute: Attribute
    source: SourceText

    @property
    def place(self) -> Place:
        """Its name."""
        return name_of(self.attribute, self.source)


@dataclass(slots=True)
class Declarations:
    """Everything that the files declare.

    Attributes:
        settings: the `ivrplan` block; None when there is none.
        variables: by name.
        locals: by name.
        providers: by key: `cxone`, or `cxone.emea` for one with an alias.
        flows: by name.
        resources: by type and name: `cxone_ivr_flow.main`.
        outputs: by name.
        calls: the `module` blocks, by name.
        refactoring: the `moved`, `removed` and `import` blocks, as they come.
        data: by key: `data.cxone_ivr_flow.main`; also what stands in checks.
        checks: by name.
        tests: by name, which may be any text.
    """

    settings: Block | None = None
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Local] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)
    flows: dict[str, Block] = field(default_factory=dict)
    resources: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    refactoring: list[Block] = field(default_factory=list)
    data: dict[str, Block] = field(default_factory=dict)
    checks: dict[str, Block] = field(default_factory=dict)
    tests: dict[str, Block] = field(default_factory=dict)


def declare(bodies: Iterable[Body], problems: Problems) -> Declarations:
    """What the files declare. Everything that cannot stand where it does, or is there twice, becomes a problem."""
    found = Declarations()
    for body in bodies:
        check_body(body, _TOP, _FILE, problems)
        for block in body.blocks:
            if len(block.labels) == len(LABELS.get(block.type, _MANY)):
                _declare_block(block, found, problems)
    return found


def _declare_block(block: Block, found: Declarations, problems: Problems) -> None:
    match block.type:
        case "ivrplan":
            found.settings = _only(block, found.settings, problems)
        case "locals":
            _declare_locals(block, found, problems)
        case "provider":
            _add(found.providers, provider_key(block), block, problems)
        case "variable":
            _add_named(found.variables, block, problems)
        case "flow":
            _add_named(found.flows, block, problems)
        case "resource":
            _add_named(found.resources, block, problems)
        case "output":
            _add_named(found.outputs, block, problems)
        case "module":
            _add_named(found.calls, block, problems)
        case "moved" | "removed" | "import":
            found.refactoring.append(block)
        case "test":
            _add(found.tests, block.labels[0].value, block, problems)
        case "data" | "check":
            _declare_observed(block, found, problems)


def _declare_observed(block: Block, found: Declarations, problems: Problems) -> None:
    """Data, or a check with the data in it."""
    if block.type == DATA:
        _add_named(found.data, block, problems, f"{DATA}.")
        return
    _add_named(found.checks, block, problems)
    for inner in data_blocks(block):
        _add_named(found.data, inner, problems, f"{DATA}.")


def data_blocks(check: Block) -> Iterator[Block]:
    """The data blocks in a check."""
    return (
        inner for inner in check.body.blocks if inner.type == DATA and len(inner.labels) == len(LABELS[DATA])
    )


def provider_key(block: Block) -> str:
    """`cxone`, or `cxone.emea` where the block has an alias. A broken alias is reported when its value is read."""
    alias = block.body.attributes.get("alias")
    type_name = block.labels[0].value
    if (
        alias is not None
        and isinstance(alias.expression, Literal)
        and isinstance(alias.expression.value, str)
    ):
        return f"{type_name}.{alias.expression.value}"
    return type_name


def _only(block: Block, first: Block | None, problems: Problems) -> Block:
    if first is None:
        return block
    problems.add(twice(f'The block "{block.type}"', first, block))
    return first


def _declare_locals(block: Block, found: Declarations, problems: Problems) -> None:
    check_body(block.body, Shape(attributes=block.body.attributes), "locals", problems)
    for name, attribute in block.body.attributes.items():
        local = Local(attribute, block.body.source)
        first = found.locals.setdefault(name, local)
        if first is not local:
            problems.add(_local_twice(name, first, local))


def _local_twice(name: str, first: Local, again: Local) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "Duplicate local",
        f'The local "{name}" is given a value more than once.',
        "Remove or rename one of them.",
        again.place.range,
        related=((first.place.range, "It gets its first value here."),),
    )


def _add_named(known: dict[str, Block], block: Block, problems: Problems, prefix: str = "") -> None:
    bad = next((label for label in block.labels if not is_name(label.value)), None)
    if bad is None:
        _add(known, prefix + ".".join(label.value for label in block.labels), block, problems)
        return
    problems.add(
        error(
            "Invalid name",
            f'"{bad.value}" cannot stand in the name of this {block.type}: expressions could not refer to it.',
            hint="Begin with a letter or an underscore, and go on with letters, digits, underscores and dashes.",
            range=block.body.source.range(bad.start, bad.end),
        ),
    )


def is_name(text: str) -> bool:
    """Whether expressions can refer to something of this name."""
    return bool(text) and is_identifier(text)


def _add(known: dict[str, Block], name: str, block: Block, problems: Problems) -> None:
    first = known.setdefault(name, block)
    if first is not block:
        problems.add(twice(describe(block), first, block))
