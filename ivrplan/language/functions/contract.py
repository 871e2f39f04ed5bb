"""What a function is, and how one is called: the same for expressions and for templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

from ivrplan.diagnostics import EvaluationError, error
from ivrplan.language.convert import convert
from ivrplan.language.marks import has_sensitive, has_unknown, mark_if, unmark
from ivrplan.language.numeric import NumberError
from ivrplan.language.typemodel import ANY, AnyType, Type
from ivrplan.language.values import UNKNOWN, Value, reveal


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What functions may know of the world.

    Attributes:
        root: the configuration's root folder; relative paths start there.
        environment: the environment variables that `env` reads.
    """

    root: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


class Handling(Enum):
    """How much of an argument a function looks at, which decides how unknown and sensitive parts spread."""

    VALUES = "values"
    """It reads all of it: an unknown part makes the result unknown, a sensitive part makes it sensitive."""

    PARTS = "parts"
    """It passes parts on as they are: only an argument that is unknown or sensitive as a whole counts."""

    MARKS = "marks"
    """It gets unknown and sensitive arguments as they are and answers for the result."""

    ATTEMPTS = "attempts"
    """It gets its arguments unevaluated, as attempts that return a value or raise EvaluationError."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. Arguments are converted to `type` before the function runs."""

    name: str
    type: Type = ANY
    allow_null: bool = False
    optional: bool = False


