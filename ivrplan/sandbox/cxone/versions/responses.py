"""CXone's operations on versions (S2): wire in, wire out."""

import json
import uuid
from collections.abc import Callable

from ivrplan.sandbox.cxone.errors import bad_request, not_found, plain
from ivrplan.sandbox.cxone.versions.models import OPEN, PENDING, Version, Versions
from ivrplan.sandbox.cxone.versions.simulation import Simulation
from ivrplan.sandbox.cxone.versions.validation import SimulationBody, VersionBody, version_problems
from ivrplan.sandbox.dialect import Answer, JsonObject
from ivrplan.sandbox.idempotency import KeyReusedError
from ivrplan.sandbox.wire import Call, parsed
from ivrplan.sandbox.world import World

_REGISTER = "cxone.register version"
_JOB = "x-async-job-id"


class VersionOperations:
    """Every operation of S2 on the versions of one set of flows.

    Args:
        world: the sandbox.
        versions: what is stored.
        exists: tells whether there is a flow with an id.
    """

    def __init__(self, world: World, versions: Versions, exists: Callable[[str], bool]) -> None:
        self._world = world
        self._versions = versions
        self._exists = exists

    def list(self, call: Call) -> Answer:
        """`GET /api/v2/flows/{flowId}/versions`."""
        entities = [version.summary() for version in self._versions.of(self._flow(call))]
        return Answer(200, {"entities": entities})

    def read(self, call: Call) -> Answer:
        """`GET /api/v2/flows/{flowId}/versions/{versionId}`."""
        return Answer(200, self._version(call, call.path["version_id"]).to_json())

    def register(self, call: Call) -> Answer:
        """`POST /api/v2/flows/{flowId}/versions`; an Idempotency-Key is honoured where one is sent."""
        flow_id = self._flow(call)
        body = parsed(VersionBody, call)
        key, payload = call.headers.get("idempotency-key", ""), [flow_id, json.loads(call.body)]
        known = self._recall(key, payload)
        if known is None:
            version = self._registered(flow_id, body)
            known = {"id": version.id, "status": version.status, "job": str(uuid.uuid4())}
            if key:
                self._world.keys.remember(_REGISTER, key, payload=payload, body=known)
        return Answer(201, {"id": known["id"], "status": known["status"]}, {_JOB: known["job"]})

    def simulate(self, call: Call) -> Answer:
        """`POST /api/v2/flows/{flowId}/simulations`."""
        body = parsed(SimulationBody, call)
        version = self._version(call, body.versionId)
        if version.status not in OPEN:
            raise bad_request([f"Version {version.id} is {version.status} and cannot be simulated."])
        behaviour = self._world.behaviour
        simulation = Simulation(version.content, body.inputs, behaviour, waits=body.simulateTimeouts)
        done = simulation.run()
        if done.took > behaviour.simulation_window_ms:
            raise plain(504, f"The simulation ran past its window of {behaviour.simulation_window_ms} ms.")
        shown = done.to_json()
        return Answer(200, shown if body.recordPath else {**shown, "path": []})

    def publish(self, call: Call) -> Answer:
        """`POST /api/v2/flows/{flowId}/versions/{versionId}/publish`."""
        version = self._version(call, call.path["version_id"])
        if version.status != PENDING:
            raise plain(
                409, f"Version {version.id} is {version.status}, only a PENDING one can be published."
            )
        return Answer(200, self._versions.activate(version).summary())

    def _recall(self, key: str, payload: object) -> JsonObject | None:
        if not key:
            return None
        try:
            return self._world.keys.recall(_REGISTER, key, payload)
        except KeyReusedError:
            raise plain(409, f"Idempotency-Key {key} was used for another payload.") from None

    def _registered(self, flow_id: str, body: VersionBody) -> Version:
        problems = version_problems(body, flow_id, self._world.behaviour)
        if problems:
            raise bad_request(problems)
        taken = [one for one in self._versions.of(flow_id) if one.status in OPEN]
        if len(taken) >= self._world.behaviour.max_open_versions:
            shown = ", ".join(f"{one.id} ({one.status})" for one in taken)
            most = self._world.behaviour.max_open_versions
            raise plain(409, f"At most {most} versions of a flow are active or pending: {shown}.")
        version = Version(str(uuid.uuid4()), flow_id, PENDING, body.content())
        self._versions.put(version)
        return version

    def _flow(self, call: Call) -> str:
        flow_id: str = call.path["flow_id"]
        if not self._exists(flow_id):
            raise not_found(flow_id)
        return flow_id

    def _version(self, call: Call, version_id: str) -> Version:
        flow_id = self._flow(call)
        version = self._versions.get(flow_id, version_id)
        if version is None:
            raise plain(404, f"Version {version_id} of flow {flow_id} does not exist.")
        return version
