"""The instances of `import` blocks: which resource each leads to, and what will name its object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from ivrplan.address import InstanceKey
from ivrplan.config.blocks.refactoring import ImportSource, Key, Refactoring, import_address
from ivrplan.config.configuration import ImportBlock, Results
from ivrplan.config.evaluation.instances import instances_of
from ivrplan.config.evaluation.scope import Evaluator
from ivrplan.diagnostics import ConfigurationError, Problems
from ivrplan.language.values import Value


def imports(refactoring: Refactoring, evaluator: Evaluator) -> Iterator[ImportBlock]:
    """What the `import` blocks of the root module ask for.

    Args:
        refactoring: the blocks.
        evaluator: of the root module.

    Raises:
        ConfigurationError: an address cannot be told.
    """
    problems = Problems()
    for written in refactoring.imports:
        try:
            yield from _instances(written, evaluator, problems)
        except ConfigurationError as failure:
            problems.catch(failure)
    problems.raise_if_failed()


def _instances(written: ImportSource, evaluator: Evaluator, problems: Problems) -> Iterator[ImportBlock]:
    for extra in instances_of(written, evaluator.scope).values():
        address = import_address(written, partial(_key, written, evaluator, extra), problems)
        if address is not None:
            yield ImportBlock(
                address,
                written.by,
                written.provider,
                written.place,
                partial(_name, written, evaluator, extra),
            )


def _key(written: ImportSource, evaluator: Evaluator, extra: Mapping[str, Value], key: Key) -> InstanceKey:
    """The instance key that stands between brackets; None when it is none."""
    value = evaluator.value(key.node, written.source, extra)
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def _name(written: ImportSource, evaluator: Evaluator, extra: Mapping[str, Value], results: Results) -> Value:
    """What names the object, given results. Without any, all that the expression needs is made already."""
    knowing = evaluator.knowing(results) if results else evaluator
    return knowing.value(written.value, written.source, extra)
