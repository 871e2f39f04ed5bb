"""Variables: what is declared and what was given -> values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ivrplan.config.blocks.constants import constant, constant_bool, constant_text
from ivrplan.config.blocks.shape import Nested, Shape, check_shape, describe
from ivrplan.config.configuration import VariableValue
from ivrplan.config.files.given import Given, GivenArgument, GivenExpression, GivenText, GivenValue
from ivrplan.config.place import Place, header_of, place_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, did_you_mean, error, warning
from ivrplan.language.marks import mark
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Expression
from ivrplan.language.types import ANY, PrimitiveType, Type, convert, format_type, parse_type
from ivrplan.language.values import UNKNOWN, Value

SHAPE: Final = Shape(
    attributes=("type", "default", "description", "sensitive", "nullable"),
    blocks={"validation": Nested(several=True)},
)
_VALIDATION: Final = Shape(attributes=("condition", "error_message"), required=("condition", "error_message"))

INVALID: Final = "Invalid value for variable"


@dataclass(frozen=True, slots=True)
class Validation:
    """One `validation` block."""

    condition: Expression
    message: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Variable:
    """One `variable` block.

    Attributes:
        name: its label.
        type: what values are brought to.
        typed: whether a type is written; without one, texts from the command line are taken as they are.
        default: the value when none is given; None together with `required`.
        required: a value has to be given.
    """

    name: str
    type: Type
    typed: bool
    default: Value
    required: bool
    nullable: bool
    sensitive: bool
    description: str
    validations: tuple[Validation, ...]
    place: Place

    @property
    def verbatim(self) -> bool:
        """Whether a text from the command line is the value itself, not an expression that writes it."""
        return isinstance(self.type, PrimitiveType) or not self.typed


def read_variable(block: Block, problems: Problems) -> Variable:
    """A variable as declared; what is wrong with the declaration becomes problems."""
    check_shape(block, SHAPE, problems)
    name = block.labels[0].value
    source, attributes = block.body.source, block.body.attributes
    kind = _type(attributes.get("type"), source, problems)
    nullable = "nullable" not in attributes or constant_bool(attributes["nullable"], source, problems)
    return Variable(
        name=name,
        type=kind,
        typed="type" in attributes,
        default=_default(name, kind, block, problems),
        required="default" not in attributes,
        nullable=nullable,
        sensitive=_flag(attributes.get("sensitive"), source, problems),
        description=_text(attributes.get("description"), source, problems),
        validations=tuple(_validations(block, problems)),
        place=header_of(block),
    )


def _flag(attribute: Attribute | None, source: SourceText, problems: Problems) -> bool:
    return attribute is not None and constant_bool(attribute, source, problems)


def _text(attribute: Attribute | None, source: SourceText, problems: Problems) -> str:
    return "" if attribute is None else constant_text(attribute, source, problems)


def _type(attribute: Attribute | None, source: SourceText, problems: Problems) -> Type:
    if attribute is None:
        return ANY
    try:
        return parse_type(attribute.expression, source)
    except EvaluationError as failure:
        problems.catch(failure)
        return ANY


def _default(name: str, kind: Type, block: Block, problems: Problems) -> Value:
    attribute = block.body.attributes.get("default")
    if attribute is None:
        return None
    try:
        value = constant(attribute.expression, block.body.source)
    except EvaluationError as failure:
        problems.catch(failure)
        return UNKNOWN
    place = place_of(attribute.expression, block.body.source)
    return _converted(value, kind, problems, _Words(f'The default of the variable "{name}"', place))


def _validations(block: Block, problems: Problems) -> Iterable[Validation]:
    for inner in block.body.blocks:
        if inner.type != "validation":
            continue
        check_shape(inner, _VALIDATION, problems, describe(block))
        attributes = inner.body.attributes
        if {"condition", "error_message"} <= attributes.keys():
            condition, message = attributes["condition"].expression, attributes["error_message"].expression
            yield Validation(condition, message, place_of(condition, inner.body.source))


@dataclass(frozen=True, slots=True)
class _Words:
    """How messages name a value, and where it stands."""

    subject: str
    place: Place | None


def _converted(value: Value, kind: Type, problems: Problems, words: _Words) -> Value:
    try:
        return convert(value, kind)
    except EvaluationError as failure:
        problems.add(*(_unsuitable(problem, kind, words) for problem in failure.diagnostics))
        return UNKNOWN


def _unsuitable(problem: Diagnostic, kind: Type, words: _Words) -> Diagnostic:
    return error(
        INVALID,
        f"{words.subject} does not fit its type {format_type(kind)}: {problem.detail}",
        range=words.place.range if words.place else None,
    )


def choose(declared: Mapping[str, Variable], given: Sequence[Given], problems: Problems) -> dict[str, Given]:
    """The value that counts for each declared variable: the last one given.

    Args:
        declared: the variables by name.
        given: everything that was given, the weakest first.
        problems: gets what was given to variables that do not exist.
    """
    for item in given:
        if item.name not in declared:
            problems.add(*_undeclared(item, declared))
    return {item.name: item for item in given if item.name in declared}


def _undeclared(item: Given, declared: Mapping[str, Variable]) -> tuple[Diagnostic, ...]:
    hint = did_you_mean(item.name, declared) or f'Declare it: variable "{item.name}" {{}}.'
    match item:
        case GivenText(wanted=False) | GivenValue() | GivenArgument():
            return ()
        case GivenText():
            detail = (
                f'{item.origin} gives a value to "{item.name}", but no variable of this name is declared.'
            )
            return (error("Undeclared variable", detail, hint=hint),)
        case GivenExpression():
            detail = f'The file gives a value to "{item.name}", but no variable of this name is declared.'
            return (warning("Undeclared variable", detail, hint=hint, range=item.place.range),)


def value_of(variable: Variable, given: Given | None, problems: Problems) -> VariableValue:
    """A variable's value, before its validations have looked at it. UNKNOWN, with a problem, when it has none."""
    value = variable.default if given is None else _read(variable, given, problems)
    if given is None and variable.required:
        problems.add(_missing(variable))
        value = UNKNOWN
    if value is None and not variable.nullable:
        value = _instead_of_null(variable, problems)
    marked = mark(value) if variable.sensitive else value
    return VariableValue(variable.name, marked, variable.sensitive, variable.description, variable.place)


