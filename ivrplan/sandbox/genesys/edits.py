"""What a person does to a Genesys flow in the vendor's own editor, for the control plane."""

from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.genesys.models import Flow, Flows
from ivrplan.sandbox.genesys.responses import new_version
from ivrplan.sandbox.genesys.validation import VersionBody, version_problems
from ivrplan.sandbox.merge import merged
from ivrplan.sandbox.problems import BadControlRequestError, UnknownFlowError
from ivrplan.sandbox.wire import shape_problems
from ivrplan.sandbox.world import World

_PERSON: Final = {"createdBy": {"id": "5a1c2b0e-0000-4000-8000-000000000001", "name": "A person"}}


class Edit(BaseModel):
    """Body of `POST /_control/edit/genesys/{flowId}`.

    Args:
        nodes: a JSON Merge Patch for each node that changes, by node id; `null` removes the node.
        document: a version's content that replaces everything.
        publish: put the new version live at once.
        lockedUser: `{id, name}` who holds the flow from now on; `null` lets go of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    nodes: dict[str, Any] = Field(default_factory=dict)
    document: dict[str, Any] | None = None
    publish: bool = False
    lockedUser: dict[str, Any] | None = None  # noqa: N815 -- the vendor's name


def edited(world: World, flows: Flows, flow_id: str, body: bytes) -> JsonObject:
    """Apply an edit: a new version where content changes, already validated; the whole flow as it is then.

    Raises:
        UnknownFlowError: there is no such flow.
        BadControlRequestError: what comes out is no version, or is not valid and shall be published.
    """
    flow = flows.get(flow_id)
    if flow is None:
        raise UnknownFlowError(flow_id)
    try:
        edit = Edit.model_validate_json(body)
        content = _content(flows, flow, edit)
    except ValidationError as error:
        raise BadControlRequestError(" ".join(shape_problems(error))) from None
    _check(world, flows, flow, (edit, content))
    if content is not None:
        version = new_version(world, flows, flow, (content, _PERSON))
        flows.polled_version(flow.id, version, 0)
    flows.put(_touched(flows, flows.get(flow_id) or flow, edit))
    return truth(flows, flows.get(flow_id) or flow)


def truth(flows: Flows, flow: Flow) -> JsonObject:
    """A flow with all its versions."""
    versions = [
        {"id": item.id, "versionNumber": item.number, "validation": item.validation(), **item.content}
        for item in flows.versions(flow.id)
    ]
    return {**flow.summary(), "publishing": flow.publishing, "versions": versions}


def _content(flows: Flows, flow: Flow, edit: Edit) -> VersionBody | None:
    if edit.document is None and not edit.nodes:
        return None
    document = edit.document
    if document is None:
        versions = flows.versions(flow.id)
        if not versions:
            raise BadControlRequestError(f"Flow {flow.id} has no version whose nodes could be edited.")
        document = versions[-1].content
    content = VersionBody.model_validate(document).model_dump(exclude_none=True)
    nodes = {node["id"]: node for node in content["nodes"]}
    patches = {node_id: _with_id(node_id, patch) for node_id, patch in edit.nodes.items()}
    return VersionBody.model_validate({**content, "nodes": list(merged(nodes, patches).values())})


def _with_id(node_id: str, patch: Any) -> Any:
    return {"id": node_id, **patch} if isinstance(patch, dict) else patch


def _check(world: World, flows: Flows, flow: Flow, wanted: tuple[Edit, VersionBody | None]) -> None:
    edit, content = wanted
    if content is not None and flows.id_of(content.name) not in {None, flow.id}:
        raise BadControlRequestError(f"Another flow is named {content.name!r}.")
    versions = flows.versions(flow.id)
    valid = (
        not version_problems(content, world.behaviour, flows.has)
        if content
        else bool(versions) and versions[-1].passed
    )
    if edit.publish and not valid:
        raise BadControlRequestError(
            f"The latest version of flow {flow.id} is not valid and cannot be published."
        )


def _touched(flows: Flows, flow: Flow, edit: Edit) -> Flow:
    if edit.publish:
        flow = replace(flow, published=flows.versions(flow.id)[-1].id, publishing=None)
    if "lockedUser" in edit.model_fields_set:
        flow = replace(flow, locked_user=edit.lockedUser)
    return flow
