"""Expressions, evaluated against the configuration and what the state knows. No vendor is asked and no lock is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ivrplan.config.configuration import Configuration, Results
from ivrplan.config.evaluation.names import PATHS
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.language.functions.table import FUNCTIONS
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Call, Expression
from ivrplan.language.values import Value
from ivrplan.workflow.project import open_project
from ivrplan.workflow.workspaces import check_known

TYPED: Final = "<console>"
"""What stands for a file's name in ranges that point into what was typed."""

_TYPE: Final = "type"
_IN_ROOT: Final = re.compile(r"(?!output\.|provider\.)(?:(?:data|module)\.)?[^.]+\.[^.]+")
"""The name of something that expressions of the root module can refer to."""

_OUTPUT_OF_MODULE: Final = re.compile(r"(?P<module>module\.[^.\[]+)\.output\.(?P<output>[^.]+)")


@dataclass(frozen=True, slots=True)
class ValueOf:
    """The value of an expression."""

    value: Value


@dataclass(frozen=True, slots=True)
class TypeOf:
    """A value of which the type was asked for, by `type(...)` around an expression."""

    value: Value


Answer: TypeAlias = ValueOf | TypeOf


@dataclass(frozen=True, slots=True)
class Console:
    """Answers questions.

    Attributes:
        configuration: what the files say.
        results: what is known of resources, by address.
    """

    configuration: Configuration
    results: Results

    def ask(self, text: str) -> Answer:
        """The answer to an expression, as the root module would see it.

        Raises:
            ConfigurationError: it cannot be read, or has no value. Its ranges are in `TYPED` or in the configuration.
        """
        source = SourceText.of_file(TYPED, text)
        parsed = parse_expression(source)
        if parsed.expression is None or parsed.diagnostics:
            raise ConfigurationError(*parsed.diagnostics)
        if isinstance(parsed.expression, Call) and parsed.expression.name == _TYPE:
            inner = _only_argument(parsed.expression, source)
            return TypeOf(self.configuration.evaluate(inner, source, self.results))
        return ValueOf(self.configuration.evaluate(parsed.expression, source, self.results))

    def sources(self, text: str) -> Mapping[str, str]:
        """The texts that the diagnostics of a question point into."""
        return {**self.configuration.sources, TYPED: text}

    def names(self) -> tuple[str, ...]:
        """What an expression can begin with: names of declared things, and functions with their parenthesis."""
        functions = (f"{name}(" for name in (*FUNCTIONS, _TYPE))
        constants = (*(f"path.{name}" for name in sorted(PATHS)), "workspace")
        return tuple(sorted({*functions, *constants, *self._declared(), *self._attributes()}))

    def _declared(self) -> Iterator[str]:
        """The names that the root module can write. Those inside of modules are not among them, outputs excepted."""
        yield from (f"var.{name}" for name in self.configuration.variables)
        for name in self.configuration.needs:
            if found := _OUTPUT_OF_MODULE.fullmatch(name):
                yield f"{found['module']}.{found['output']}"
            elif _IN_ROOT.fullmatch(name):
                yield name

    def _attributes(self) -> Iterator[str]:
        for address, attributes in self.results.items():
            if not address.startswith("module."):
                yield from (f"{address}.{name}" for name in attributes)


def _only_argument(call: Call, source: SourceText) -> Expression:
    if len(call.arguments) == 1 and not call.expand:
        return call.arguments[0]
    raise ConfigurationError(
        error(
            "Wrong number of arguments",
            'The function "type" takes exactly one argument: the expression whose type is asked for.',
            hint="Call it as type(expression).",
            range=source.range(call.start, call.end),
        ),
    )


async def open_console(request: LoadRequest) -> Console:
    """Load the configuration, and read the state as it is kept.

    Raises:
        IvrplanError: the configuration or the state cannot be read.
    """
    project = open_project(request)
    await check_known(project)
    state = await project.backend.read()
    return Console(
        project.configuration, {address: record.attributes for address, record in state.resources.items()}
    )