Attempt: TypeAlias = Callable[[], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    Attributes:
        name: as it is called.
        parameters: in order; optional ones last.
        returns: the type of what it returns.
        description: one sentence that says what it returns.
        run: computes the result of converted arguments; raises ArgumentError for those it cannot take.
        variadic: the parameter that takes all further arguments.
        handling: how unknown and sensitive arguments are treated.
        uses_context: `run` gets the FunctionContext as its first argument.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    description: str
    run: Callable[..., Any]
    variadic: Parameter | None = None
    handling: Handling = Handling.VALUES
    uses_context: bool = False

    @property
    def required(self) -> int:
        """How many arguments there must be."""
        return sum(not parameter.optional for parameter in self.parameters)

    def parameter(self, index: int) -> Parameter:
        """The parameter that takes the argument at an index, counted from 0."""
        if index < len(self.parameters):
            return self.parameters[index]
        assert self.variadic is not None
        return self.variadic

    @property
    def signature(self) -> str:
        """How it is called: `join(separator, lists...)`."""
        names = [f"{item.name}?" if item.optional else item.name for item in self.parameters]
        if self.variadic is not None:
            names.append(f"{self.variadic.name}...")
        return f"{self.name}({', '.join(names)})"


class ArgumentError(Exception):
    """A function cannot take an argument. The text is a sentence that does not quote the argument.

    Args:
        problem: what is wrong.
        index: which argument it is about, counted from 0; None for the call as a whole.
        hint: how to mend it.
    """

    def __init__(self, problem: str, index: int | None = None, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.index = index
        self.hint = hint


class CallError(Exception):
    """A call has no result: one ArgumentError for each argument that does not suit."""

    def __init__(self, problems: Sequence[ArgumentError]) -> None:
        super().__init__("; ".join(problem.problem for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class BoundFunction:
    """A function with what it may know of the world. Called with values of the language, it returns one."""

    function: Function
    context: FunctionContext

    def __call__(self, *arguments: Value) -> Value:
        """The result for evaluated arguments.

        Raises:
            EvaluationError: there is none. The diagnostics have no source range, which the caller knows.
        """
        function = self.function
        problem = count_problem(function, len(arguments))
        if problem:
            raise EvaluationError(error("Wrong number of arguments", problem))
        try:
            if function.handling is Handling.ATTEMPTS:
                return self.attempt([_constant(argument) for argument in arguments])
            return self.invoke(arguments)
        except CallError as failure:
            raise EvaluationError(
                *(
                    error(ARGUMENT_SUMMARY, describe_problem(function, problem), hint=problem.hint)
                    for problem in failure.problems
                )
            ) from None

    def invoke(self, arguments: Sequence[Value]) -> Value:
        """The result for the right number of evaluated arguments.

        Raises:
            CallError: an argument does not suit.
        """
        function = self.function
        ready = _Arguments(function, arguments)
        if ready.unknown:
            return mark_if(ready.sensitive, UNKNOWN)
        world = (self.context,) if function.uses_context else ()
        try:
            result: Value = function.run(*world, *ready.values)
        except ArgumentError as failure:
            raise CallError([_discreet(failure) if ready.sensitive else failure]) from None
        except NumberError as failure:
            raise CallError([ArgumentError(str(failure))]) from None
        return mark_if(ready.sensitive, result)

    def attempt(self, attempts: Sequence[Attempt]) -> Value:
        """The result of a function that gets attempts.

        Raises:
            CallError: no attempt succeeds.
        """
        try:
            result: Value = self.function.run(*attempts)
        except ArgumentError as failure:
            raise CallError([failure]) from None
        return result


def passing_parts(
    name: str,
    parameters: tuple[Parameter, ...],
    description: str,
    run: Callable[..., Any],
    returns: Type = ANY,
) -> Function:
    """A function that passes on the parts of its arguments as they are (`Handling.PARTS`)."""
    return Function(name, parameters, returns, description, run, handling=Handling.PARTS)


ARGUMENT_SUMMARY = "Invalid function argument"


class _Arguments:
    """Arguments ready for a function: converted, and without what the function does not want to see."""

    __slots__ = ("problems", "sensitive", "unknown", "values")

    def __init__(self, function: Function, arguments: Sequence[Value]) -> None:
        self.sensitive = False
        self.unknown = False
        self.problems: list[ArgumentError] = []
        self.values = [self._prepare(function, index, argument) for index, argument in enumerate(arguments)]
        if self.problems:
            raise CallError(self.problems)

    def _prepare(self, function: Function, index: int, argument: Value) -> Value:
        parameter = function.parameter(index)
        if unmark(argument)[0] is None and not parameter.allow_null:
            self.problems.append(ArgumentError("argument must not be null", index))
            return UNKNOWN
        if not isinstance(parameter.type, AnyType):
            argument = self._convert(parameter, index, argument)
        match function.handling:
            case Handling.VALUES:
                return self._clear(argument)
            case Handling.PARTS:
                return self._outer(argument)
            case Handling.MARKS | Handling.ATTEMPTS:
                return argument

    def _convert(self, parameter: Parameter, index: int, argument: Value) -> Value:
        try:
            return convert(argument, parameter.type)
        except EvaluationError as failure:
            details = (problem.detail.rstrip(".") for problem in failure.diagnostics)
            self.problems.extend(ArgumentError(detail, index) for detail in details)
            return UNKNOWN

    def _clear(self, argument: Value) -> Value:
        if has_sensitive(argument):
            self.sensitive = True
            argument = reveal(argument)
        self.unknown = self.unknown or has_unknown(argument)
        return argument

    def _outer(self, argument: Value) -> Value:
        value, sensitive = unmark(argument)
        self.sensitive = self.sensitive or sensitive
        self.unknown = self.unknown or value is UNKNOWN
        return value


def count_problem(function: Function, count: int) -> str:
    """What is wrong with the number of arguments; empty when it suits."""
    required, most = function.required, len(function.parameters)
    many = "at least " if function.variadic is not None or most > required else ""
    if count < required:
        missing = function.parameters[count].name
        return (
            f'The function "{function.name}" expects {many}{_counted(required)}. '
            f'The value for "{missing}" is missing.'
        )
    if function.variadic is None and count > most:
        return f'The function "{function.name}" expects at most {_counted(most)}, but there are {count}.'
    return ""


def describe_problem(function: Function, problem: ArgumentError) -> str:
    """An argument's problem in a whole sentence that names the function and the parameter."""
    sentence = problem.problem.rstrip(".")
    if problem.index is None:
        return f'The function "{function.name}" has no result here: {sentence[:1].lower()}{sentence[1:]}.'
    name = function.parameter(problem.index).name
    return f'The function "{function.name}" cannot take this value for "{name}": {sentence}.'


def _discreet(problem: ArgumentError) -> ArgumentError:
    """A problem with sensitive arguments: what a function says of it may quote them."""
    return ArgumentError("it does not suit; an argument is sensitive, so no more is said", problem.index)


def _counted(count: int) -> str:
    return f"{count} argument" if count == 1 else f"{count} arguments"


def _constant(value: Value) -> Attempt:
    return lambda: value
