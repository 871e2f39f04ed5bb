"""The `rules` block inside `ivrplan`: which rules are wanted, how seriously they are taken, and their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ivrplan.config.blocks.constants import constant
from ivrplan.config.blocks.shape import Shape, check_body
from ivrplan.config.place import place_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, Severity, did_you_mean, error
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Expression, Object, Tuple
from ivrplan.language.values import Value
from ivrplan.rules.choice import DEFAULT_PROFILES, Choice, Named
from ivrplan.rules.rule import Profile, RuleSettings
from ivrplan.rules.thresholds import THRESHOLDS, Threshold

CHOICE: Final = ("profiles", "select", "ignore", "severity")
SHAPE: Final = Shape(attributes=(*CHOICE, *THRESHOLDS))

_OWNER: Final = "rules in ivrplan"
_PROFILES: Final = frozenset(map(str, Profile))
_SEVERITIES: Final = frozenset(map(str, Severity))


@dataclass(frozen=True, slots=True)
class RulesBlock:
    """What a `rules` block says.

    Attributes:
        choice: which rules are wanted.
        numbers: the numbers and lists that they work with.
    """

    choice: Choice = field(default_factory=Choice)
    numbers: RuleSettings = field(default_factory=RuleSettings)


def read_rules(block: Block | None, problems: Problems) -> RulesBlock:
    """What the block says; the defaults where there is none. Whether its rules exist is not looked at here."""
    if block is None:
        return RulesBlock()
    check_body(block.body, SHAPE, _OWNER, problems)
    reader = _Reader(block, problems)
    return RulesBlock(reader.choice(), reader.numbers())


@dataclass(frozen=True, slots=True)
class _Reader:
    block: Block
    problems: Problems

    @property
    def source(self) -> SourceText:
        return self.block.body.source

    def choice(self) -> Choice:
        return Choice(
            profiles=self._profiles(),
            select=self._names("select"),
            ignore=self._names("ignore"),
            severity=self._severity(),
        )

    def numbers(self) -> RuleSettings:
        found: dict[str, Any] = {}
        for name, threshold in THRESHOLDS.items():
            attribute = self.block.body.attributes.get(name)
            if attribute is not None and (value := self._number(attribute, threshold)) is not None:
                found[name] = value
        return RuleSettings(**found)

    def _number(self, attribute: Attribute, threshold: Threshold) -> Any:
        found = Problems()
        value = self._constant(attribute, found)
        read = None if found.failed else threshold.read(value)
        if read is None and not found.failed:
            found.add(self._wrong(attribute, attribute.expression, threshold.expected))
        self.problems.add(*found.items)
        return read

    def _profiles(self) -> tuple[Profile, ...]:
        if "profiles" not in self.block.body.attributes:
            return DEFAULT_PROFILES
        found: list[Profile] = []
        for named in self._names("profiles"):
            if named.key in _PROFILES:
                found.append(Profile(named.key))
            else:
                self.problems.add(_unknown_profile(named))
        return tuple(found)

    def _names(self, name: str) -> tuple[Named, ...]:
        """The texts of a list, each with its place."""
        attribute = self.block.body.attributes.get(name)
        if attribute is None:
            return ()
        value = self._constant(attribute, self.problems)
        if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            places = _items(attribute.expression)
            return tuple(
                Named(str(item), place_of(places.get(number, attribute.expression), self.source).range)
                for number, item in enumerate(value)
            )
        if value is not None:
            self.problems.add(
                self._wrong(attribute, attribute.expression, 'a list of names, such as ["core"]')
            )
        return ()

    def _severity(self) -> Mapping[Named, Severity]:
        attribute = self.block.body.attributes.get("severity")
        value = None if attribute is None else self._constant(attribute, self.problems)
        if attribute is None or value is None:
            return {}
        if not isinstance(value, Mapping):
            wanted = 'a map of rules to severities, such as { "IVR103" = "warning" }'
            self.problems.add(self._wrong(attribute, attribute.expression, wanted))
            return {}
        return dict(self._severities(attribute, value))

    def _severities(
        self, attribute: Attribute, value: Mapping[str, Value]
    ) -> Iterator[tuple[Named, Severity]]:
        places = _keys(attribute.expression)
        for number, (key, word) in enumerate(value.items()):
            at = places.get(number, attribute.expression)
            if isinstance(word, str) and word in _SEVERITIES:
                yield Named(key, place_of(at, self.source).range), Severity(word)
            else:
                self.problems.add(self._no_severity(key, word, at))

    def _no_severity(self, key: str, word: Value, at: Expression) -> Diagnostic:
        detail = f'The severity of {key} must be "error", "warning" or "note".'
        hint = did_you_mean(word, Severity) if isinstance(word, str) else ""
        return error("Unknown severity", detail, hint=hint, range=place_of(at, self.source).range)

    def _constant(self, attribute: Attribute, problems: Problems) -> Value:
        try:
            return constant(attribute.expression, self.source)
        except EvaluationError as failure:
            problems.catch(failure)
            return None

    def _wrong(self, attribute: Attribute, at: Expression, wanted: str) -> Diagnostic:
        detail = f'The attribute "{attribute.name}" must be {wanted}.'
        return error("Wrong type of value", detail, range=place_of(at, self.source).range)


def _unknown_profile(named: Named) -> Diagnostic:
    hint = did_you_mean(named.key, Profile) or f"There are {', '.join(Profile)}."
    return error("Unknown profile", f'There is no profile "{named.key}".', hint=hint, range=named.range)


def _items(expression: Expression) -> Mapping[int, Expression]:
    return dict(enumerate(expression.items)) if isinstance(expression, Tuple) else {}


def _keys(expression: Expression) -> Mapping[int, Expression]:
    return (
        {number: key for number, (key, _) in enumerate(expression.items)}
        if isinstance(expression, Object)
        else {}
    )
