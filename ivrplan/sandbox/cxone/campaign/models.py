"""What is stored of campaign flows: the flows by id and name, the jobs by id."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.store import Store

_FLOWS = "cxone.campaign_flows"
_JOBS = "cxone.campaign_jobs"

Doing = Literal["create", "update", "delete"]
"""What a job does."""

QUEUED, RUNNING, COMPLETED, FAILED = "queued", "running", "completed", "failed"


@dataclass(frozen=True, slots=True)
class CampaignFlow:
    """A stored flow; every change makes a new one with the next version.

    Args:
        id: given by the vendor.
        version: counts from 1.
        content: name, description, nodes, transitions and entry node, as they were sent.
    """

    id: str
    version: int
    content: JsonObject

    @property
    def name(self) -> str:
        """The name, unique at the vendor."""
        return str(self.content["name"])

    def summary(self) -> JsonObject:
        """As the listing shows it."""
        return {"id": self.id, "name": self.name, "version": self.version}

    def to_json(self) -> JsonObject:
        """As the vendor shows it."""
        return {"id": self.id, "version": self.version, **self.content}

    def changed(self, content: JsonObject) -> "CampaignFlow":
        """The next version, with another content."""
        return replace(self, version=self.version + 1, content=content)


@dataclass(frozen=True, slots=True)
class Job:
    """One write that was accepted.

    Args:
        id: given by the vendor.
        doing: what it does.
        flow_id: the flow that it is about; empty for a create that has not completed.
        version: the version that the write builds on; 0 for a create.
        content: the flow that was sent; nothing for a delete.
        status: how far it is.
        seen: how often somebody looked while it was not over.
        errors: why it failed, one sentence each.
    """

    id: str
    doing: Doing
    flow_id: str = ""
    version: int = 0
    content: JsonObject | None = None
    status: str = QUEUED
    seen: int = 0
    errors: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether it completed or failed."""
        return self.status in {COMPLETED, FAILED}

    def to_json(self) -> JsonObject:
        """As the vendor shows it."""
        shown: JsonObject = {"id": self.id, "status": self.status, "message": self._message()}
        if self.flow_id:
            shown["flow_id"] = self.flow_id
        if self.errors:
            shown["errors"] = list(self.errors)
        return shown

    def stored(self) -> JsonObject:
        """For the store."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return {**fields, "errors": list(self.errors)}

    def _message(self) -> str:
        if self.status == FAILED:
            return f"The {self.doing} failed: {len(self.errors)} problems were found."
        return f"The {self.doing} is {self.status}."


class CampaignFlows:
    """All campaign flows, found by id and by name without a search."""

    def __init__(self, store: Store, announce: Callable[[str, str], None]) -> None:
        self._store = store
        self._announce = announce
        self._flows: dict[str, CampaignFlow] = {}
        self._ids: dict[str, str] = {}
        self.reload()

    def __len__(self) -> int:
        return len(self._flows)

    def __iter__(self) -> Iterator[CampaignFlow]:
        return iter(self._flows.values())

    def get(self, flow_id: str) -> CampaignFlow | None:
        """The flow with an id."""
        return self._flows.get(flow_id)

    def id_of(self, name: str) -> str | None:
        """The id of the flow with a name."""
        return self._ids.get(name)

    def page(self, number: int, size: int) -> list[CampaignFlow]:
        """One page of all flows in the order of their creation."""
        return list(islice(self._flows.values(), (number - 1) * size, number * size))

    def put(self, flow: CampaignFlow) -> None:
        """Store a new flow or a new version of one."""
        before = self._flows.get(flow.id)
        if before is not None:
            del self._ids[before.name]
        self._remember(flow)
        self._store.put(_FLOWS, flow.id, flow.to_json())
        self._announce("flow.created" if before is None else "flow.updated", flow.id)

    def remove(self, flow: CampaignFlow) -> None:
        """Delete a flow."""
        del self._flows[flow.id]
        del self._ids[flow.name]
        self._store.delete(_FLOWS, flow.id)
        self._announce("flow.deleted", flow.id)

    def reload(self) -> None:
        """Read the store again."""
        self._flows.clear()
        self._ids.clear()
        for stored in self._store.table(_FLOWS).values():
            content = {name: part for name, part in stored.items() if name not in {"id", "version"}}
            self._remember(CampaignFlow(stored["id"], stored["version"], content))

    def _remember(self, flow: CampaignFlow) -> None:
        self._flows[flow.id] = flow
        self._ids[flow.name] = flow.id


class JobTable:
    """All jobs; those that are not over yet are found without a search."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: dict[str, Job] = {}
        self._open: dict[str, None] = {}
        self.reload()

    def get(self, job_id: str) -> Job | None:
        """The job with an id."""
        return self._jobs.get(job_id)

    def unfinished(self) -> list[Job]:
        """The jobs that are not over, oldest first."""
        return [self._jobs[job_id] for job_id in self._open]

    def put(self, job: Job) -> None:
        """Store a new job, or one that went on."""
        self._remember(job)
        self._store.put(_JOBS, job.id, job.stored())

    def reload(self) -> None:
        """Read the store again."""
        self._jobs.clear()
        self._open.clear()
        for stored in self._store.table(_JOBS).values():
            self._remember(Job(**{**stored, "errors": tuple(stored["errors"])}))

    def _remember(self, job: Job) -> None:
        self._jobs[job.id] = job
        if job.over:
            self._open.pop(job.id, None)
        else:
            self._open[job.id] = None
