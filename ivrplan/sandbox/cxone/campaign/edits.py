"""What a person does to a campaign flow in the vendor's own editor, for the control plane."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivrplan.sandbox.cxone.campaign.models import CampaignFlow, CampaignFlows
from ivrplan.sandbox.cxone.campaign.validation import FlowBody
from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.merge import merged
from ivrplan.sandbox.problems import BadControlRequestError
from ivrplan.sandbox.wire import shape_problems


class Edit(BaseModel):
    """Body of `POST /_control/edit/cxone/{flowId}` for a campaign flow.

    Args:
        nodes: a JSON Merge Patch for each node that changes, by node id; `null` removes the node.
        transitions: all transitions, where they change.
        document: name, description, nodes, transitions and entry node that replace everything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    nodes: dict[str, Any] = Field(default_factory=dict)
    transitions: list[Any] | None = None
    document: dict[str, Any] | None = None


def edited(flows: CampaignFlows, flow: CampaignFlow, body: bytes) -> JsonObject:
    """Apply an edit and store the next version, without a job; the whole flow as it is then.

    Raises:
        BadControlRequestError: what comes out is no flow.
    """
    try:
        edit = Edit.model_validate_json(body)
        content = FlowBody.model_validate(_content(flow, edit)).model_dump()
    except ValidationError as error:
        raise BadControlRequestError(" ".join(shape_problems(error))) from None
    taken = flows.id_of(content["name"])
    if taken not in {None, flow.id}:
        raise BadControlRequestError(f"Another flow is named {content['name']!r}.")
    changed = flow.changed(content)
    flows.put(changed)
    return changed.to_json()


def _content(flow: CampaignFlow, edit: Edit) -> JsonObject:
    content = flow.content if edit.document is None else edit.document
    nodes = {node["id"]: node for node in content.get("nodes", [])}
    patches = {
        key: {"id": key, **patch} if isinstance(patch, dict) else patch for key, patch in edit.nodes.items()
    }
    patched = {**content, "nodes": list(merged(nodes, patches).values())}
    return patched if edit.transitions is None else {**patched, "transitions": edit.transitions}
