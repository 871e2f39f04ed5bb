"""What a folder says: the result that plan, apply and the workflows work with.

Everything here is frozen. What depends on what vendors will tell is not evaluated once and for all: `evaluate` of a
resource or an output takes what is known so far and answers with values that may hold `UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from ivrplan.address import Address, ModuleStep, NodeAddress, Target
from ivrplan.config.blocks.flowblock import WrittenAttribute
from ivrplan.config.expectations import FlowTest
from ivrplan.config.place import Place
from ivrplan.config.settings import BackendConfig, Settings
from ivrplan.config.verdicts import Condition, Results
from ivrplan.diagnostics import Diagnostic, SourceRange
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import FlowValue
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression
from ivrplan.language.values import Value
from ivrplan.rules.report import Place as RulePlace
from ivrplan.rules.silence import Silence

__all__ = [
    "BackendConfig",
    "CheckBlock",
    "Configuration",
    "DataBlock",
    "FlowBlock",
    "FlowTest",
    "FlowValue",
    "ImportBlock",
    "Lifecycle",
    "ModuleBlock",
    "Move",
    "OutputBlock",
    "ProviderBlock",
    "Removal",
    "ResourceBlock",
    "Results",
    "Settings",
    "VariableValue",
]


@dataclass(frozen=True, slots=True)
class VariableValue:
    """A variable of the root module, with its value. The value of a sensitive one is a `Sensitive`."""

    name: str
    value: Value
    sensitive: bool
    description: str
    place: Place


@dataclass(frozen=True, slots=True)
class ProviderBlock:
    """One configuration of a provider.

    Attributes:
        key: `cxone`, or `cxone.emea` for one with an alias.
        type: the provider's name.
        alias: empty for the provider's default configuration.
        values: what the block says; secrets stay `Sensitive`.
        settings: the same, checked, as an instance of the provider's model; a secret is in clear only where the model
            does not take it otherwise. None when a part of it is known only after apply.
    """

    key: str
    type: str
    alias: str
    values: Mapping[str, Value]
    settings: BaseModel | None = field(repr=False)
    place: Place | None

    @property
    def range(self) -> SourceRange | None:
        """The block's header; None for a provider that is used without a block."""
        return self.place.range if self.place else None


@dataclass(frozen=True, slots=True)
class FlowBlock:
    """One `flow` block.

    Attributes:
        name: its label.
        flow: the flow as written; embedded flows are named, not inlined.
        composed: the flow as it is deployed, with embedded flows inlined.
        silences: the rules that its author switched off.
        dependencies: addresses of the resources that its attributes refer to.
        place: the block's header.
        locator: where a part of it was written; see `locate`.
        silence_places: the whole text of each suppression.
        written: an attribute of a node of this flow, or of the flow where the node's name is empty, as it is written.
    """

    name: str
    flow: Flow
    composed: Flow
    silences: tuple[Silence, ...]
    dependencies: frozenset[str]
    place: Place
    locator: Callable[[str, str, str], Place] = field(repr=False)
    silence_places: Mapping[Silence, Place] = field(default_factory=dict, repr=False)
    written: Callable[[str, str], WrittenAttribute | None] = field(default=lambda *_: None, repr=False)

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range

    def locate(
        self, node: str | None = None, outcome: str | None = None, attribute: str | None = None
    ) -> SourceRange:
        """Where a part of the flow was written: a node, one of its edges or attributes, or an attribute of the flow.

        Args:
            node: a node's name, also one of an embedded flow (`hours.check`); None for the flow itself.
            outcome: the edge of that outcome.
            attribute: the attribute of that name.

        Returns:
            The nearest that was written: a default has no place of its own, its node has.
        """
        return self.locator(node or "", outcome or "", attribute or "").range


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How a resource may change.

    Attributes:
        prevent_destroy: a plan that would delete or replace it is refused.
        ignore_changes: paths of attributes whose changes in the configuration are not applied; the empty path stands
            for all of them.
        create_before_destroy: a replacement is created before the old one goes.
    """

    prevent_destroy: bool = False
    ignore_changes: tuple[tuple[str, ...], ...] = ()
    create_before_destroy: bool = False


@dataclass(frozen=True, slots=True)
class ResourceBlock:
    """One resource: one instance of a `resource` block.

    Attributes:
        address: its address, with its instance key.
        type: the resource type.
        provider: the key of the provider configuration that manages it.
        lifecycle: how it may change.
        dependencies: addresses of the resource instances that it needs first, also through locals, flows and others.
        flow_name: the `flow` block that it deploys; empty when it deploys none.
        place: the block's header.
        locator: where an attribute was written; see `locate`.
        evaluator: see `evaluate`.
        data: addresses of the data instances that it needs, also through others.
        conditions: its preconditions and postconditions.
        handovers: for every flow that the deployed flow refers to by `goto`, the address of the resource that deploys it
            beside this one; perhaps this one itself. They are not among the dependencies.
        releases: whether it has a `release` block.
    """

    address: Address
    type: str
    provider: str
    lifecycle: Lifecycle
    dependencies: frozenset[str]
    flow_name: str
    place: Place
    locator: Callable[[tuple[str, ...]], Place] = field(repr=False)
    evaluator: Callable[[Results], Mapping[str, Value]] = field(repr=False)
    data: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    handovers: Mapping[str, str] = field(default_factory=dict)
    releases: bool = False

    @property
    def name(self) -> str:
        """The block's second label."""
        return self.address.name

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range

    def locate(self, path: tuple[str, ...]) -> SourceRange:
        """Where an attribute (`("release", "tag")`) was written; the nearest outer part when it was not."""
        return self.locator(path).range

    def evaluate(self, results: Results) -> Mapping[str, Value]:
        """The values of the block's attributes and nested blocks, defaults included, given what is known of others.

        Args:
            results: what is known of other resources.

        Returns:
            Checked values by attribute. Parts that depend on what is not known are `UNKNOWN`; secrets are
            `Sensitive`; a flow is a `FlowValue`.

        Raises:
            ConfigurationError: an expression has no value, or a value does not fit.
        """
        return self.evaluator(results)


