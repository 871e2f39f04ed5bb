"""Genesys Cloud's stored flows and versions, and the slow things: validation and publishing.

Both take a number of reads and not a time, so that a test decides how long they last. How far they are is kept in
memory only: after a restart they start over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.store import Store

_FLOWS = "genesys.flows"
_VERSIONS = "genesys.versions"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a flow; `errors` is what its validation finds once `checked`.

    `author` is who made it, as the vendor shows it: `createdBy` for a person, `createdByClient` for an OAuth client.
    """

    number: int
    created: str
    author: JsonObject
    content: JsonObject
    errors: tuple[str, ...]
    checked: bool

    @property
    def id(self) -> str:
        """Its id below its flow."""
        return f"{self.number}.0"

    @property
    def passed(self) -> bool:
        """Whether it may be published."""
        return self.checked and not self.errors

    def validation(self) -> JsonObject:
        """Its validation as the vendor shows it."""
        if not self.checked:
            return {"status": "in_progress", "errors": []}
        status = "failed" if self.errors else "passed"
        return {"status": status, "errors": [{"message": error} for error in self.errors]}

    def to_json(self) -> JsonObject:
        """For the store."""
        return {
            "number": self.number,
            "created": self.created,
            "author": self.author,
            "content": self.content,
            "errors": list(self.errors),
            "checked": self.checked,
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow without its versions; `publishing` is the version that a publish under way will put live."""

    id: str
    name: str
    type: str
    description: str
    published: str | None = None
    publishing: str | None = None
    locked_user: JsonObject | None = None

    def summary(self) -> JsonObject:
        """As the vendor shows it."""
        shown: JsonObject = {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "description": self.description,
        }
        if self.published is not None:
            shown["publishedVersion"] = {"id": self.published}
        if self.locked_user is not None:
            shown["lockedUser"] = self.locked_user
        return shown

    def to_json(self) -> JsonObject:
        """For the store."""
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "description": self.description,
            "published": self.published,
            "publishing": self.publishing,
            "locked_user": self.locked_user,
        }


class Flows:
    """All flows and versions, found by id, name and number without a search."""

    def __init__(self, store: Store, published: Callable[[str, str], None]) -> None:
        self._store = store
        self._published = published
        self._flows: dict[str, Flow] = {}
        self._ids: dict[str, str] = {}
        self._versions: dict[str, list[Version]] = {}
        self._polls: dict[str, int] = {}
        self.reload()

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows.values())

    def __len__(self) -> int:
        return len(self._flows)

    def get(self, flow_id: str) -> Flow | None:
        """The flow with an id."""
        return self._flows.get(flow_id)

    def has(self, flow_id: str) -> bool:
        """Whether there is a flow with an id."""
        return flow_id in self._flows

    def id_of(self, name: str) -> str | None:
        """The id of the flow with a name."""
        return self._ids.get(name)

    def page(self, number: int, size: int) -> list[Flow]:
        """One page of all flows in the order of their creation."""
        return list(islice(self._flows.values(), (number - 1) * size, number * size))

    def put(self, flow: Flow) -> None:
        """Store a new or changed flow."""
        before = self._flows.get(flow.id)
        if before is not None:
            del self._ids[before.name]
        self._remember(flow)
        self._store.put(_FLOWS, flow.id, flow.to_json())
        if flow.published is not None and (before is None or before.published != flow.published):
            self._published(flow.id, flow.published)

    def remove(self, flow: Flow) -> None:
        """Delete a flow and its versions."""
        for version in self._versions.pop(flow.id):
            self._store.delete(_VERSIONS, _key(flow.id, version))
            self._polls.pop(_key(flow.id, version), None)
        del self._flows[flow.id]
        del self._ids[flow.name]
        self._polls.pop(flow.id, None)
        self._store.delete(_FLOWS, flow.id)

    def versions(self, flow_id: str) -> list[Version]:
        """Versions of a flow, oldest first."""
        return self._versions[flow_id]

    def version(self, flow_id: str, version_id: str) -> Version | None:
        """One version; its number says where it stands."""
        number = version_id.removesuffix(".0")
        index = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 10 else -1
        versions = self._versions[flow_id]
        found = versions[index] if 0 <= index < len(versions) else None
        return found if found is not None and found.id == version_id else None

    def put_version(self, flow_id: str, version: Version) -> None:
        """Store a new version, or one whose validation went on."""
        versions = self._versions[flow_id]
        if version.number > len(versions):
            versions.append(version)
        else:
            versions[version.number - 1] = version
        self._store.put(_VERSIONS, _key(flow_id, version), {"flow_id": flow_id, **version.to_json()})

    def polled_version(self, flow_id: str, version: Version, polls: int) -> Version:
        """A version as one more poll finds it: in progress for that many polls, then checked."""
        if version.checked or not self._is_over(_key(flow_id, version), polls):
            return version
        checked = replace(version, checked=True)
        self.put_version(flow_id, checked)
        return checked

    def polled_flow(self, flow: Flow, polls: int) -> Flow:
        """A flow as one more read finds it: a publish under way is seen by that many reads, then complete."""
        if flow.publishing is None or not self._is_over(flow.id, polls):
            return flow
        published = replace(flow, published=flow.publishing, publishing=None)
        self.put(published)
        return published

    def reload(self) -> None:
        """Read the store again."""
        for kept in (self._flows, self._ids, self._versions, self._polls):
            kept.clear()
        for stored in self._store.table(_FLOWS).values():
            self._remember(Flow(**stored))
        for stored in self._store.table(_VERSIONS).values():
            self._versions[stored["flow_id"]].append(_loaded(stored))

    def _remember(self, flow: Flow) -> None:
        self._flows[flow.id] = flow
        self._ids[flow.name] = flow.id
        self._versions.setdefault(flow.id, [])

    def _is_over(self, key: str, polls: int) -> bool:
        seen = self._polls.get(key, 0)
        if seen < polls:
            self._polls[key] = seen + 1
            return False
        self._polls.pop(key, None)
        return True


def _key(flow_id: str, version: Version) -> str:
    return f"{flow_id}/{version.id}"


def _loaded(stored: JsonObject) -> Version:
    return Version(
        number=stored["number"],
        created=stored["created"],
        author=stored.get("author", {}),
        content=stored["content"],
        errors=tuple(stored["errors"]),
        checked=stored["checked"],
    )
