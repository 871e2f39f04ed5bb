"""What a file declares and what it refers to, with the place of every name: definitions, references and renames stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from ivrplan.config.blocks.decode import provider_key
from ivrplan.config.blocks.lifecycle import path_of
from ivrplan.editor.documents import Document
from ivrplan.editor.texts import Span, made_by_template
from ivrplan.flow.kinds import KINDS
from ivrplan.language.evaluate import Reference, references
from ivrplan.language.syntax import Attribute, Block, Body, Conditional, Expression, Label, Literal, Object


class Kind(StrEnum):
    """What can be declared and referred to."""

    VARIABLE = "var"
    LOCAL = "local"
    FLOW = "flow"
    NODE = "node"
    RESOURCE = "resource"
    DATA = "data"
    PROVIDER = "provider"
    MODULE = "module"
    OUTPUT = "output"
    BUILTIN = "builtin"


class Symbol(NamedTuple):
    """The name of something.

    Attributes:
        kind: what it is.
        name: as references have it: `queues`, `cxone_ivr_flow.main`.
        owner: the flow of a node, the module of an output that is used; empty for everything else.
    """

    kind: Kind
    name: str
    owner: str = ""


class Use(NamedTuple):
    """One place where something is referred to.

    Attributes:
        symbol: what is meant.
        span: the reference: `var.queues`.
        name: its name in it: `queues`.
    """

    symbol: Symbol
    span: Span
    name: Span


class Declaration(NamedTuple):
    """One place where something is declared.

    Attributes:
        symbol: what it is.
        name: where its name is.
        span: all of it.
        item: the block, or the attribute of a local.
    """

    symbol: Symbol
    name: Span
    span: Span
    item: Block | Attribute


@dataclass(frozen=True, slots=True)
class Index:
    """What one file declares and refers to, in the order of the text."""

    declarations: tuple[Declaration, ...]
    uses: tuple[Use, ...]


VALUES: Final = ".ivrvars"

_ROOTS: Final = {
    "var": Kind.VARIABLE,
    "local": Kind.LOCAL,
    "flow": Kind.FLOW,
    "module": Kind.MODULE,
    "data": Kind.DATA,
}
_BUILTINS: Final = frozenset({"each", "count", "path", "workspace", "self"})
_LABELLED: Final = {
    "variable": Kind.VARIABLE,
    "flow": Kind.FLOW,
    "module": Kind.MODULE,
    "output": Kind.OUTPUT,
    "resource": Kind.RESOURCE,
    "data": Kind.DATA,
}
_NO_VALUES: Final = {
    "resource": "provider",
    "data": "provider",
    "import": "provider",
    "module": "providers",
    "lifecycle": "ignore_changes",
}
"""Attributes that hold bare names, by the block that they stand in."""

_STEP: Final = re.compile(r"\s*\.\s*([^\W\d][\w-]*)")
_IN_TEMPLATES: Final = re.compile(r"\b(var|local)\s*\.\s*([^\W\d]\w*)")


def index_of(document: Document) -> Index:
    """What a file declares and refers to."""
    if document.path.name.endswith(VALUES):
        return Index((), tuple(_given(document.body)))
    declarations = tuple(item for block in document.body.blocks for item in _declared(block))
    uses = [*_used(document.body, ""), *_used_in_templates(document)]
    uses.sort(key=lambda use: use.span)
    return Index(declarations, tuple(use for use in uses if not made_by_template(use.symbol.name)))


def _given(body: Body) -> Iterator[Use]:
    """Values of variables."""
    for attribute in body.attributes.values():
        span = Span(attribute.start, attribute.name_end)
        yield Use(Symbol(Kind.VARIABLE, attribute.name), span, span)


# Declarations


def _declared(block: Block) -> Iterator[Declaration]:
    match block.type:
        case "locals":
            yield from (_local(item) for item in block.body.attributes.values())
        case "provider" if len(block.labels) == 1:
            yield _block(Symbol(Kind.PROVIDER, provider_key(block)), block)
        case "flow" if len(block.labels) == 1:
            yield _block(Symbol(Kind.FLOW, block.labels[0].value), block)
            yield from _nodes(block)
        case "check":
            yield from (found for inner in block.body.blocks for found in _declared(inner))
        case word if word in _LABELLED and block.labels:
            name = ".".join(label.value for label in block.labels)
            yield _block(Symbol(_LABELLED[word], name), block)


def _local(item: Attribute) -> Declaration:
    name = Span(item.start, item.name_end)
    return Declaration(Symbol(Kind.LOCAL, item.name), name, Span(item.start, item.end), item)


def _nodes(flow: Block) -> Iterator[Declaration]:
    for block in flow.body.blocks:
        if block.type in KINDS and block.labels:
            yield _block(Symbol(Kind.NODE, block.labels[0].value, flow.labels[0].value), block)


def _block(symbol: Symbol, block: Block) -> Declaration:
    return Declaration(symbol, label_span(block.labels[-1], block), Span(block.start, block.end), block)


def label_span(label: Label, block: Block) -> Span:
    """Where a label's text is, without its quotes."""
    quoted = block.body.source.text[label.start] == '"'
    return Span(label.start + 1, label.end - 1) if quoted else Span(label.start, label.end)


