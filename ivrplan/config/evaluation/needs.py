"""What every declared thing refers to, with every reference checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from ivrplan.address import DATA
from ivrplan.config.blocks.bodies import body_expressions
from ivrplan.config.blocks.calls import CallSource
from ivrplan.config.blocks.conditions import ConditionSource
from ivrplan.config.blocks.data import DataSource
from ivrplan.config.blocks.flowblock import FlowSource, NodeBlock, referred_flow
from ivrplan.config.blocks.read import Parts
from ivrplan.config.blocks.refactoring import ImportSource
from ivrplan.config.blocks.resources import ResourceSource
from ivrplan.config.blocks.written import Repeated
from ivrplan.config.evaluation.names import SELF, Resolver, Viewpoint, is_literal
from ivrplan.config.verdicts import ConditionKind
from ivrplan.diagnostics import Problems
from ivrplan.flow.nodes import Goto
from ivrplan.language.evaluate import SAME, Reference, references
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression

_ANYWHERE = Viewpoint()
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class Found:
    """The result.

    Attributes:
        needs: what each declared thing refers to, by key.
        failed: the keys of things with a reference that means nothing.
        arguments: what each argument of a module call refers to, by the call's name and its own.
        first: what each module call lists in its `depends_on`, by name.
        aligned: for each block with instances, the keys of the blocks of which every instance refers to the one that
            has its own key, and to no other.
    """

    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    arguments: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    first: dict[str, frozenset[str]] = field(default_factory=dict)
    aligned: dict[str, frozenset[str]] = field(default_factory=dict)


def find_needs(parts: Parts, problems: Problems) -> Found:
    """What every declared thing refers to. References that mean nothing become problems."""
    found = Found(needs=dict.fromkeys(parts.places, frozenset()))
    resolver = Resolver(parts.names, problems)
    for key, keys in _all(parts, resolver):
        _note(found, key, keys, problems)
    for name, call in parts.calls.items():
        _note(found, call.key, _of_call(call, resolver, found), problems)
        found.needs[call.key] |= _NONE.union(*found.arguments[name].values(), found.first[name])
    for written in parts.refactoring.imports:
        _check_import(written, resolver)
    found.aligned |= {key: _aligned(written, parts) for key, written in parts.resources.items()}
    found.aligned |= {key: _aligned(written, parts) for key, written in parts.data.items()}
    for key in {key for keys in found.needs.values() for key in keys if key not in found.needs}:
        found.needs[key] = _of_other(key)
    return found


def _note(found: Found, key: str, keys: Iterable[str], problems: Problems) -> None:
    before = len(problems.items)
    found.needs[key] = frozenset(keys)
    if len(problems.items) > before:
        found.failed.add(key)


def _of_other(key: str) -> frozenset[str]:
    """What a key needs that is no declared thing of its own: one output of a module needs the module."""
    kind, _, name = key.partition(".")
    return frozenset({f"module.{name.partition('.')[0]}"}) if kind == "module" else _NONE


def _of_call(call: CallSource, resolver: Resolver, found: Found) -> Iterator[str]:
    yield from resolver.needs(_outside(call), call.source, Viewpoint(call.key))
    found.first[call.name] = frozenset(resolver.needs(call.first, call.source, Viewpoint(call.key)))
    view = Viewpoint(call.key, _words(call.repetition))
    found.arguments[call.name] = {
        name: frozenset(resolver.needs([attribute.expression], call.source, view))
        for name, attribute in call.arguments.items()
    }


def _words(repeated: Iterable[object]) -> frozenset[str]:
    """The words that a block's instances bring, from its `count` and its `for_each`."""
    return frozenset(
        word for word, attribute in zip(("count", "each"), repeated, strict=True) if attribute is not None
    )


