"""What a person does to a CXone flow in the vendor's own editor, for the control plane."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivrplan.sandbox.cxone.models import Flow, Flows, configured
from ivrplan.sandbox.cxone.validation import ConfigureBody
from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.merge import merged
from ivrplan.sandbox.problems import BadControlRequestError, UnknownFlowError
from ivrplan.sandbox.wire import shape_problems


class Edit(BaseModel):
    """Body of `POST /_control/edit/cxone/{flowId}`.

    Args:
        nodes: a JSON Merge Patch for each node that changes, by node id; `null` removes the node.
        document: `{nodes, entryPoint}` that replaces everything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    nodes: dict[str, Any] = Field(default_factory=dict)
    document: dict[str, Any] | None = None


def edited(flows: Flows, flow_id: str, body: bytes) -> JsonObject:
    """Apply an edit and store the next version; the whole flow as it is then.

    Raises:
        UnknownFlowError: there is no such flow.
        BadControlRequestError: what comes out is no flow.
    """
    flow = flows.get(flow_id)
    if flow is None:
        raise UnknownFlowError(flow_id)
    try:
        document = _document(flow, Edit.model_validate_json(body))
    except ValidationError as error:
        raise BadControlRequestError(" ".join(shape_problems(error))) from None
    _check_targets(document)
    changed = configured(flow, [node.model_dump() for node in document.nodes], document.entryPoint)
    flows.put(changed)
    return changed.to_json()


def _document(flow: Flow, edit: Edit) -> ConfigureBody:
    shown = flow.as_nodes()
    current = {"nodes": shown["nodes"], "entryPoint": shown["entryPoint"]}
    chosen = ConfigureBody.model_validate(current if edit.document is None else edit.document)
    nodes = {node.id: node.model_dump() for node in chosen.nodes}
    patched = merged(nodes, {node_id: _with_id(node_id, patch) for node_id, patch in edit.nodes.items()})
    return ConfigureBody.model_validate({"nodes": list(patched.values()), "entryPoint": chosen.entryPoint})


def _with_id(node_id: str, patch: Any) -> Any:
    return {"id": node_id, **patch} if isinstance(patch, dict) else patch


def _check_targets(document: ConfigureBody) -> None:
    # The editor may leave a flow unwise, but never with an arrow into nothing: the store could not show it.
    ids = {node.id for node in document.nodes}
    targets = {
        document.entryPoint,
        *(target for node in document.nodes for target in node.connections.values()),
    }
    if not targets <= ids:
        missing = ", ".join(sorted(targets - ids))
        raise BadControlRequestError(f"The edited flow names nodes that do not exist: {missing}.")