@dataclass(frozen=True, slots=True)
class DataBlock:
    """One object that a vendor has and somebody else manages: one instance of a `data` block.

    Attributes:
        address: its address, with its instance key; its kind is `data.TYPE`.
        type: the resource type.
        provider: the key of the provider configuration that reads it.
        dependencies: addresses of the resource instances that it needs first, also through others.
        data: addresses of the data instances that it needs first, also through others.
        place: the block's header.
        evaluator: see `query`.
        conditions: its preconditions and postconditions.
        check: the address of the `check` block that it stands in, which alone can refer to it; else empty.
    """

    address: Address
    type: str
    provider: str
    dependencies: frozenset[str]
    data: frozenset[str]
    place: Place
    evaluator: Callable[[Results], Mapping[str, Value]] = field(repr=False)
    conditions: tuple[Condition, ...] = ()
    check: str = ""

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range

    def query(self, results: Results) -> Mapping[str, Value]:
        """Which object is meant, given what is known of others.

        Returns:
            `{"id": ...}` or `{"name": ...}`: a text, perhaps `Sensitive`, or `UNKNOWN`.

        Raises:
            ConfigurationError: an expression has no value, or a value does not fit.
        """
        return self.evaluator(results)


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """One `check` block: assertions that warn and never stop anything.

    Attributes:
        address: `check.NAME`, behind the way to its module.
        place: the block's header.
        conditions: its assertions.
        data: addresses of the data instances that stand in it.
    """

    address: str
    place: Place
    conditions: tuple[Condition, ...]
    data: tuple[str, ...] = ()

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range


@dataclass(frozen=True, slots=True)
class OutputBlock:
    """One `output` block."""

    name: str
    sensitive: bool
    description: str
    dependencies: frozenset[str]
    place: Place
    evaluator: Callable[[Results], Value] = field(repr=False)
    conditions: tuple[Condition, ...] = ()

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range

    def evaluate(self, results: Results) -> Value:
        """The output's value, given what is known of resources.

        Raises:
            ConfigurationError: the expression has no value, or shows a secret without saying `sensitive = true`.
        """
        return self.evaluator(results)


@dataclass(frozen=True, slots=True)
class ModuleBlock:
    """One instance of a `module` block.

    Attributes:
        path: the way to the module from the root.
        source: where the module comes from, as written.
        folder: where its files are.
        place: the block's header.
    """

    path: tuple[ModuleStep, ...]
    source: str
    folder: Path
    place: Place

    @property
    def step(self) -> str:
        """Its address: `module.emea.module.hours["uk"]`."""
        return ".".join(str(step) for step in self.path)

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range


