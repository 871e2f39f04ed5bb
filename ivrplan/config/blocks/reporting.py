"""Who is told what an apply has done: the `audit`, `metrics` and `webhook` blocks inside `ivrplan`. All are constants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ivrplan.config.blocks.constants import constant, constant_bool, constant_text
from ivrplan.config.blocks.shape import Shape, check_shape
from ivrplan.config.place import header_of, place_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, SourceRange, error
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block
from ivrplan.language.values import Value

AUDIT: Final = Shape(attributes=("path", "required"), required=("path",))
METRICS: Final = Shape(attributes=("path",), required=("path",))
WEBHOOK: Final = Shape(attributes=("url", "secret_env", "events", "timeout"), required=("url",))

_OWNER: Final = "ivrplan"
_LONGEST_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class AuditBlock:
    """`audit { path = "audit.jsonl" }`.

    Attributes:
        path: the log, from the root folder on.
        required: whether nothing is applied while the log cannot be written.
        range: where it was written.
    """

    path: str
    required: bool
    range: SourceRange


@dataclass(frozen=True, slots=True)
class MetricsBlock:
    """`metrics { path = "ivrplan.prom" }`.

    Attributes:
        path: the file, from the root folder on.
        range: where it was written.
    """

    path: str
    range: SourceRange


@dataclass(frozen=True, slots=True)
class WebhookBlock:
    """`webhook { url = "https://..." }`.

    Attributes:
        url: where events are posted to.
        secret_env: the environment variable that holds the secret for signatures; empty for the usual ones.
        events: the names of the events that are posted, a star at the end for all that begin so; empty for all.
        timeout: seconds that a delivery may take, with everything that is tried again; 0 where nothing is said.
        range: where it was written.
    """

    url: str
    secret_env: str
    events: tuple[str, ...]
    timeout: int
    range: SourceRange


def read_audit(block: Block | None, problems: Problems) -> AuditBlock | None:
    """What an `audit` block says; None where there is none."""
    if block is None:
        return None
    check_shape(block, AUDIT, problems, _OWNER)
    required = block.body.attributes.get("required")
    return AuditBlock(
        _text(block, "path", problems),
        required is not None and constant_bool(required, block.body.source, problems),
        header_of(block).range,
    )


def read_metrics(block: Block | None, problems: Problems) -> MetricsBlock | None:
    """What a `metrics` block says; None where there is none."""
    if block is None:
        return None
    check_shape(block, METRICS, problems, _OWNER)
    return MetricsBlock(_text(block, "path", problems), header_of(block).range)


def read_webhook(block: Block | None, problems: Problems) -> WebhookBlock | None:
    """What a `webhook` block says; None where there is none."""
    if block is None:
        return None
    check_shape(block, WEBHOOK, problems, _OWNER)
    return WebhookBlock(
        url=_text(block, "url", problems),
        secret_env=_text(block, "secret_env", problems),
        events=_events(block, problems),
        timeout=_seconds(block, problems),
        range=header_of(block).range,
    )


def _text(block: Block, name: str, problems: Problems) -> str:
    """A text that says something; empty, with a problem, where it does not. One that is not there is fine here."""
    attribute, source = block.body.attributes.get(name), block.body.source
    if attribute is None:
        return ""
    found = Problems()
    text = constant_text(attribute, source, found)
    if not found.failed and not text.strip():
        found.add(_wrong(attribute, source, "a string that is not empty"))
    problems.add(*found.items)
    return text


def _events(block: Block, problems: Problems) -> tuple[str, ...]:
    attribute, source = block.body.attributes.get("events"), block.body.source
    value = _value(attribute, source, problems)
    if attribute is None or value is None:
        return ()
    if isinstance(value, tuple) and all(isinstance(name, str) and name for name in value):
        return tuple(str(name) for name in value)
    problems.add(_wrong(attribute, source, 'a list of names, such as ["flow.*"]'))
    return ()


def _seconds(block: Block, problems: Problems) -> int:
    attribute, source = block.body.attributes.get("timeout"), block.body.source
    value = _value(attribute, source, problems)
    if attribute is None or value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LONGEST_SECONDS:
        return value
    problems.add(_wrong(attribute, source, f"a whole number of seconds, from 1 to {_LONGEST_SECONDS}"))
    return 0


def _value(attribute: Attribute | None, source: SourceText, problems: Problems) -> Value:
    if attribute is None:
        return None
    try:
        return constant(attribute.expression, source)
    except EvaluationError as failure:
        problems.catch(failure)
        return None


def _wrong(attribute: Attribute, source: SourceText, wanted: str) -> Diagnostic:
    place = place_of(attribute.expression, source).range
    return error("Wrong type of value", f'The attribute "{attribute.name}" must be {wanted}.', range=place)
