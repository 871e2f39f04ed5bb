"""Flow blocks -> call flows: attributes evaluated, edges resolved to names, nodes checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from ivrplan.config.blocks.checked import full_problem, kind_of, words
from ivrplan.config.blocks.flowblock import FlowSource, NodeBlock, referred_flow
from ivrplan.config.blocks.shape import describe, sentence
from ivrplan.config.place import Place, header_of, place_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, Severity, error
from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import fields_of
from ivrplan.flow.nodes import AnyNode, Embed, Goto
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.reference import FlowReference
from ivrplan.flow.value import FlowValue
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Expression, Literal
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Unknown, Value

_UNSUITABLE: Final = "Unsuitable value"


@dataclass(frozen=True, slots=True)
class Built:
    """What a block describes: the flow, which names the flows that it embeds, and those flows."""

    flow: Flow
    parts: tuple[FlowValue, ...]


def build_flow(written: FlowSource, name: str, scope: Scope, problems: Problems) -> Built | None:
    """The flow that a block describes; flows that it embeds are named, not inlined.

    Args:
        written: the block.
        name: what the flow is called in the whole configuration: `main`, `module.hours.main`.
        scope: what its expressions can refer to.
        problems: gets everything that is wrong.

    Returns:
        None when something is wrong with it.
    """
    prefix = name.removesuffix(written.name)
    builder = _Builder(describe(written.block), prefix, written.source, scope, Problems())
    nodes = [_node(node, builder) for node in written.nodes.values()]
    entry = _own_text(written, "entry", builder)
    description = _own_text(written, "description", builder)
    problems.add(*builder.problems.items)
    if builder.problems.failed:
        return None
    sound = tuple(node for node in nodes if node is not None)
    flow = Flow(name=name, entry=entry or "", nodes=sound, description=description)
    return Built(flow, tuple(builder.parts))


@dataclass(frozen=True, slots=True)
class _Builder:
    """What building the parts of one flow has in common."""

    owner: str
    prefix: str
    source: SourceText
    scope: Scope
    problems: Problems
    parts: list[FlowValue] = field(default_factory=list)

    def value(self, node: Expression) -> Value:
        """The value of an expression.

        Raises:
            EvaluationError: it has none.
        """
        return node.value if type(node) is Literal else evaluate(node, self.scope, self.source)

    def refuse(self, node: Expression, detail: str, hint: str = "") -> None:
        """Report an expression whose value cannot stand where it does."""
        place = self.source.range(node.start, node.end)
        self.problems.add(error(_UNSUITABLE, detail, hint=hint, range=place))


def _own_text(written: FlowSource, name: str, builder: _Builder) -> str | None:
    """One of the flow's own attributes; None when it is not written, or wrong."""
    attribute = written.attribute(name)
    if attribute is None:
        return None
    try:
        value = builder.value(attribute.expression)
    except EvaluationError as failure:
        builder.problems.catch(failure)
        return None
    if value is None or isinstance(value, str):
        return value
    what = f'"{name}" of {builder.owner}'
    builder.refuse(
        attribute.expression, f"{what} does not fit: {full_problem('a string is required', value)}."
    )
    return None


def _node(node: NodeBlock, builder: _Builder) -> AnyNode | None:
    before = len(builder.problems.items)
    fields: dict[str, Any] = {}
    known = fields_of(node.kind)
    for attribute in node.fields:
        if attribute.name not in known:
            continue
        try:
            value = _field(node, attribute, builder)
        except EvaluationError as failure:
            builder.problems.catch(failure)
            continue
        if value is not None:
            fields[attribute.name] = value.items if isinstance(value, SetValue) else value
    edges = _edges(node, builder)
    if len(builder.problems.items) > before:
        return None
    return _checked(node, fields, edges, builder)


def _checked(
    node: NodeBlock, fields: Mapping[str, Any], edges: Mapping[str, str], builder: _Builder
) -> AnyNode | None:
    try:
        return node.kind(name=node.name, edges=edges, **fields)
    except ValidationError as failure:
        builder.problems.add(*_unsuitable(failure, node, fields, builder))
        return None


