"""What was given to variables: by the environment, by files, by the command line; the weakest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from ivrplan.config.blocks.shape import Shape, check_body
from ivrplan.config.files.loader import Files, TextFile
from ivrplan.config.place import Place, name_of
from ivrplan.config.request import LoadRequest, VariableFile, VariableText, VariableValues
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Expression
from ivrplan.language.values import Value

ENVIRONMENT_PREFIX: Final = "IVRPLAN_VAR_"


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text for a variable.

    Attributes:
        name: the variable's name.
        text: as it was given.
        origin: what messages call its source: `--var queues`.
        wanted: somebody meant this variable; the environment may hold values for other configurations.
    """

    name: str
    text: str = field(repr=False)
    origin: str
    wanted: bool

    @property
    def place(self) -> Place | None:
        """It stands in no file."""
        return None


@dataclass(frozen=True, slots=True)
class GivenExpression:
    """A value in a file of values."""

    name: str
    attribute: Attribute
    source: SourceText
    file: str

    @property
    def expression(self) -> Expression:
        """What stands there."""
        return self.attribute.expression

    @property
    def origin(self) -> str:
        """What messages call its source."""
        return f'the file "{self.file}"'

    @property
    def place(self) -> Place:
        """The attribute's name."""
        return name_of(self.attribute, self.source)


@dataclass(frozen=True, slots=True)
class GivenValue:
    """A value that is a value already."""

    name: str
    value: Value = field(repr=False)

    @property
    def origin(self) -> str:
        """What messages call its source."""
        return "the saved plan"

    @property
    def place(self) -> Place | None:
        """It stands in no file."""
        return None


@dataclass(frozen=True, slots=True)
class GivenArgument:
    """A value that the call of a module gives to one of its variables.

    Attributes:
        name: the variable's name.
        value: the value.
        call: the call, as messages name it.
        place: the argument's name.
    """

    name: str
    value: Value = field(repr=False)
    call: str
    place: Place | None

    @property
    def origin(self) -> str:
        """What messages call its source."""
        return self.call


Given: TypeAlias = GivenText | GivenExpression | GivenValue | GivenArgument


def collect(request: LoadRequest, automatic: Sequence[Path], files: Files) -> list[Given]:
    """Everything that was given to variables, the weakest first.

    Args:
        request: the environment and the command line.
        automatic: the files that are read without being asked for, the weakest first.
        files: reads them, and takes their problems.
    """
    given: list[Given] = [GivenValue(name, value) for name, value in request.assumed.items()]
    given += _from_environment(request.environment)
    for file in files.read(automatic):
        given += _from_file(file, files)
    for item in request.variables:
        match item:
            case VariableText():
                given.append(GivenText(item.name, item.text, f"--var {item.name}", wanted=True))
            case VariableValues():
                given += [GivenValue(name, value) for name, value in item.values.items()]
            case VariableFile():
                given += [value for file in files.read([item.path]) for value in _from_file(file, files)]
    return given


def _from_environment(environment: Mapping[str, str]) -> Iterator[GivenText]:
    for key in sorted(environment):
        if key.startswith(ENVIRONMENT_PREFIX):
            yield GivenText(key.removeprefix(ENVIRONMENT_PREFIX), environment[key], key, wanted=False)


def _from_file(file: TextFile, files: Files) -> list[GivenExpression]:
    source = SourceText.of_file(file.name, file.text)
    parsed = parse(source)
    files.problems.add(*parsed.diagnostics)
    shape = Shape(attributes=parsed.body.attributes)
    check_body(parsed.body, shape, f'"{file.name}", which holds values of variables', files.problems)
    return [
        GivenExpression(name, attribute, source, file.name)
        for name, attribute in parsed.body.attributes.items()
    ]
