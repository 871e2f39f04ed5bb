"""CXone's operations: wire in, wire out."""

import json
import uuid
from math import ceil

from ivrplan.sandbox.cxone.errors import DIALECT, not_found, plain, unprocessable
from ivrplan.sandbox.cxone.matching import matched
from ivrplan.sandbox.cxone.models import Connection, Flow, Flows, Node, configured
from ivrplan.sandbox.cxone.validation import (
    ConfigureBody,
    RegisterBody,
    configuration_problems,
    registration_problems,
)
from ivrplan.sandbox.cxone.versions.models import Versions
from ivrplan.sandbox.dialect import Answer, JsonObject
from ivrplan.sandbox.idempotency import KeyReusedError
from ivrplan.sandbox.oauth import form_fields, json_fields, opaque_token
from ivrplan.sandbox.wire import Call, MalformedError, page_of, parsed
from ivrplan.sandbox.world import World

_REGISTER = "cxone.register"


class CxoneOperations:
    """Every operation of S0 and S3 on one set of flows."""

    def __init__(self, world: World, flows: Flows, versions: Versions) -> None:
        self._world = world
        self._flows = flows
        self._versions = versions

    def token_from_json(self, call: Call) -> Answer:
        """S0: `POST /oauth2/token`."""
        return self._token(json_fields(call.body, call.headers))

    def token_from_form(self, call: Call) -> Answer:
        """S3: `POST /oauth/token`."""
        return self._token(form_fields(call.body, call.headers))

    def register(self, call: Call) -> Answer:
        """S3: `POST /api/v2/flows`."""
        key = call.headers.get("idempotency-key", "")
        if not key:
            raise MalformedError("The header Idempotency-Key is required.")
        body = parsed(RegisterBody, call)
        payload = json.loads(call.body)
        try:
            known = self._world.keys.recall(_REGISTER, key, payload)
        except KeyReusedError:
            raise plain(409, f"Idempotency-Key {key} was used for another payload.") from None
        if known is None:
            known = self._registered(body)
            self._world.keys.remember(_REGISTER, key, payload=payload, body=known)
        return Answer(201, known)

    def list(self, call: Call) -> Answer:
        """`GET /api/v2/flows`."""
        number, size = page_of(call, "page", self._world.behaviour)
        entities = [flow.summary() for flow in self._flows.page(number, size)]
        return Answer(200, {"entities": entities, "page": number, "pageCount": ceil(len(self._flows) / size)})

    def read_connections(self, call: Call) -> Answer:
        """S3: `GET /api/v2/flows/{flowId}`."""
        return Answer(200, self._flow(call).as_connections())

    def delete(self, call: Call) -> Answer:
        """`DELETE /api/v2/flows/{flowId}`; one with an active version goes with `?force=true` only."""
        flow = matched(call, self._flow)
        active = self._versions.active(flow.id)
        if active is not None and call.query.get("force") != "true":
            raise plain(409, f"Version {active.id} of flow {flow.id} is active. Delete it with force=true.")
        self._versions.remove_all(flow.id)
        self._flows.remove(flow)
        return Answer(204)

    def read_nodes(self, call: Call) -> Answer:
        """S0: `GET /api/v2/flows/ivr/{flowId}`."""
        return Answer(200, self._flow(call).as_nodes())

    def configure(self, call: Call) -> Answer:
        """S0: `PUT /api/v2/flows/ivr/{flowId}`."""
        body = parsed(ConfigureBody, call)
        if body.id not in {None, call.path["flow_id"]}:
            raise MalformedError(f"id: the body is for flow {body.id}.")
        flow = matched(call, self._flow)
        problems = configuration_problems(body, self._world.behaviour, self._flows.has)
        if problems:
            raise unprocessable(problems)
        changed = configured(flow, _with_defaults(body), body.entryPoint)
        self._flows.put(changed)
        return Answer(202) if self._world.behaviour.put_answers_202 else Answer(200, changed.as_nodes())

    def _token(self, fields: dict[str, str]) -> Answer:
        return Answer(
            200, self._world.tokens.issue(fields, DIALECT, self._world.behaviour, mint=opaque_token)
        )

    def _registered(self, body: RegisterBody) -> JsonObject:
        problems = registration_problems(body, self._world.behaviour)
        if problems:
            raise unprocessable(problems)
        taken = self._flows.id_of(body.name)
        if taken is not None:
            raise plain(409, f"A flow named {body.name!r} exists already, its id is {taken}.")
        if body.id is not None and self._flows.get(body.id) is not None:
            raise plain(409, f"Flow {body.id} exists already.")
        flow = _new_flow(body)
        self._flows.put(flow)
        return flow.as_connections()

    def _flow(self, call: Call) -> Flow:
        flow = self._flows.get(call.path["flow_id"])
        if flow is None:
            raise not_found(call.path["flow_id"])
        return flow


def _new_flow(body: RegisterBody) -> Flow:
    connections = tuple(
        Connection(item.id, item.source_node_id, item.target_node_id, item.condition, item.type)
        for item in body.connections
    )
    return Flow(
        id=body.id or str(uuid.uuid4()),
        name=body.name,
        version=1,
        entry_point=next(node.id for node in body.nodes if node.type == "start"),
        nodes=tuple(Node(node.id, node.type, {}) for node in body.nodes),
        connections=connections,
    )


def _with_defaults(body: ConfigureBody) -> list[JsonObject]:
    # Real vendors fill in what was left out; a client that takes that for somebody's change would never be done.
    nodes = [node.model_dump() for node in body.nodes]
    for node in nodes:
        if node["type"] in {"play", "menu"}:
            node["properties"].setdefault("playBeep", False)
    return nodes