def _unsuitable(
    failure: ValidationError, node: NodeBlock, fields: Mapping[str, Any], builder: _Builder
) -> list[Diagnostic]:
    what = f"{describe(node.block)} in {builder.owner}"
    found: dict[str, Diagnostic] = {}
    for detail in failure.errors(include_url=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        if name == "name":
            continue  # an empty name is reported where the block is read
        attribute = node.attribute(name)
        if attribute is not None:
            problem = full_problem(words(detail), fields.get(name))
            place = place_of(attribute.expression, node.source)
            found.setdefault(name, _unfit(f'"{name}" of {what} does not fit: {problem}.', place))
        elif detail["type"] == "missing":
            detail_text = f'The attribute "{name}" must be given in {what}.'
            found.setdefault(name, error("Missing attribute", detail_text, range=header_of(node.block).range))
        else:
            incomplete = f"{sentence(what)} is not complete: it {words(detail)}."
            found.setdefault(name, _unfit(incomplete, header_of(node.block)))
    return list(found.values())


def _unfit(detail: str, place: Place) -> Diagnostic:
    return error(_UNSUITABLE, detail, range=place.range)


def _field(node: NodeBlock, attribute: Attribute, builder: _Builder) -> Value | FlowReference:
    if attribute.name != "flow" or node.kind not in {Embed, Goto}:
        return builder.value(attribute.expression)
    goes = node.kind is Goto
    name = referred_flow(attribute.expression)
    if name and goes:
        # Its value is not asked for: a call may be handed to and fro between flows.
        return FlowReference(f"{builder.prefix}{name}")
    value = builder.value(attribute.expression)
    if isinstance(value, FlowValue):
        if goes:
            return FlowReference(value.name)
        builder.parts.append(value)
        return value.name
    if goes and isinstance(value, str | Unknown | Sensitive):
        return value
    what = f'"flow" of {describe(node.block)} in {builder.owner}'
    hint = f"Write flow.{value}, without quotes." if isinstance(value, str) else "Write flow.NAME."
    builder.refuse(
        attribute.expression, f"{what} does not fit: a flow is required, but this is {kind_of(value)}.", hint
    )
    return None


def _edges(node: NodeBlock, builder: _Builder) -> dict[str, str]:
    on, following = node.attribute("on"), node.attribute("next")
    if on is None and following is None:
        return {}
    edges = {} if on is None else _on(node, on.expression, builder)
    if following is None:
        return edges
    if on is not None and DEFAULT in edges:
        builder.problems.add(_two_defaults(node, following, on))
    try:
        target = builder.value(following.expression)
    except EvaluationError as failure:
        builder.problems.catch(failure)
        return edges
    name = _target(target, following.expression, f'"next" of {describe(node.block)}', builder)
    return edges if name is None else {**edges, DEFAULT: name}


def _on(node: NodeBlock, expression: Expression, builder: _Builder) -> dict[str, str]:
    try:
        value = builder.value(expression)
    except EvaluationError as failure:
        builder.problems.catch(failure)
        return {}
    if not isinstance(value, Mapping):
        _refuse_edges(value, expression, f'"on" of {describe(node.block)}', builder)
        return {}
    edges: dict[str, str] = {}
    for outcome, target in value.items():
        if type(target) is str and target:
            edges[outcome] = target
            continue
        what = f'Outcome "{outcome}" of {describe(node.block)}'
        name = _target(target, expression, what, builder)
        if name is not None:
            edges[outcome] = name
    return edges


def _target(value: Value, expression: Expression, what: str, builder: _Builder) -> str | None:
    """The name of a node; None for null, which is no edge, and for what cannot name one."""
    if isinstance(value, str) and value:
        return value
    if value == "":
        builder.refuse(expression, f"{what} in {builder.owner} leads to a node without a name.")
    elif value is UNKNOWN or isinstance(value, Sensitive):
        _refuse_edges(value, expression, what, builder)
    elif value is not None:
        detail = f"{what} in {builder.owner} needs the name of a node, but this is {kind_of(value)}."
        builder.refuse(expression, detail)
    return None


def _refuse_edges(value: Value, expression: Expression, what: str, builder: _Builder) -> None:
    match value:
        case None:
            return
        case Sensitive():
            reason = "is sensitive, but the call graph is shown in plans and drawings"
        case Unknown():
            reason = "is known only after apply, but the call graph must be known before"
        case _:
            detail = f"{what} in {builder.owner} maps outcomes to nodes, but this is {kind_of(value)}."
            builder.refuse(expression, detail, 'Write on = { "1" = "sales", timeout = "bye" }.')
            return
    builder.refuse(expression, f"{what} in {builder.owner} {reason}.")


def _two_defaults(node: NodeBlock, following: Attribute, on: Attribute) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "Duplicate edge",
        f'{sentence(describe(node.block))} says twice where calls go on: "next" is the outcome "default", which "on" has too.',
        'Remove "next", or "default" from "on".',
        place_of(following, node.source).range,
        related=((place_of(on, node.source).range, '"default" is written here.'),),
    )
