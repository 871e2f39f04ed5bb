"""One collection of a vendor: its endpoints, and its objects as canonical documents."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.diagnostics import NotFoundError
from ivrplan.language.plain import Document, Masked, same, to_json
from ivrplan.language.values import Unknown
from ivrplan.providers.http.answers import Answer
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation, fill

SECRET: Final = "secret"  # noqa: S105 - the name of a part, no secret
"""The part of a document that no vendor shows."""

_PAGE_SIZE: Final = 100


class Reply(BaseModel):
    """An object as a vendor answers it; each vendor adds what it has."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    entities: tuple[Any, ...]
    pageCount: int  # noqa: N815 - the vendors' name


@dataclass(frozen=True, slots=True)
class Operations:
    """What is asked of one collection."""

    create: Operation
    read: Operation
    update: Operation
    delete: Operation
    list: Operation


@dataclass(frozen=True, slots=True)
class Collection:
    """Where a vendor keeps objects of one type, and what they look like.

    Attributes:
        path: of the collection; an object's is its id below.
        operations: what is asked of it.
        reply: the shape of an object.
        parts: name in the document -> name at the vendor, without the secret.
        page: how the vendor calls the number of a page.
        keyed: whether creating honours an `Idempotency-Key`.
    """

    path: str
    operations: Operations
    reply: type[Reply]
    parts: Mapping[str, str]
    page: str
    keyed: bool

    def document(self, reply: Reply) -> Document:
        """The canonical document of an object."""
        return {part: getattr(reply, name) for part, name in self.parts.items()}

    def visible(self, document: Document) -> Document:
        """What of a document the vendor shows."""
        return {part: document[part] for part in self.parts if part in document}

    def body(self, target: Document, live: Document | None = None) -> dict[str, Any]:
        """What is sent to get this document.

        A secret that is left out stays as it is, and `null` takes it away (assumed: no vendor says).
        """
        body = {name: target[part] for part, name in self.parts.items() if part in target}
        secret = target.get(SECRET)
        if secret is not None and not isinstance(secret, Masked | Unknown):
            body[SECRET] = secret
        elif secret is None and live is not None and SECRET in live:
            body[SECRET] = None
        return body


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the vendor has it.

    Attributes:
        id: the vendor's id.
        document: its canonical document.
        answer: what it was read from.
    """

    id: str
    document: Document
    answer: Answer

    @property
    def version(self) -> str:
        """A token of its content: vendors count no versions here."""
        text = json.dumps(to_json(self.document), sort_keys=True)
        return blake2b(text.encode(), digest_size=6).hexdigest()

    @property
    def name(self) -> str:
        """What people know it by."""
        return str(self.document.get("name") or self.document["url"])

    def is_as(self, document: Document) -> bool:
        """Whether all that can be seen of it is as in this document."""
        return all(part in document and same(value, document[part]) for part, value in self.document.items())


@dataclass(frozen=True, slots=True)
class Endpoints:
    """A collection, for one set of credentials.

    Attributes:
        http: the HTTP core.
        of: which collection.
        about: the address of the resource that requests are for, for messages.
    """

    http: ApiClient
    of: Collection
    about: str = ""

    async def create(self, body: Mapping[str, Any], key: str) -> Stored:
        """A new object."""
        headers = {"Idempotency-Key": key} if self.of.keyed else None
        answer = await self.http.request(
            self.of.operations.create, self.of.path, json=body, headers=headers, about=self.about
        )
        return self._stored(answer, answer.body)

    async def read(self, identity: str) -> Stored | None:
        """An object; None when it is gone."""
        try:
            answer = await self.http.request(self.of.operations.read, self._one(identity), about=self.about)
        except NotFoundError:
            return None
        return self._stored(answer, answer.body)

    async def update(self, identity: str, body: Mapping[str, Any]) -> Stored:
        """Replace what an object says."""
        answer = await self.http.request(
            self.of.operations.update, self._one(identity), json=body, about=self.about
        )
        return self._stored(answer, answer.body)

    async def delete(self, identity: str) -> None:
        """Delete an object; one that is gone already is fine."""
        try:
            await self.http.request(self.of.operations.delete, self._one(identity), about=self.about)
        except NotFoundError:
            return

    async def all(self) -> AsyncGenerator[Stored, None]:
        """Every object, page by page, in the vendor's order."""
        number, last = 1, 1
        while number <= last:
            params = {self.of.page: number, "pageSize": _PAGE_SIZE}
            answer = await self.http.request(
                self.of.operations.list, self.of.path, params=params, about=self.about
            )
            page = answer.read(_Page)
            for entity in page.entities:
                yield self._stored(answer, entity)
            number, last = number + 1, page.pageCount

    def _one(self, identity: str) -> str:
        return fill(f"{self.of.path}/{{id}}", id=identity)

    def _stored(self, answer: Answer, body: Any) -> Stored:
        reply = Answer(answer.status, answer.headers, body, answer.context).read(self.of.reply)
        return Stored(reply.id, self.of.document(reply), answer)
