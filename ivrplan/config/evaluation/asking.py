"""Expressions that stand in no file, such as those that people type."""

from __future__ import annotations

from collections.abc import Mapping

from ivrplan.config.configuration import Results
from ivrplan.config.evaluation.module import Module
from ivrplan.config.evaluation.names import Resolver, Viewpoint
from ivrplan.config.evaluation.scope import Evaluator, TooDeepError
from ivrplan.diagnostics import ConfigurationError, Problems
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression
from ivrplan.language.values import Value


def ask(root: Module, expression: Expression, source: SourceText, results: Results) -> Value:
    """The value of an expression as a module sees it, given what is known of resources. Nothing in it is lazy.

    Raises:
        ConfigurationError: it has none.
    """
    evaluator = root.evaluator.knowing(results)
    try:
        return _value(evaluator, expression, source)
    except ConfigurationError as failure:
        undeclared = Problems()
        for _ in Resolver(root.parts.names, undeclared).needs([expression], source, Viewpoint()):
            continue
        raise ConfigurationError(*(undeclared.items or failure.diagnostics)) from failure


def _value(evaluator: Evaluator, expression: Expression, source: SourceText) -> Value:
    try:
        return _whole(evaluator.value(expression, source))
    except TooDeepError:
        _prepare_all(evaluator)
        return _whole(evaluator.value(expression, source))


def _prepare_all(evaluator: Evaluator) -> None:
    """Evaluate what anything needs that depends on vendors. What nobody needs is asked first: it needs the most."""
    program = evaluator.program
    for key in reversed(program.order.keys):
        if program.reach[key]:
            evaluator.prepare(key)


def _whole(value: Value) -> Value:
    """The value with everything made that is lazy in it."""
    match value:
        case Mapping():
            return {name: _whole(value[name]) for name in sorted(value)}
        case tuple():
            return tuple(map(_whole, value))
        case _:
            return value
