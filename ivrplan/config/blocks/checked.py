"""Values against a pydantic model, and the words for what does not fit.

A value that is known only after apply cannot be checked yet; a sensitive one is checked in clear, and never quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ivrplan.config.blocks.models import Path
from ivrplan.config.blocks.shape import sentence
from ivrplan.config.place import Place
from ivrplan.diagnostics import Diagnostic, Problems, error
from ivrplan.language.evaluation.access import kind_name
from ivrplan.language.values import (
    Sensitive,
    SetValue,
    Unknown,
    Value,
    contains_sensitive,
    contains_unknown,
    reveal,
)

Model = TypeVar("Model", bound=BaseModel)

_REQUIRED: Final[Mapping[str, str]] = {
    "string_type": "a string is required",
    "int_type": "a whole number is required",
    "int_parsing": "a whole number is required",
    "float_type": "a number is required",
    "float_parsing": "a number is required",
    "decimal_type": "a number is required",
    "decimal_parsing": "a number is required",
    "bool_type": "true or false is required",
    "bool_parsing": "true or false is required",
    "list_type": "a list is required",
    "tuple_type": "a list is required",
    "set_type": "a list is required",
    "frozen_set_type": "a list is required",
    "dict_type": "a map is required",
    "mapping_type": "a map is required",
    "model_type": "a block is required",
}
_FORBIDDEN: Final[Mapping[str, str]] = {
    "greater_than_equal": "it must be at least {ge}",
    "greater_than": "it must be more than {gt}",
    "less_than_equal": "it must be at most {le}",
    "less_than": "it must be less than {lt}",
    "string_too_long": "it must have at most {max_length} characters",
    "string_pattern_mismatch": "it must match {pattern}",
    "too_short": "it needs at least {min_length} elements",
    "too_long": "it must have at most {max_length} elements",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked, as messages name it, and where its parts were written."""

    name: str
    address: str
    place_of: Callable[[Path], Place]


def check(
    model: type[Model], values: Mapping[str, Value], subject: Subject, problems: Problems
) -> Model | None:
    """An instance of the model with these values.

    What is missing is no concern of this: a block's shape tells. Values are given with their marks first, for models that keep secrets and unknown values themselves, and in clear
    when the model does not take them so.

    Returns:
        None when a value does not fit, or when something is not known yet that the model has to know.
    """
    shaped = {name: _shaped(value) for name, value in values.items()}
    try:
        return _strict(model, shaped, values, subject, problems)
    except ValidationError as failure:
        if not any(contains_sensitive(value) for value in values.values()):
            _report(failure, values, subject, problems)
            return None
    try:
        return _strict(
            model, {name: _shaped(reveal(value)) for name, value in values.items()}, values, subject, problems
        )
    except ValidationError as failure:
        _report(failure, values, subject, problems)
        return None


def _strict(
    model: type[Model],
    shaped: Mapping[str, Any],
    values: Mapping[str, Value],
    subject: Subject,
    problems: Problems,
) -> Model | None:
    """The model, unless it only took a value by making another kind of value of it."""
    checked = model.model_validate(shaped)
    changed = list(_coerced(values, checked, ()))
    problems.add(*(_unfit(path, f"{wanted} is required", value, subject) for path, wanted, value in changed))
    return None if changed else checked


_KINDS: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    Decimal: "a number",
    str: "a string",
}


def _coerced(given: Any, taken: Any, path: Path) -> Iterator[tuple[Path, str, Value]]:
    """What a model took as another kind of value: where, what it wants, and what was given."""
    clear = given.value if isinstance(given, Sensitive) else given
    wanted = _KINDS.get(type(taken), "")
    if wanted and _KINDS.get(type(clear), wanted) != wanted:
        yield path, wanted, given
    elif isinstance(clear, Mapping):
        for name, part in clear.items():
            inner = taken.get(name) if isinstance(taken, Mapping) else getattr(taken, name, None)
            yield from _coerced(part, inner, (*path, name))
    elif isinstance(clear, tuple) and isinstance(taken, tuple | list) and len(clear) == len(taken):
        for index, (part, inner) in enumerate(zip(clear, taken, strict=True)):
            yield from _coerced(part, inner, (*path, index))


def _shaped(value: Value) -> Any:
    return value.items if isinstance(value, SetValue) else value


def _report(
    failure: ValidationError, values: Mapping[str, Value], subject: Subject, problems: Problems
) -> None:
    seen: set[Path] = set()
    for detail in failure.errors(include_url=False, include_context=True):
        path, value = _reached(detail["loc"], values)
        if path in seen or contains_unknown(value) or detail["type"] == "missing":
            continue
        seen.add(path)
        problems.add(_unfit(path, words(detail), value, subject))


def _reached(location: tuple[str | int, ...], values: Mapping[str, Value]) -> tuple[Path, Value]:
    """The part of the values that an error is about: as far as its location follows them."""
    current: Any = values
    path: Path = ()
    for step in location:
        match current:
            case Mapping() if step in current:
                current = current[step]
            case tuple() if isinstance(step, int) and step < len(current):
                current = current[step]
            case _:
                break
        path = (*path, step)
    return path, current


def words(detail: ErrorDetails) -> str:
    """What pydantic complains about, in the words of this language."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _REQUIRED:
        return _REQUIRED[kind]
    if kind == "string_too_short":
        fewest = context["min_length"]
        return "it must not be empty" if fewest == 1 else f"it must have at least {fewest} characters"
    if kind == "int_from_float":
        return "it must be a whole number"
    if kind in {"literal_error", "enum"}:
        return f"it must be {context['expected']}".replace("'", '"')
    if kind == "is_instance_of":
        return f"a {context['class'].lower()} is required"
    if kind in _FORBIDDEN:
        return _FORBIDDEN[kind].format(**context)
    message = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return message[:1].lower() + message[1:]


def _unfit(path: Path, problem: str, value: Value, subject: Subject) -> Diagnostic:
    what = f"{describe_path(path)} of {subject.name}" if path else subject.name
    detail = f"{sentence(what)} does not fit: {full_problem(problem, value)}."
    return error("Unsuitable value", detail, range=subject.place_of(path).range, address=subject.address)


def full_problem(problem: str, value: Value) -> str:
    """What is required, and what was found instead; nothing that could tell a secret."""
    required = problem.endswith(" is required")
    if contains_sensitive(value):
        return (
            f"{problem}; what it is stays hidden, for it is sensitive"
            if required
            else "its sensitive value is refused"
        )
    return f"{problem}, but this is {kind_of(value)}" if required else problem


def kind_of(value: Value) -> str:
    """What a value is, with its article."""
    match value:
        case None:
            return "null"
        case Unknown():
            return "known only after apply"
        case _:
            return kind_name(value)


def describe_path(path: Path) -> str:
    """A path as messages name it: `"tag" in "release"`."""
    names = [f'"{step}"' if isinstance(step, str) else f"element {step}" for step in reversed(path)]
    return " in ".join(names)