@dataclass(frozen=True, slots=True)
class Move:
    """One `moved` block: what was known as `before` is `after` now.

    Attributes:
        before, after: both resources, both modules, or both nodes of one flow; from the root module on.
        place: the block's header.
    """

    before: Target | NodeAddress
    after: Target | NodeAddress
    place: Place


@dataclass(frozen=True, slots=True)
class Removal:
    """One `removed` block: what is not declared any more.

    Attributes:
        target: a resource block or a module call.
        destroy: whether the vendor's object is deleted; otherwise it is only not managed any more.
        place: the block's header.
    """

    target: Target
    destroy: bool
    place: Place


@dataclass(frozen=True, slots=True)
class ImportBlock:
    """One instance of an `import` block: an object that the vendor has is managed from now on.

    Attributes:
        address: the resource that it becomes.
        by: what names the object: its `id` or its `name`.
        provider: the key of the provider configuration that an undeclared resource would have; empty for its type's own.
        place: the block's header; None where a person asks on the command line.
        evaluator: see `evaluate`.
    """

    address: Address
    by: str
    provider: str
    place: Place | None
    evaluator: Callable[[Results], Value] = field(repr=False)

    @property
    def range(self) -> SourceRange | None:
        """The block's header."""
        return self.place.range if self.place else None

    def evaluate(self, results: Results) -> Value:
        """The id or name of the object, given what is known of resources.

        Raises:
            ConfigurationError: the expression has no value.
        """
        return self.evaluator(results)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that one root folder says.

    Attributes:
        root: the folder.
        workspace: the workspace that it was loaded for.
        settings: the `ivrplan` block.
        variables: by name.
        providers: by key (`cxone`, `cxone.emea`).
        flows: by name; those of called modules as `module.hours.main`.
        resources: by address, as text.
        outputs: those of the root module, by name.
        modules: every instance of a module call, by address, as text.
        needs: what each declared thing (`var.a`, `flow.main`, `module.hours.local.b`) refers to directly; blocks with
            instances count as one.
        sources: the text of every file that was read, by the name that ranges use.
        digest: changes with the rendered sources, the variables' values and the workspace.
        warnings: problems that do not stop the work.
        data: what is read and not managed, by address, as text.
        checks: by address, as text.
        moves, removals, imports: what its `moved`, `removed` and `import` blocks say.
        module_conditions: the preconditions of the outputs of called modules.
        tests: its `test` blocks by name; those of called modules as `module.hours.NAME`.
        today: the day for which it was loaded, on which suppressions are judged.
    """

    root: Path
    workspace: str
    settings: Settings
    variables: Mapping[str, VariableValue] = field(repr=False)
    providers: Mapping[str, ProviderBlock] = field(repr=False)
    flows: Mapping[str, FlowBlock] = field(repr=False)
    resources: Mapping[str, ResourceBlock] = field(repr=False)
    outputs: Mapping[str, OutputBlock] = field(repr=False)
    sources: Mapping[str, str] = field(repr=False)
    digest: str
    modules: Mapping[str, ModuleBlock] = field(default_factory=dict, repr=False)
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    asker: Callable[[Expression, SourceText, Results], Value] | None = field(default=None, repr=False)
    warnings: tuple[Diagnostic, ...] = ()
    data: Mapping[str, DataBlock] = field(default_factory=dict, repr=False)
    checks: Mapping[str, CheckBlock] = field(default_factory=dict, repr=False)
    moves: tuple[Move, ...] = ()
    removals: tuple[Removal, ...] = ()
    imports: tuple[ImportBlock, ...] = ()
    module_conditions: tuple[Condition, ...] = ()
    tests: Mapping[str, FlowTest] = field(default_factory=dict, repr=False)
    today: date | None = None

    def evaluate(self, expression: Expression, source: SourceText, results: Results) -> Value:
        """The value of an expression that stands in no file, as the root module would see it.

        Args:
            expression: what the parser made.
            source: the text that it was parsed from.
            results: what is known of resources.

        Returns:
            A value that is whole: nothing in it is evaluated later.

        Raises:
            ConfigurationError: it has none.
        """
        assert self.asker is not None
        return self.asker(expression, source, results)

    def locate(self, place: RulePlace) -> SourceRange | None:
        """Where the thing that a rule speaks about was written; None when there is no such flow."""
        block = self.flows.get(place.flow)
        return None if block is None else block.locate(place.node, place.outcome, place.attribute)
