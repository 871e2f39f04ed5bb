"""The operations of campaign flows: wire in, wire out."""

import json
import uuid
from math import ceil
from typing import Any

from ivrplan.sandbox.cxone.campaign.jobs import Jobs
from ivrplan.sandbox.cxone.campaign.models import CampaignFlow, CampaignFlows, Job
from ivrplan.sandbox.cxone.campaign.validation import FlowBody, depth
from ivrplan.sandbox.cxone.errors import DIALECT, not_found, plain
from ivrplan.sandbox.cxone.matching import matched
from ivrplan.sandbox.dialect import Answer, JsonObject
from ivrplan.sandbox.idempotency import KeyReusedError
from ivrplan.sandbox.oauth import OAuthError, form_or_basic_fields, opaque_token
from ivrplan.sandbox.wire import Call, page_of, parsed
from ivrplan.sandbox.world import World

_CREATE = "cxone.campaign.create"


class CampaignOperations:
    """Every operation of S1 on one set of flows."""

    def __init__(self, world: World, flows: CampaignFlows, jobs: Jobs) -> None:
        self._world = world
        self._flows = flows
        self._jobs = jobs

    def token(self, call: Call) -> Answer:
        """`POST /api/oauth2/token`; the client stands in HTTP Basic authentication and nowhere else."""
        if not call.headers.get("authorization", "").lower().startswith("basic "):
            raise OAuthError(401, "invalid_client", "The client must be sent in HTTP Basic authentication.")
        fields = form_or_basic_fields(call.body, call.headers)
        tokens = self._world.tokens
        return Answer(200, tokens.issue(fields, DIALECT, self._world.behaviour, mint=opaque_token))

    def create(self, call: Call) -> Answer:
        """`POST /api/flows`: a job, the same one for the same key."""
        content = self._content(call)
        key = call.headers.get("idempotency-key", "")
        known = self._recalled(key, call.body)
        if known is not None:
            return Answer(200, _ordered(known))
        self._check_name(content["name"])
        job = self._jobs.order(Job(_new_id(), "create", content=content))
        if key:
            self._world.keys.remember(_CREATE, key, payload=json.loads(call.body), body={"id": job.id})
        return Answer(201, _ordered(job))

    def update(self, call: Call) -> Answer:
        """`PUT /api/flows/{flowId}`: a job."""
        content = self._content(call)
        flow = matched(call, self._flow)
        job = Job(_new_id(), "update", flow.id, flow.version, content)
        return Answer(202, _ordered(self._jobs.order(job)))

    def delete(self, call: Call) -> Answer:
        """`DELETE /api/flows/{flowId}`: a job."""
        flow = matched(call, self._flow)
        job = Job(_new_id(), "delete", flow.id, flow.version)
        return Answer(202, _ordered(self._jobs.order(job)))

    def read_job(self, call: Call) -> Answer:
        """`GET /api/jobs/{jobId}`; a job goes on with each poll."""
        job = self._jobs.look(call.path["job_id"])
        if job is None:
            raise plain(404, f"Job {call.path['job_id']} does not exist.")
        return Answer(200, job.to_json())

    def list(self, call: Call) -> Answer:
        """`GET /api/flows`."""
        self._jobs.go_on()
        number, size = page_of(call, "page", self._world.behaviour)
        entities = [flow.summary() for flow in self._flows.page(number, size)]
        return Answer(200, {"entities": entities, "page": number, "pageCount": ceil(len(self._flows) / size)})

    def read(self, call: Call) -> Answer:
        """`GET /api/flows/{flowId}`."""
        self._jobs.go_on()
        return Answer(200, self._flow(call).to_json())

    def _content(self, call: Call) -> JsonObject:
        body = parsed(FlowBody, call)
        behaviour = self._world.behaviour
        if behaviour.deep_flows_time_out and (depth(body) or 0) > behaviour.max_depth:
            raise plain(504, "The request timed out.")
        return body.model_dump()

    def _recalled(self, key: str, payload: bytes) -> Job | None:
        try:
            known = self._world.keys.recall(_CREATE, key, json.loads(payload)) if key else None
        except KeyReusedError:
            raise plain(409, f"Idempotency-Key {key} was used for another payload.") from None
        return None if known is None else self._jobs.get(known["id"])

    def _check_name(self, name: Any) -> None:
        taken = self._flows.id_of(name)
        if taken is not None:
            raise plain(409, f"A flow named {name!r} exists already, its id is {taken}.")
        job = self._jobs.creating(name)
        if job is not None:
            raise plain(409, f"A flow named {name!r} is being created by job {job.id}.")

    def _flow(self, call: Call) -> CampaignFlow:
        flow = self._flows.get(call.path["flow_id"])
        if flow is None:
            raise not_found(call.path["flow_id"])
        return flow


def _ordered(job: Job) -> JsonObject:
    return {"id": job.id, "status": job.status}


def _new_id() -> str:
    return str(uuid.uuid4())
