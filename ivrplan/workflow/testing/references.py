"""How a test in the root module refers to each flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivrplan.config.configuration import Configuration, ModuleBlock
from ivrplan.diagnostics import ConfigurationError
from ivrplan.flow.value import FlowValue
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.workflow.testing.selection import flow_address


def references(configuration: Configuration) -> dict[str, str]:
    """The name of each flow that the root module can refer to, with the expression that does.

    Its own flows are `flow.main`; those of a module that it calls are seen where the module gives them out.
    """
    found = {name: flow_address(name) for name in configuration.flows if "." not in name}
    for block in configuration.modules.values():
        if len(block.path) == 1:
            for output, flow in _given_out(configuration, block):
                found.setdefault(flow, f"{block.step}.{output}")
    return found


def _given_out(configuration: Configuration, block: ModuleBlock) -> Iterator[tuple[str, str]]:
    """The outputs of a module that are flows, with the names of these flows."""
    source = SourceText.of_file("module", block.step)
    parsed = parse_expression(source)
    assert parsed.expression is not None
    try:
        outputs = configuration.evaluate(parsed.expression, source, {})
    except ConfigurationError:
        return  # an output that has no value yet: the others cannot be seen without it
    if isinstance(outputs, Mapping):
        yield from ((name, value.name) for name, value in outputs.items() if isinstance(value, FlowValue))
