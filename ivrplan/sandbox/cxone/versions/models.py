"""CXone's stored flow versions, in the order of their registration."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.store import Store

ACTIVE, PENDING, DEPRECATED, WITHDRAWN = "ACTIVE", "PENDING", "DEPRECATED", "WITHDRAWN"
OPEN = frozenset({ACTIVE, PENDING})
"""The states of a version that takes one of a flow's few places."""

_TABLE = "cxone.versions"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a flow: its content never changes, its status does."""

    id: str
    flow_id: str
    status: str
    content: JsonObject

    def summary(self) -> JsonObject:
        """As the listing shows it: everything but the flow itself."""
        named = {name: self.content[name] for name in ("metadata", "versionTags", "timeouts")}
        return {"id": self.id, "flowId": self.flow_id, "status": self.status, **named}

    def to_json(self) -> JsonObject:
        """All there is."""
        return {"id": self.id, "flowId": self.flow_id, "status": self.status, **self.content}


class Versions:
    """The versions of all flows."""

    def __init__(self, store: Store, published: Callable[[str, str], None]) -> None:
        self._store = store
        self._published = published
        self._versions: dict[str, dict[str, Version]] = {}
        self.reload()

    def of(self, flow_id: str) -> list[Version]:
        """The versions of a flow, oldest first; those that were withdrawn are gone."""
        return [one for one in self._all(flow_id) if one.status != WITHDRAWN]

    def get(self, flow_id: str, version_id: str) -> Version | None:
        """One version of a flow."""
        found = self._versions.get(flow_id, {}).get(version_id)
        return None if found is None or found.status == WITHDRAWN else found

    def active(self, flow_id: str) -> Version | None:
        """The version that callers of a flow get."""
        return next((one for one in self._all(flow_id) if one.status == ACTIVE), None)

    def put(self, version: Version) -> None:
        """Store a new version, or one in another state."""
        self._versions.setdefault(version.flow_id, {})[version.id] = version
        stored = {"id": version.id, "flow_id": version.flow_id, "status": version.status}
        self._store.put(_TABLE, version.id, {**stored, "content": version.content})

    def activate(self, version: Version) -> Version:
        """Put a version before callers; the one that they got is deprecated."""
        before = self.active(version.flow_id)
        if before is not None:
            self.put(replace(before, status=DEPRECATED))
        active = replace(version, status=ACTIVE)
        self.put(active)
        self._published(active.flow_id, active.id)
        return active

    def remove_all(self, flow_id: str) -> None:
        """Delete the versions of a flow."""
        for version_id in self._versions.pop(flow_id, {}):
            self._store.delete(_TABLE, version_id)

    def reload(self) -> None:
        """Read the store again."""
        self._versions.clear()
        for stored in self._store.table(_TABLE).values():
            version = Version(**stored)
            self._versions.setdefault(version.flow_id, {})[version.id] = version

    def _all(self, flow_id: str) -> Iterator[Version]:
        return iter(self._versions.get(flow_id, {}).values())
