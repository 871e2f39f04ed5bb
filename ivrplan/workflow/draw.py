"""A flow as a drawing. No vendor is asked and no state is read."""

from __future__ import annotations

from ivrplan.config.request import LoadRequest
from ivrplan.flow.drawing.build import draw
from ivrplan.flow.drawing.drawing import Drawing
from ivrplan.workflow.flows import flow_at
from ivrplan.workflow.project import open_project


def draw_flow(request: LoadRequest, address: str = "") -> Drawing:
    """The drawing of a flow as it is deployed, with the flows that it embeds.

    Args:
        request: what to load.
        address: `flow.main`, `module.hours.flow.main`, or a resource that deploys a flow; empty where there is only
            one flow.

    Raises:
        IvrplanError: the configuration cannot be read, or no flow is meant.
    """
    return draw(flow_at(open_project(request).configuration, address).composed)