def _all(parts: Parts, resolver: Resolver) -> Iterator[tuple[str, Iterable[str]]]:
    for name, local in parts.locals.items():
        key = f"local.{name}"
        yield key, resolver.needs([local.attribute.expression], local.source, Viewpoint(key))
    for name, flow in parts.flows.items():
        yield f"flow.{name}", _of_flow(flow, resolver, Viewpoint(f"flow.{name}"))
    for key, resource in parts.resources.items():
        yield key, _of_instances(resource, resolver)
    for key, data in parts.data.items():
        yield key, _of_instances(data, resolver)
    for check in parts.checks.values():
        yield check.key, _of_conditions(check.conditions, resolver, Viewpoint(check.key))
    for key, provider in parts.providers.items():
        body = provider.block.body
        yield (
            f"provider.{key}",
            resolver.needs(body_expressions(body, provider.shape), body.source, _ANYWHERE),
        )
    for name, output in parts.outputs.items():
        own = resolver.needs((output.value, *output.first), output.source, _ANYWHERE)
        yield f"output.{name}", chain(own, _of_conditions(output.conditions, resolver, _ANYWHERE))


def _of_flow(flow: FlowSource, resolver: Resolver, view: Viewpoint) -> Iterator[str]:
    own = (attribute.expression for attribute in flow.block.body.attributes.values())
    yield from resolver.needs(own, flow.source, view)
    for node in flow.nodes.values():
        yield from _of_node(node, resolver, view)


def _of_node(node: NodeBlock, resolver: Resolver, view: Viewpoint) -> Iterator[str]:
    for attribute in node.block.body.attributes.values():
        if node.kind is Goto and referred_flow(attribute.expression):
            # A call may be handed to and fro between flows: the name has to exist, nothing has to come first.
            _check_only(attribute.expression, node.source, resolver)
        else:
            yield from resolver.needs([attribute.expression], node.source, view)


def _check_only(expression: Expression, source: SourceText, resolver: Resolver) -> None:
    for _ in resolver.needs([expression], source, _ANYWHERE):
        return


def _check_import(written: ImportSource, resolver: Resolver) -> None:
    """See that everything exists that an import refers to. Nothing refers to imports, so nothing waits for them."""
    each = written.attribute("for_each")
    outside = [] if each is None else [each.expression]
    view = Viewpoint(instances=_words([None, each]))
    for _ in (
        *resolver.needs(outside, written.source, _ANYWHERE),
        *resolver.needs(written.expressions(), written.source, view),
    ):
        continue


def _of_instances(written: ResourceSource | DataSource, resolver: Resolver) -> Iterator[str]:
    yield from resolver.needs((*_outside(written), *written.first), written.source, Viewpoint(written.key))
    view = Viewpoint(written.key, _words(written.repetition))
    yield from resolver.needs(written.expressions(), written.source, view)
    yield from _of_conditions(written.conditions, resolver, view)


def _outside(written: Repeated) -> list[Expression]:
    """What says which instances a block has: it is evaluated before there are any."""
    return [attribute.expression for attribute in written.repetition if attribute is not None]


def _aligned(written: ResourceSource | DataSource, parts: Parts) -> frozenset[str]:
    """The blocks to which a block refers by the keys of its own instances only, as in `cxone_ivr_flow.main[each.key]`."""
    if not written.repeated:
        return _NONE
    inside = (expression for condition in written.conditions for expression in condition.expressions)
    same: dict[str, bool] = {}
    for node in (*_outside(written), *written.first, *written.expressions(), *inside):
        for reference in () if is_literal(node) else references(node):
            key, step = _block(reference)
            if key in parts.resources or key in parts.data:
                same[key] = same.get(key, True) and step is SAME
    return frozenset(key for key, always in same.items() if always)


def _block(reference: Reference) -> tuple[str, object]:
    """The key of the block that a reference means, if it means one, and the step to an instance of it."""
    words = (reference.root, *reference.steps)
    length = 3 if reference.root == DATA else 2
    return ".".join(map(str, words[:length])), words[length] if len(words) > length else None


def _of_conditions(
    conditions: Iterable[ConditionSource], resolver: Resolver, view: Viewpoint
) -> Iterator[str]:
    for condition in conditions:
        judged = condition.kind is ConditionKind.POSTCONDITION
        inner = replace(view, instances=view.instances | {SELF}) if judged else view
        yield from resolver.needs(condition.expressions, condition.source, inner)
