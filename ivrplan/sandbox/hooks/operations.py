"""The operations of a collection of webhooks: wire in, wire out."""

import json
import uuid
from collections.abc import Callable
from itertools import islice
from math import ceil
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ivrplan.sandbox.dialect import Answer, Dialect, JsonObject
from ivrplan.sandbox.hooks.body import HookBody, address_problem
from ivrplan.sandbox.hooks.table import Hook, Hooks
from ivrplan.sandbox.idempotency import KeyReusedError
from ivrplan.sandbox.merge import merged
from ivrplan.sandbox.problems import BadControlRequestError
from ivrplan.sandbox.wire import Call, MalformedError, page_of, parsed, shape_problems
from ivrplan.sandbox.world import World

Check = Callable[[HookBody], str | None]
"""Says in a sentence what a vendor minds besides the shape of a body."""


class Edit(BaseModel):
    """Body of `POST /_control/edit/{vendor}/{id}` for a webhook: a JSON Merge Patch of what it says."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    set: dict[str, Any]


class HookOperations:
    """Listing, creating, reading, replacing and deleting.

    Args:
        world: the sandbox.
        hooks: the collection.
        dialect: how the vendor words its refusals.
        page: how the vendor calls the number of a page.
        check: what the vendor minds besides.
    """

    def __init__(
        self, world: World, hooks: Hooks, dialect: Dialect, *, page: str, check: Check | None = None
    ) -> None:
        self._world = world
        self._hooks = hooks
        self._dialect = dialect
        self._page = page
        self._check = check

    def create(self, call: Call) -> Answer:
        """`POST` to the collection; the same key gets the same answer."""
        body = self._body(call)
        key, payload = call.headers.get("idempotency-key", ""), json.loads(call.body)
        known = self._recalled(key, payload)
        if known is None:
            hook = Hook(str(uuid.uuid4()), self._world.clock.iso(), body)
            self._hooks.put(hook)
            known = hook.shown()
            if key:
                self._world.keys.remember(self._hooks.name, key, payload=payload, body=known)
        return Answer(201, known)

    def list(self, call: Call) -> Answer:
        """`GET` of the collection, oldest first."""
        number, size = page_of(call, self._page, self._world.behaviour)
        chosen = islice(self._hooks, (number - 1) * size, number * size)
        total = len(self._hooks)
        body = {
            "entities": [hook.shown() for hook in chosen],
            self._page: number,
            "pageSize": size,
            "total": total,
        }
        return Answer(200, {**body, "pageCount": ceil(total / size)})

    def read(self, call: Call) -> Answer:
        """`GET` of one."""
        return Answer(200, self._one(call).shown())

    def update(self, call: Call) -> Answer:
        """`PUT`: everything is replaced, but a secret that is left out stays."""
        body, before = self._body(call), self._one(call)
        secret = before.content().get("secret")
        if secret is not None and "secret" not in body.model_fields_set:
            body = self._hooks.body.model_validate({**body.model_dump(exclude_none=True), "secret": secret})
        hook = Hook(before.id, before.created, body)
        self._hooks.put(hook)
        return Answer(200, hook.shown())

    def delete(self, call: Call) -> Answer:
        """`DELETE` of one."""
        self._hooks.remove(self._one(call))
        return Answer(204)

    def edited(self, hook: Hook, body: bytes) -> JsonObject:
        """Change a webhook as a person would; all of it as it is then.

        Raises:
            BadControlRequestError: what comes out is no webhook.
        """
        try:
            edit = Edit.model_validate_json(body)
            changed = self._hooks.body.model_validate(merged(hook.content(), edit.set))
        except ValidationError as error:
            raise BadControlRequestError(" ".join(shape_problems(error))) from None
        self._hooks.put(Hook(hook.id, hook.created, changed))
        return {"id": hook.id, **changed.model_dump(exclude_none=True)}

    def _body(self, call: Call) -> HookBody:
        body = parsed(self._hooks.body, call)
        problem = address_problem(body.target()) or (self._check(body) if self._check else None)
        if problem is not None:
            raise MalformedError(problem)
        return body

    def _recalled(self, key: str, payload: Any) -> JsonObject | None:
        try:
            return self._world.keys.recall(self._hooks.name, key, payload) if key else None
        except KeyReusedError:
            message = f"Idempotency-Key {key} was used for another payload."
            raise self._dialect.plain(409, message) from None

    def _one(self, call: Call) -> Hook:
        hook = self._hooks.get(call.path["hook_id"])
        if hook is None:
            raise self._dialect.plain(404, f"Webhook {call.path['hook_id']} does not exist.")
        return hook
