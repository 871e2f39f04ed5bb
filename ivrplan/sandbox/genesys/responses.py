"""Genesys Cloud's operations: wire in, wire out."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from math import ceil
from typing import TypeVar

from ivrplan.sandbox.dialect import Answer, JsonObject
from ivrplan.sandbox.genesys.errors import DIALECT, coded, locked, name_taken, not_found, version_not_found
from ivrplan.sandbox.genesys.models import Flow, Flows, Version
from ivrplan.sandbox.genesys.validation import CreateBody, VersionBody, version_problems
from ivrplan.sandbox.oauth import form_or_basic_fields, jwt_token
from ivrplan.sandbox.wire import Call, MalformedError, page_of, parsed
from ivrplan.sandbox.world import World

_Item = TypeVar("_Item")


class GenesysOperations:
    """Every operation of S4 on one set of flows."""

    def __init__(self, world: World, flows: Flows) -> None:
        self._world = world
        self._flows = flows

    def token(self, call: Call) -> Answer:
        """`POST /api/v2/oauth/token`; the client stands in the form or in HTTP Basic authentication."""
        fields = form_or_basic_fields(call.body, call.headers)
        return Answer(200, self._world.tokens.issue(fields, DIALECT, self._world.behaviour, mint=jwt_token))

    def create(self, call: Call) -> Answer:
        """`POST /api/v2/flows`."""
        body = parsed(CreateBody, call)
        self._check_name(body.name, None)
        flow = Flow(str(uuid.uuid4()), body.name, body.type, body.description)
        self._flows.put(flow)
        return Answer(200, flow.summary())

    def list(self, call: Call) -> Answer:
        """`GET /api/v2/flows`, of one name or pattern (`*`) where asked."""
        number, size = page_of(call, "pageNumber", self._world.behaviour)
        name = call.query.get("name")
        if name is None:
            return _page(self._flows.page(number, size), len(self._flows), (number, size), Flow.summary)
        named = self._named(name)
        return _page(named[(number - 1) * size : number * size], len(named), (number, size), Flow.summary)

    def read(self, call: Call) -> Answer:
        """`GET /api/v2/flows/{flowId}`; a publish under way goes on with each read."""
        flow = self._flows.polled_flow(self._flow(call), self._world.behaviour.publish_polls)
        return Answer(200, flow.summary())

    def delete(self, call: Call) -> Answer:
        """`DELETE /api/v2/flows/{flowId}`."""
        self._flows.remove(self._flow(call))
        return Answer(204)

    def create_version(self, call: Call) -> Answer:
        """`POST /api/v2/flows/{flowId}/versions`; the flow takes the version's name and description."""
        body = parsed(VersionBody, call)
        flow = self._flow(call)
        if flow.locked_user is not None:
            raise locked(flow.id, flow.locked_user)
        self._check_name(body.name, flow.id)
        author = {"createdByClient": {"id": self._world.settings.client_id}}
        version = new_version(self._world, self._flows, flow, (body, author))
        if self._world.behaviour.validation_polls == 0:
            version = self._flows.polled_version(flow.id, version, 0)
        return Answer(201, _shown(flow, version))

    def list_versions(self, call: Call) -> Answer:
        """`GET /api/v2/flows/{flowId}/versions`, newest first."""
        flow = self._flow(call)
        number, size = page_of(call, "pageNumber", self._world.behaviour)
        versions = self._flows.versions(flow.id)
        newest = versions[::-1][(number - 1) * size : number * size]
        return _page(newest, len(versions), (number, size), lambda version: _shown(flow, version))

    def read_version(self, call: Call) -> Answer:
        """`GET /api/v2/flows/{flowId}/versions/{versionId}`; a validation under way goes on with each poll."""
        flow = self._flow(call)
        version = self._version(flow, call.path["version_id"])
        version = self._flows.polled_version(flow.id, version, self._world.behaviour.validation_polls)
        return Answer(200, {**_shown(flow, version), **version.content})

    def publish(self, call: Call) -> Answer:
        """`POST /api/v2/flows/actions/publish?flow=&version=`: an operation that completes later."""
        flow, version = self._publishable(call)
        if not version.passed:
            status = version.validation()["status"]
            message = (
                f"Version {version.id} of flow {flow.id} cannot be published, its validation is {status}."
            )
            raise coded(409, "flow.version.not.valid", message)
        if flow.publishing is not None:
            message = f"A publish of version {flow.publishing} of flow {flow.id} is under way."
            raise coded(409, "flow.publish.in.progress", message)
        publishing = replace(flow, publishing=version.id)
        self._flows.put(publishing)
        if self._world.behaviour.publish_polls == 0:
            self._flows.polled_flow(publishing, 0)
        operation = {"id": str(uuid.uuid4()), "status": "RUNNING", "flow": {"id": flow.id}}
        return Answer(202, {**operation, "version": {"id": version.id}})

    def _publishable(self, call: Call) -> tuple[Flow, Version]:
        flow_id, version_id = call.query.get("flow", ""), call.query.get("version", "")
        if not flow_id or not version_id:
            raise MalformedError("The query parameters flow and version are required.")
        flow = self._flows.get(flow_id)
        if flow is None:
            raise not_found(flow_id)
        return flow, self._version(flow, version_id)

    def _flow(self, call: Call) -> Flow:
        flow = self._flows.get(call.path["flow_id"])
        if flow is None:
            raise not_found(call.path["flow_id"])
        return flow

    def _version(self, flow: Flow, version_id: str) -> Version:
        version = self._flows.version(flow.id, version_id)
        if version is None:
            raise version_not_found(flow.id, version_id)
        return version

    def _check_name(self, name: str, own_id: str | None) -> None:
        taken = self._flows.id_of(name)
        if taken not in {None, own_id}:
            raise name_taken(name, str(taken))

    def _named(self, name: str) -> Sequence[Flow]:
        if "*" in name:
            return [flow for flow in self._flows if fnmatchcase(flow.name.lower(), name.lower())]
        found = self._flows.get(self._flows.id_of(name) or "")
        return [] if found is None else [found]


def new_version(world: World, flows: Flows, flow: Flow, made: tuple[VersionBody, JsonObject]) -> Version:
    """Store the next version of a flow, with the defaults that the vendor adds; its validation is still to come.

    Args:
        world: the sandbox.
        flows: what is stored.
        flow: of which it is a version.
        made: its content, and who made it.
    """
    body, author = made
    content = body.model_dump(exclude_none=True)
    # Real vendors fill in what was left out; a client that takes that for somebody's change would never be done.
    content["settings"].setdefault("recordingEnabled", False)
    version = Version(
        number=len(flows.versions(flow.id)) + 1,
        created=world.clock.iso(),
        author=author,
        content=content,
        errors=tuple(version_problems(body, world.behaviour, flows.has)),
        checked=False,
    )
    flows.put_version(flow.id, version)
    flows.put(replace(flow, name=body.name, description=body.description))
    return version


def _shown(flow: Flow, version: Version) -> JsonObject:
    return {
        "id": version.id,
        "versionNumber": version.number,
        "status": "published" if flow.published == version.id else "draft",
        "validation": version.validation(),
        "dateCreated": version.created,
        **version.author,
    }


def _page(
    items: Sequence[_Item], total: int, page: tuple[int, int], shown: Callable[[_Item], JsonObject]
) -> Answer:
    number, size = page
    body = {
        "entities": [shown(item) for item in items],
        "pageNumber": number,
        "pageSize": size,
        "total": total,
        "pageCount": ceil(total / size),
    }
    return Answer(200, body)
