"""What was read and evaluated -> the Configuration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial

from ivrplan.address import InstanceKey
from ivrplan.config.configuration import (
    Configuration,
    FlowBlock,
    OutputBlock,
    ResourceBlock,
    Results,
    Settings,
    VariableValue,
)
from ivrplan.config.flowblock import FlowSource, Locator
from ivrplan.config.outputs import OutputSource, shown
from ivrplan.config.read import Parts
from ivrplan.config.request import LoadRequest
from ivrplan.config.run import Evaluated
from ivrplan.config.scope import Evaluator, address_of
from ivrplan.diagnostics import Problems
from ivrplan.flow.nodes import Embed
from ivrplan.flow.value import FlowValue
from ivrplan.language.plain import to_json
from ivrplan.language.source import SourceText
from ivrplan.language.values import Value, contains_sensitive, reveal

_SLOW = {"n": 2**12, "r": 8, "p": 1, "dklen": 32}
"""What it costs to try one guess of a secret against a digest."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that the phases found out.

    Attributes:
        request: what was asked for.
        settings: the `ivrplan` block.
        variables: by name.
        parts: the declared things.
        evaluated: their values.
        rendered: the files with their templates worked out.
        sources: the texts of all files as written, by name.
    """

    request: LoadRequest
    settings: Settings
    variables: Mapping[str, VariableValue]
    parts: Parts
    evaluated: Evaluated
    rendered: Sequence[SourceText]
    sources: Mapping[str, str]


def configuration(loaded: Loaded, problems: Problems) -> Configuration:
    """The configuration. Everything in it has been evaluated once without an error.

    Args:
        loaded: what the phases found out.
        problems: the warnings.
    """
    addresses = _Addresses(loaded.evaluated.evaluator)
    return Configuration(
        root=loaded.request.root,
        workspace=loaded.request.workspace,
        settings=loaded.settings,
        variables=loaded.variables,
        providers=loaded.evaluated.providers,
        flows=dict(_flows(loaded, addresses)),
        resources=dict(_resources(loaded, addresses)),
        outputs=dict(_outputs(loaded, addresses)),
        sources=loaded.sources,
        digest=digest(loaded),
        warnings=tuple(problems.items),
    )


class _Addresses:
    """The addresses of the instances that something needs, by the key of what needs them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._of_block: dict[str, frozenset[str]] = {}
        self._of_blocks: dict[frozenset[str], frozenset[str]] = {}

    def needed_by(self, key: str) -> frozenset[str]:
        blocks = self._evaluator.program.order.resources[key]
        if blocks not in self._of_blocks:
            self._of_blocks[blocks] = frozenset().union(*(self._block(block) for block in blocks))
        return self._of_blocks[blocks]

    def _block(self, key: str) -> frozenset[str]:
        if key not in self._of_block:
            instances = self._evaluator.instances(key)
            self._of_block[key] = frozenset(str(address_of(key, instance)) for instance in instances)
        return self._of_block[key]


def _flows(loaded: Loaded, addresses: _Addresses) -> Iterator[tuple[str, FlowBlock]]:
    evaluator = loaded.evaluated.evaluator
    locators: dict[str, Locator] = {}
    for name, written in loaded.parts.flows.items():
        built = evaluator.flow(name)
        yield (
            name,
            FlowBlock(
                name=name,
                flow=built.flow,
                composed=built.value.flow,
                silences=written.silences,
                dependencies=addresses.needed_by(f"flow.{name}"),
                place=written.place,
                locator=_locator(written, evaluator, locators),
            ),
        )


def _locator(written: FlowSource, evaluator: Evaluator, known: dict[str, Locator]) -> Locator:
    if written.name not in known:
        flow = evaluator.flow(written.name).flow
        embedded = {node.name: node.flow for node in flow.nodes if isinstance(node, Embed)}
        flows = evaluator.program.flows
        inner = {node: _locator(flows[name], evaluator, known) for node, name in embedded.items()}
        known[written.name] = Locator(written, inner)
    return known[written.name]


def _resources(loaded: Loaded, addresses: _Addresses) -> Iterator[tuple[str, ResourceBlock]]:
    evaluator = loaded.evaluated.evaluator
    for key, written in loaded.parts.resources.items():
        for instance in evaluator.instances(key):
            address = address_of(key, instance)
            yield (
                str(address),
                ResourceBlock(
                    address=address,
                    type=address.kind,
                    provider=written.provider,
                    lifecycle=written.lifecycle,
                    dependencies=addresses.needed_by(key),
                    flow_name=_flow_name(evaluator.resource(key, instance), written.schema.flow),
                    place=written.place_of(()),
                    locator=written.place_of,
                    evaluator=partial(_evaluate_resource, evaluator, key, instance),
                ),
            )


def _flow_name(values: Mapping[str, Value], attribute: str) -> str:
    value = values.get(attribute)
    return value.name if isinstance(value, FlowValue) else ""


def _evaluate_resource(
    base: Evaluator, key: str, instance: InstanceKey, results: Results
) -> Mapping[str, Value]:
    return base.informed(results, key, lambda evaluator: evaluator.resource(key, instance))


def _outputs(loaded: Loaded, addresses: _Addresses) -> Iterator[tuple[str, OutputBlock]]:
    evaluator = loaded.evaluated.evaluator
    for name, written in loaded.parts.outputs.items():
        yield (
            name,
            OutputBlock(
                name=name,
                sensitive=written.sensitive,
                description=written.description,
                dependencies=addresses.needed_by(f"output.{name}"),
                place=written.place,
                evaluator=partial(_evaluate_output, evaluator, written),
            ),
        )


def _evaluate_output(base: Evaluator, written: OutputSource, results: Results) -> Value:
    return base.informed(
        results,
        f"output.{written.name}",
        lambda evaluator: shown(written, evaluator.value(written.value, written.source)),
    )


def digest(loaded: Loaded) -> str:
    """A text that changes with everything that the configuration says: `sha256:...`.

    Secrets count too, but the digest helps nobody to guess one: every guess costs a slow hash.
    """
    hasher = hashlib.sha256()
    clear: dict[str, object] = {}
    secret: dict[str, object] = {}
    for name, variable in loaded.variables.items():
        (secret if contains_sensitive(variable.value) else clear)[name] = to_json(reveal(variable.value))
    rules = {item.name: getattr(loaded.settings.rules, item.name) for item in fields(loaded.settings.rules)}
    _count(hasher, [loaded.request.workspace, clear, rules])
    for source in sorted(loaded.rendered, key=lambda source: source.origins[0].file):
        _count(hasher, [source.origins[0].file, source.text])
    if secret:
        hasher.update(hashlib.scrypt(_canonical(secret), salt=hasher.digest(), **_SLOW))
    return f"sha256:{hasher.hexdigest()}"


def _count(hasher: hashlib._Hash, part: object) -> None:
    hasher.update(_canonical(part) + b"\n")


def _canonical(part: object) -> bytes:
    return json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
