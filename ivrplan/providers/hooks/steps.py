"""The steps of a change to a webhook, and how to find out after a crash whether one happened."""

from __future__ import annotations

from ivrplan.diagnostics import ConflictError, ProtocolError, VendorAnswer, error
from ivrplan.language.plain import Document, same
from ivrplan.providers.contract import Result, Step, Work
from ivrplan.providers.hooks.collection import Endpoints, Stored
from ivrplan.providers.http.settle import settle


async def register(ends: Endpoints, step: Step, work: Work) -> Result:
    """Create the object.

    Raises:
        ProtocolError: the vendor keeps something else than was sent.
    """
    body = ends.of.body(work.target)
    if ends.of.keyed:
        stored = await ends.create(body, step.key)
    else:
        # Without a key only a look can tell whether a request whose answer was lost was done. What is like ours and
        # was there before is somebody else's.
        others = frozenset([one.id async for one in ends.all() if one.is_as(work.target)])

        async def send() -> Stored:
            return await ends.create(body, step.key)

        async def look() -> Stored | None:
            return await _twin(ends, work.target, others)

        stored = await settle(ends.http, send, look)
    return _kept(stored, work, ends)


async def configure(ends: Endpoints, work: Work) -> Result:
    """Bring the object to the target, if it is still as it was read. The vendor has no conditional write.

    Raises:
        ConflictError: somebody changed it since then.
        ProtocolError: the vendor keeps something else than was sent.
    """
    now = await ends.read(work.id)
    if now is not None and now.version != work.version and not now.is_as(work.target):
        raise _moved(ends, work, now)
    return _kept(await ends.update(work.id, ends.of.body(work.target, work.live)), work, ends)


async def delete(ends: Endpoints, work: Work) -> Result:
    """Delete the object, if it is still as it was read.

    Raises:
        ConflictError: somebody changed it since then.
    """
    now = await ends.read(work.id)
    if now is None:
        return Result(work.id)
    if now.version != work.version:
        raise _moved(ends, work, now)
    await ends.delete(work.id)
    return Result(work.id)


async def find_registered(ends: Endpoints, work: Work) -> Result | None:
    """The newest object that says what would be sent; its secret cannot be seen."""
    found = await _twin(ends, work.target)
    return None if found is None else Result(found.id, found.version)


async def find_configured(ends: Endpoints, work: Work) -> Result | None:
    """The object, when it moved on to the target. A change of nothing but the secret cannot be seen."""
    now = await ends.read(work.id)
    if now is None or now.version == work.version or not now.is_as(work.target):
        return None
    return Result(now.id, now.version)


async def find_deleted(ends: Endpoints, work: Work) -> Result | None:
    """The object is gone."""
    return Result(work.id) if await ends.read(work.id) is None else None


async def _twin(ends: Endpoints, target: Document, others: frozenset[str] = frozenset()) -> Stored | None:
    twins = [one async for one in ends.all() if one.is_as(target) and one.id not in others]
    return twins[-1] if twins else None


def _kept(stored: Stored, work: Work, ends: Endpoints) -> Result:
    wanted = ends.of.visible(work.target)
    wrong = [part for part, value in wanted.items() if not same(stored.document[part], value)]
    if wrong:
        named = ", ".join(f'"{part}"' for part in wrong)
        detail = f"Object {stored.id} was taken in, but the vendor keeps it with another value of {named}."
        hint = "Look at the object at the vendor, run plan again, and tell the vendor if it happens again."
        raise stored.answer.context.fail(ProtocolError, detail, hint=hint)
    return Result(stored.id, stored.version)


def _moved(ends: Endpoints, work: Work, now: Stored) -> ConflictError:
    title = ends.http.profile.title
    live = work.live or {}
    parts = [part for part, value in now.document.items() if part not in live or not same(live[part], value)]
    named = ", ".join(f'"{part}"' for part in parts) or "its content"
    diagnostic = error(
        "The object was changed at the vendor",
        f"{title} does not have object {now.id} any more as the plan saw it: since then somebody changed {named}.",
        hint="Run plan again to see what is there now, then apply.",
        address=work.address,
    )
    return ConflictError(diagnostic, answer=VendorAnswer(title, ends.of.operations.update.name))
