"""Jobs from queued to their end, and what they do to flows.

A job goes on each time somebody looks: at the job itself, or at any flow. So one that nobody polls, because whoever
ordered it died, ends all the same.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace

from ivrplan.sandbox.cxone.campaign.models import (
    COMPLETED,
    FAILED,
    RUNNING,
    CampaignFlow,
    CampaignFlows,
    Job,
    JobTable,
)
from ivrplan.sandbox.cxone.campaign.validation import FlowBody, compliance_problems
from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.world import World


class Jobs:
    """Runs the jobs of one sandbox.

    Args:
        world: the sandbox.
        flows: what jobs change.
    """

    def __init__(self, world: World, flows: CampaignFlows) -> None:
        self._world = world
        self._flows = flows
        self._table = JobTable(world.store)

    def order(self, job: Job) -> Job:
        """Take a new job on; it is over at once where jobs take no polls."""
        self._table.put(job)
        return self._moved(job) if self._world.behaviour.job_polls == 0 else job

    def get(self, job_id: str) -> Job | None:
        """The job with an id, as it is now."""
        return self._table.get(job_id)

    def look(self, job_id: str) -> Job | None:
        """The job as one more poll finds it."""
        job = self._table.get(job_id)
        return job if job is None or job.over else self._moved(job)

    def go_on(self) -> None:
        """Move every job that is not over by one look."""
        for job in self._table.unfinished():
            self._moved(job)

    def creating(self, name: str) -> Job | None:
        """The unfinished job that creates a flow of this name."""
        for job in self._table.unfinished():
            if job.doing == "create" and job.content is not None and job.content["name"] == name:
                return job
        return None

    def reload(self) -> None:
        """Read the store again."""
        self._table.reload()

    def _moved(self, job: Job) -> Job:
        behaviour = self._world.behaviour
        if behaviour.hold_jobs:
            return job
        if job.seen < behaviour.job_polls:
            moved = replace(job, seen=job.seen + 1, status=RUNNING)
        else:
            moved = self._ended(job)
        self._table.put(moved)
        return moved

    def _ended(self, job: Job) -> Job:
        errors = tuple(self._world.behaviour.job_errors) or tuple(self._problems(job))
        if errors:
            return replace(job, status=FAILED, errors=errors)
        return replace(job, status=COMPLETED, flow_id=self._done(job))

    def _problems(self, job: Job) -> Iterator[str]:
        flow = self._flows.get(job.flow_id)
        if job.doing != "create" and flow is None:
            yield f"Flow {job.flow_id} does not exist."
        elif flow is not None and flow.version != job.version:
            yield f"The job builds on version {job.version}, but flow {flow.id} is at version {flow.version}."
        elif job.content is not None:
            yield from self._content_problems(job, job.content)

    def _content_problems(self, job: Job, content: JsonObject) -> Iterator[str]:
        taken = self._flows.id_of(content["name"])
        if taken not in {None, job.flow_id}:
            yield f"A flow named {content['name']!r} exists already, its id is {taken}."
        yield from compliance_problems(FlowBody.model_validate(content), self._world.behaviour)

    def _done(self, job: Job) -> str:
        """Do what the job is for; the id of the flow that it was about."""
        flow = self._flows.get(job.flow_id)
        if job.content is None:
            assert flow is not None
            self._flows.remove(flow)
            return flow.id
        written = (
            CampaignFlow(str(uuid.uuid4()), 1, job.content) if flow is None else flow.changed(job.content)
        )
        self._flows.put(written)
        return written.id