# Uses


def _used(body: Body, flow: str, no_values: str = "") -> Iterator[Use]:
    for attribute in body.attributes.values():
        if attribute.name != no_values and not isinstance(attribute.expression, Literal):
            yield from expression_uses(attribute.expression, body.source.text)
    for block in body.blocks:
        inner = block.labels[0].value if block.type == "flow" and block.labels and not flow else flow
        yield from _used(block.body, inner, _NO_VALUES.get(block.type, ""))
        yield from _special(block, inner)


def _special(block: Block, flow: str) -> Iterator[Use]:
    """What is named without a reference: nodes by their names, providers by their keys."""
    attributes = block.body.attributes
    if flow:
        names = ("entry", "next", "on") if block.type in {*KINDS, "flow"} else ("node",)
        for name in names:
            if name in attributes:
                yield from _targets(attributes[name].expression, flow)
    elif "provider" in attributes and (steps := path_of(attributes["provider"].expression)):
        node = attributes["provider"].expression
        span = Span(node.start, node.end)
        yield Use(Symbol(Kind.PROVIDER, ".".join(steps)), span, span)


def _targets(node: Expression, flow: str) -> Iterator[Use]:
    match node:
        case Literal(value=str(name)) if name:
            span = Span(node.start + 1, node.end - 1)
            yield Use(Symbol(Kind.NODE, name, flow), span, span)
        case Object(items=items):
            for _, target in items:
                yield from _targets(target, flow)
        case Conditional(then=then, otherwise=otherwise):
            yield from _targets(then, flow)
            yield from _targets(otherwise, flow)
        case _:
            return


def expression_uses(node: Expression, text: str) -> Iterator[Use]:
    """What an expression refers to."""
    for reference in references(node):
        use = _use(reference, text)
        if use is not None:
            yield use
            if use.symbol.kind is Kind.MODULE:
                yield from _output(reference, text, use)


def _output(reference: Reference, text: str, module: Use) -> Iterator[Use]:
    """The output in `module.NAME.OUTPUT`, also behind an instance: `module.NAME[0].OUTPUT`."""
    if reference.steps[-1] != module.symbol.name and isinstance(reference.steps[-1], str):
        start = text.rfind(".", module.name.end, reference.end) + 1
        if start > module.name.end:
            span = Span(start, reference.end)
            yield Use(
                Symbol(Kind.OUTPUT, text[start : reference.end].strip(), module.symbol.name), span, span
            )


def _use(reference: Reference, text: str) -> Use | None:
    names = [step for step in reference.steps if isinstance(step, str)]
    kind = _ROOTS.get(reference.root)
    if reference.root in _BUILTINS:
        span = Span(reference.start, reference.start + len(reference.root))
        return Use(Symbol(Kind.BUILTIN, reference.root), span, span)
    if not names or reference.steps[0] != names[0]:
        return None
    wanted = 2 if kind is Kind.DATA else 1
    if len(names) < wanted:
        return None
    name = _name_span(reference, text, wanted)
    if kind is None:
        kind, names = Kind.RESOURCE, [reference.root, *names]
        wanted = 2
    return Use(Symbol(kind, ".".join(names[:wanted])), Span(reference.start, name.end), name)


def _name_span(reference: Reference, text: str, steps: int) -> Span:
    """Where the last of so many steps of a reference is."""
    span = Span(reference.start, reference.start + len(reference.root))
    for _ in range(steps):
        found = _STEP.match(text, span.end)
        if found is None:  # written as an index: TYPE["NAME"]
            return Span(reference.start, reference.end)
        span = Span(*found.span(1))
    return span


def _used_in_templates(document: Document) -> Iterator[Use]:
    for template in document.templates:
        if document.text.startswith("{#", template.start):
            continue
        for found in _IN_TEMPLATES.finditer(document.text, template.start, template.end):
            symbol = Symbol(_ROOTS[found[1]], found[2])
            yield Use(symbol, Span(*found.span()), Span(*found.span(2)))
