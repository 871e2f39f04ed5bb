"""What is registered at one collection of a vendor."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.hooks.body import HookBody, shown
from ivrplan.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: its id, when it was created, and what it was registered with."""

    id: str
    created: str
    body: HookBody

    def content(self) -> JsonObject:
        """All that it was registered with, the secret too."""
        return self.body.model_dump(exclude_none=True)

    def shown(self) -> JsonObject:
        """As the vendor shows it."""
        return {"id": self.id, **shown(self.content()), "dateCreated": self.created}

    def to_json(self) -> JsonObject:
        """As it is stored, for assertions."""
        return {"id": self.id, **self.content()}


class Hooks:
    """The webhooks of one collection.

    Args:
        store: where they are kept.
        name: of the collection's table.
        body: what they are registered with.
    """

    def __init__(self, store: Store, name: str, body: type[HookBody]) -> None:
        self._store = store
        self._name = name
        self.body = body

    def __iter__(self) -> Iterator[Hook]:
        return map(self._loaded, self._store.table(self._name).values())

    def __len__(self) -> int:
        return len(self._store.table(self._name))

    @property
    def name(self) -> str:
        """The name of its table."""
        return self._name

    def get(self, hook_id: str) -> Hook | None:
        """The webhook with an id."""
        stored = self._store.table(self._name).get(hook_id)
        return None if stored is None else self._loaded(stored)

    def put(self, hook: Hook) -> None:
        """Store a new or changed webhook."""
        stored = {"id": hook.id, "created": hook.created, "content": hook.content()}
        self._store.put(self._name, hook.id, stored)

    def remove(self, hook: Hook) -> None:
        """Delete a webhook."""
        self._store.delete(self._name, hook.id)

    def _loaded(self, stored: JsonObject) -> Hook:
        return Hook(stored["id"], stored["created"], self.body.model_validate(stored["content"]))