def _instead_of_null(variable: Variable, problems: Problems) -> Value:
    if not variable.required and variable.default is not None:
        return variable.default
    detail = f'The variable "{variable.name}" is null, which "nullable = false" forbids.'
    problems.add(error(INVALID, detail, range=variable.place.range))
    return UNKNOWN


def _missing(variable: Variable) -> Diagnostic:
    name = variable.name
    return error(
        "Required variable not set",
        f'The variable "{name}" has no default, and no value was given.',
        hint=f"Give it with --var {name}=VALUE, in a file given by --var-file or named *.auto.ivrvars, or in the "
        f"environment as IVRPLAN_VAR_{name}.",
        range=variable.place.range,
    )


def _read(variable: Variable, given: Given, problems: Problems) -> Value:
    # A snippet of the place where a secret was given would show the secret.
    place = variable.place if variable.sensitive else given.place
    words = _Words(f'The value of the variable "{variable.name}", given by {given.origin},', place)
    try:
        value = _written(variable, given)
    except EvaluationError as failure:
        if variable.sensitive:
            problems.add(_unreadable(variable, given))
        else:
            problems.catch(failure)
        return UNKNOWN
    return _converted(value, variable.type, problems, words)


def _written(variable: Variable, given: Given) -> Value:
    match given:
        case GivenText() if variable.verbatim:
            return given.text
        case GivenText():
            return _parsed(given)
        case GivenValue() | GivenArgument():
            return given.value
        case GivenExpression():
            return constant(given.expression, given.source)


def _parsed(given: GivenText) -> Value:
    source = SourceText.of_file(given.origin, given.text)
    parsed = parse_expression(source)
    if parsed.expression is None or parsed.diagnostics:
        raise EvaluationError(*parsed.diagnostics)
    return constant(parsed.expression, source)


def _unreadable(variable: Variable, given: Given) -> Diagnostic:
    return error(
        INVALID,
        f'The value of the variable "{variable.name}", given by {given.origin}, cannot be read as a constant of type '
        f"{format_type(variable.type)}. It is sensitive, so it is not shown.",
        range=variable.place.range,
    )
