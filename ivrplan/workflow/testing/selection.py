"""Which tests are meant: by name, by the address of what they are about, by a part of their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from ivrplan.address import Address, ModuleAddress, Target, parse_address, parse_target, within
from ivrplan.config.configuration import Configuration, FlowTest
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, did_you_mean, error
from ivrplan.flow.reference import FlowReference

_FLOW: Final = "flow"
_WILD: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; without anything, all tests.

    Attributes:
        names: names of tests; addresses of flows, of modules, or of resources, which stand for the flows that they deploy.
        pattern: a part of the tests' names, in any case; a pattern for whole names where it has `*`, `?` or `[`.
    """

    names: tuple[str, ...] = ()
    pattern: str = ""

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.names and not self.pattern


ALL: Final = Selection()
"""Nothing is left out."""


def select(configuration: Configuration, selection: Selection) -> tuple[FlowTest, ...]:
    """The tests that are meant, in the order in which they were written.

    Raises:
        ConfigurationError: names that nothing has.
    """
    tests = tuple(configuration.tests.values())
    if selection.names:
        chosen = _named(configuration, selection.names)
        tests = tuple(test for test in tests if test.name in chosen)
    found = tuple(test for test in tests if _matches(test.name, selection.pattern))
    if tests and not found:
        raise ConfigurationError(_unmatched(selection.pattern, len(tests)))
    return found


def flows_of(configuration: Configuration, selection: Selection) -> tuple[str, ...]:
    """The names of the flows that the names mean; that of a test means the flow that it calls.

    Raises:
        ConfigurationError: names that nothing has.
    """
    found: set[str] = set()
    problems = Problems()
    for name in selection.names:
        test = configuration.tests.get(name)
        flows = {test.flow} if test else _flows(configuration, name)
        if not flows:
            problems.add(_unknown(configuration, name))
        found |= flows
    problems.raise_if_failed()
    return tuple(name for name in configuration.flows if name in found)


def _matches(name: str, pattern: str) -> bool:
    wanted, text = pattern.casefold(), name.casefold()
    return fnmatchcase(text, wanted) if _WILD & set(wanted) else wanted in text


def flow_address(name: str) -> str:
    """The address of a flow, by its name in the whole configuration."""
    return str(FlowReference(name))


def _named(configuration: Configuration, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    problems = Problems()
    for name in names:
        chosen = {name} if name in configuration.tests else _at_address(configuration, name)
        if chosen is None:
            problems.add(_unknown(configuration, name))
        found |= chosen or set()
    problems.raise_if_failed()
    return found


def _at_address(configuration: Configuration, text: str) -> set[str] | None:
    """The names of the tests that are about an address; None when there is nothing of this address."""
    try:
        target = parse_target(text)
    except ConfigurationError:
        return None
    flows = _flows_at(configuration, target)
    inside = _modules_at(configuration, target)
    if not flows and not inside:
        return None
    return _about(configuration, lambda test: test.flow in flows or test.name.startswith(inside))


def _flows(configuration: Configuration, text: str) -> set[str]:
    """The names of the flows at an address; none when it is none."""
    try:
        return _flows_at(configuration, parse_target(text))
    except ConfigurationError:
        return set()


def _flows_at(configuration: Configuration, target: Target) -> set[str]:
    if isinstance(target, ModuleAddress) or target.kind == _FLOW:
        return {name for name in configuration.flows if within(parse_address(flow_address(name)), target)}
    blocks = configuration.resources.values()
    return {block.flow_name for block in blocks if block.flow_name and within(block.address, target)}


def _modules_at(configuration: Configuration, target: Target) -> tuple[str, ...]:
    """What the names of tests begin with that stand in a module."""
    if not isinstance(target, ModuleAddress):
        return ()
    blocks = configuration.modules.items()
    return tuple(f"{call}." for call, block in blocks if within(Address(_FLOW, "", None, block.path), target))


def _about(configuration: Configuration, wanted: Callable[[FlowTest], bool]) -> set[str]:
    return {test.name for test in configuration.tests.values() if wanted(test)}


def _unmatched(pattern: str, count: int) -> Diagnostic:
    return error(
        "No test matches",
        f'None of the names of {count} tests holds or matches "{pattern}".',
        hint="`ivrplan test` without a filter lists all tests.",
    )


def _unknown(configuration: Configuration, name: str) -> Diagnostic:
    known: Sequence[str] = [*configuration.tests, *map(flow_address, configuration.flows)]
    return error(
        "Unknown test",
        f'"{name}" is neither the name of a test nor the address of a flow, a module or a resource with a flow.',
        hint=did_you_mean(name, known) or "`ivrplan test` without names runs all tests, and lists them.",
    )
