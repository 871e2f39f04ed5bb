"""What the `ivrplan` block says, for those who work with the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivrplan.config.blocks.reporting import AuditBlock, MetricsBlock, WebhookBlock
from ivrplan.config.place import Place
from ivrplan.diagnostics import SourceRange
from ivrplan.language.values import Value
from ivrplan.rules.choice import NO_CHOICE, Choice
from ivrplan.rules.rule import RuleSettings


@dataclass(frozen=True, slots=True)
class BackendConfig:
    """Where the state lies: `backend "local" { path = "..." }`. Attributes are constants."""

    type: str
    attributes: Mapping[str, Value] = field(repr=False)
    place: Place

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range


@dataclass(frozen=True, slots=True)
class Settings:
    """The `ivrplan` block.

    Attributes:
        required_version: the constraint as written; it holds for this version. Empty when there is none.
        backend: where the state lies; None for the default.
        rules: the numbers of rules.
        choice: which rules are wanted, and how seriously they are taken.
        audit, metrics, webhook: who is told what an apply has done; None where the block says nothing of it.
    """

    required_version: str = ""
    backend: BackendConfig | None = None
    rules: RuleSettings = field(default_factory=RuleSettings)
    choice: Choice = NO_CHOICE
    audit: AuditBlock | None = None
    metrics: MetricsBlock | None = None
    webhook: WebhookBlock | None = None
