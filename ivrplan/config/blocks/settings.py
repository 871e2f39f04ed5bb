"""The `ivrplan` block: which versions may read the folder, where the state lies, the rules, who is told."""

from __future__ import annotations

from typing import Final

import ivrplan
from ivrplan.config.blocks.constants import constant, constant_text
from ivrplan.config.blocks.reporting import read_audit, read_metrics, read_webhook
from ivrplan.config.blocks.rulesettings import read_rules
from ivrplan.config.blocks.shape import Nested, Shape, check_shape, labels_fit
from ivrplan.config.blocks.versions import satisfies
from ivrplan.config.configuration import BackendConfig, Settings
from ivrplan.config.place import header_of, place_of
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, error
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block
from ivrplan.language.values import Value

SHAPE: Final = Shape(
    attributes=("required_version",),
    blocks={
        "backend": Nested(("type",)),
        "rules": Nested(),
        "audit": Nested(),
        "metrics": Nested(),
        "webhook": Nested(),
    },
)


def read_settings(block: Block | None, problems: Problems) -> Settings:
    """What the `ivrplan` block says; the defaults when there is none. What is wrong with it becomes problems."""
    if block is None:
        return Settings()
    check_shape(block, SHAPE, problems)
    inner = {nested.type: nested for nested in reversed(block.body.blocks)}
    rules = read_rules(inner.get("rules"), problems)
    return Settings(
        required_version=_required_version(block, problems),
        backend=_backend(inner.get("backend"), problems),
        rules=rules.numbers,
        choice=rules.choice,
        audit=read_audit(inner.get("audit"), problems),
        metrics=read_metrics(inner.get("metrics"), problems),
        webhook=read_webhook(inner.get("webhook"), problems),
    )


def _required_version(block: Block, problems: Problems) -> str:
    attribute = block.body.attributes.get("required_version")
    if attribute is None:
        return ""
    constraint = constant_text(attribute, block.body.source, problems)
    if constraint:
        problems.add(*_version_problems(constraint, attribute, block.body.source))
    return constraint


def _version_problems(constraint: str, attribute: Attribute, source: SourceText) -> list[Diagnostic]:
    place = place_of(attribute.expression, source).range
    try:
        if satisfies(ivrplan.__version__, constraint):
            return []
    except ValueError as failure:
        detail = f'"{failure}" is no constraint on a version.'
        return [
            error("Invalid version constraint", detail, hint='Write one like ">= 0.1, < 2".', range=place)
        ]
    detail = f"The files ask for ivrplan {constraint}, but this is ivrplan {ivrplan.__version__}."
    return [
        error("Unsuitable version of ivrplan", detail, hint="Use a version that they ask for.", range=place)
    ]


def _backend(block: Block | None, problems: Problems) -> BackendConfig | None:
    if block is None or not labels_fit(block, ("type",), Problems()):
        return None
    source = block.body.source
    check_shape(block, Shape(attributes=block.body.attributes), problems, "ivrplan")
    values: dict[str, Value] = {}
    for name, attribute in block.body.attributes.items():
        try:
            values[name] = constant(attribute.expression, source)
        except EvaluationError as failure:
            problems.catch(failure)
    return BackendConfig(block.labels[0].value, values, header_of(block))
