"""One flow of a configuration, by the address that a person gives or leaves out."""

from __future__ import annotations

from ivrplan.config.configuration import Configuration, FlowBlock
from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.workflow.simulate import find_flow, flow_address


def flow_at(configuration: Configuration, address: str = "") -> FlowBlock:
    """The flow that is meant.

    Args:
        configuration: what the files say.
        address: `flow.main`, `module.hours.flow.main`, or a resource that deploys a flow; empty where there is only
            one flow.

    Raises:
        ConfigurationError: no flow is meant.
    """
    flows = configuration.flows
    if address:
        return flows[find_flow(configuration, address)]
    if len(flows) == 1:
        return next(iter(flows.values()))
    named = ", ".join(map(flow_address, flows)) or "none"
    detail = f"There is not just one flow. The flows of this configuration are: {named}."
    raise ConfigurationError(error("Unknown flow", detail, hint="Say which flow is meant."))
