"""Failed calls as diagnostics: which operation, what the vendor said, under which id its support finds it, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx

from ivrplan.diagnostics import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
    UnreachedError,
    UnsettledError,
    VendorAnswer,
    VendorProblem,
    error,
)
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.profile import Complaint, VendorProfile
from ivrplan.providers.http.redact import Redactor
from ivrplan.providers.http.retry import TRANSIENT, Fate

_SUMMARIES: dict[type[ProviderError], str] = {
    AuthenticationError: "The vendor refused the credentials",
    PermissionDeniedError: "A permission is missing at the vendor",
    NotFoundError: "The vendor does not have the object",
    ConflictError: "The vendor reports a conflict",
    RejectedError: "The vendor rejected the request",
    RateLimitedError: "The vendor still limits the request rate",
    UnavailableError: "The vendor cannot be reached or does not work",
    UnreachedError: "The vendor cannot be reached or does not work",
    ProtocolError: "The vendor's answer cannot be understood",
}

_HINTS: dict[type[ProviderError], str] = {
    ConflictError: "Somebody else changed the object, or it exists already: run plan again to see what is there now.",
    NotFoundError: "It may have been deleted at the vendor: run plan again to see what is there now.",
    RateLimitedError: "Lower --parallelism, wait until other jobs of the same credentials are done, or ask the vendor "
    "for a higher limit; then run the command again.",
    UnavailableError: "Look at the vendor's status page; run the command again when it works. "
    "What was done is recorded.",
    ProtocolError: "Check that base_url names the vendor's API and that no proxy or login page stands in between.",
}


@dataclass(frozen=True, slots=True)
class CallContext:
    """What a message needs to know of a call.

    Attributes:
        profile: the vendor.
        operation: what was asked.
        path: the path that was asked for, without its query.
        about: the text form of the address of the resource that it is for, if the caller knows it.
        redact: takes secrets out of texts.
    """

    profile: VendorProfile
    operation: Operation
    path: str
    about: str
    redact: Redactor

    def fail(
        self, kind: type[ProviderError], detail: str, *, hint: str = "", answer: VendorAnswer | None = None
    ) -> ProviderError:
        """An error of this kind about this call, free of secrets."""
        facts = answer or VendorAnswer(self.profile.title, self.operation.name)
        diagnostic = error(
            _SUMMARIES[kind],
            self.redact(detail),
            hint=hint or self.operation.hints.get(facts.status, "") or _HINTS.get(kind, ""),
            address=self.about,
        )
        return kind(diagnostic, answer=_redacted(facts, self.redact))

    @property
    def request(self) -> str:
        """The request as messages name it."""
        return f'"{self.operation.name}" ({self.operation.method} {self.path})'


@dataclass(frozen=True, slots=True)
class Tried:
    """How often and how long a request was tried before it was given up, and whether a try may have been done."""

    tries: int = 1
    waited: float = 0.0
    doubtful: bool = False

    def __str__(self) -> str:
        if self.tries <= 1:
            return ""
        return f" It was tried {self.tries} times, with {self.waited:.0f} seconds of waiting in between."


def status_fate(operation: Operation, status: int) -> Fate:
    """What a status says of the request."""
    if status == 429:
        return Fate.REFUSED_FOR_NOW
    if status in operation.final:
        return Fate.FINAL
    return Fate.UNCERTAIN if status in TRANSIENT or status == 408 else Fate.FINAL


def status_kind(status: int) -> type[ProviderError]:
    """The error that a status of 300 or more is."""
    match status:
        case 401:
            return AuthenticationError
        case 403:
            return PermissionDeniedError
        case 404 | 410:
            return NotFoundError
        case 409 | 412:
            return ConflictError
        case 429:
            return RateLimitedError
        case 408:
            return UnavailableError
        case _ if status >= 500:
            return UnavailableError
        case _ if status >= 400:
            return RejectedError
        case _:
            return ProtocolError


def answered(
    context: CallContext,
    response: httpx.Response,
    complaint: Complaint,
    *,
    tried: Tried,
    granted: Iterable[str],
) -> ProviderError:
    """The error for an answer of status 300 or more.

    Args:
        context: the call.
        response: the answer.
        complaint: what its body says.
        tried: how often it was tried.
        granted: the scopes that the token was granted, where the vendor told; names the missing ones of a 403.
    """
    status = response.status_code
    facts = VendorAnswer(
        vendor=context.profile.title,
        operation=context.operation.name,
        status=status,
        message=complaint.message,
        problems=complaint.problems,
        correlation_id=complaint.correlation_id,
        scopes=context.operation.scopes if status == 403 else (),
    )
    detail = f"{context.profile.title} answered {status} to {context.request}{_words(complaint)}{tried}"
    if 300 <= status < 400:
        return _redirected(context, response, facts)
    if status == 403:
        return context.fail(PermissionDeniedError, detail, hint=_scope_hint(context, granted), answer=facts)
    if status == 401:
        return context.fail(AuthenticationError, detail, hint=context.profile.credentials_hint, answer=facts)
    return context.fail(status_kind(status), detail, answer=facts)


_HUNG_UP = frozenset({"ReadError", "Server disconnected without sending a response"})
"""What the transport says of one and the same thing, by the moment at which it notices."""

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def failure_fate(failure: Exception) -> Fate:
    """What an exception of the transport says of the request."""
    match failure:
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError():
            return Fate.NOT_SENT
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol():
            return Fate.FINAL
        case httpx.TransportError() | OSError():
            return Fate.UNCERTAIN
        case _:
            return Fate.FINAL


def unanswered(context: CallContext, failure: Exception, tried: Tried) -> ProviderError:
    """The error for a request that brought no usable answer."""
    reason = str(failure).rstrip(".") or type(failure).__name__
    title = context.profile.title
    match failure:
        case httpx.ConnectError() | httpx.ProxyError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            detail = f"No connection to {title} for {context.request}: {reason}.{tried}"
            hint = f"{_stand_in(failure)}{context.profile.address_hint}"
            return context.fail(UnavailableError if tried.doubtful else UnreachedError, detail, hint=hint)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            detail = f"The address for {context.request} at {title} cannot be used: {reason}."
            return context.fail(UnavailableError, detail, hint=context.profile.address_hint)
        case httpx.TimeoutException():
            detail = f"{title} did not answer {context.request} in time ({reason}).{tried}{_fate(context)}"
            return context.fail(UnavailableError, detail)
        case httpx.LocalProtocolError() | httpx.DecodingError() | httpx.TooManyRedirects():
            detail = f"The exchange with {title} for {context.request} broke HTTP's rules: {reason}."
            return context.fail(ProtocolError, detail)
        case httpx.ReadError() | httpx.RemoteProtocolError() if reason in _HUNG_UP:
            detail = (
                f"{title} closed the connection without answering {context.request}.{tried}{_fate(context)}"
            )
            return context.fail(UnavailableError, detail)
        case httpx.TransportError() | OSError():
            detail = (
                f"The connection to {title} broke during {context.request}: {reason}.{tried}{_fate(context)}"
            )
            return context.fail(UnavailableError, detail)
        case _:
            detail = f"The answer of {title} to {context.request} could not be read: {reason}."
            return context.fail(ProtocolError, detail)


def _stand_in(failure: httpx.RequestError) -> str:
    """What to do first where the vendor is a stand-in on this machine; nothing where it is not."""
    try:
        url = failure.request.url
    except RuntimeError:  # the transport did not say which request failed
        return ""
    if url.host not in _THIS_MACHINE:
        return ""
    place = f"{url.scheme}://{url.netloc.decode()}"
    return f"Nothing listens at {place} on this machine. If the sandbox is meant, run ivrplan sandbox. Else: "


@contextmanager
def looking_back() -> Iterator[None]:
    """What is asked in here is what came of a write that has been sent, perhaps in vain.

    Whoever is refused an answer knows nothing of the write: it must not count as refused, or never sent, too.

    Raises:
        UnsettledError: the vendor was not reached, or refused to answer.
    """
    try:
        yield
    except UnreachedError as failure:
        raise unsettled(failure) from failure
    except (UnavailableError, ProtocolError):
        raise
    except ProviderError as failure:
        raise unsettled(failure) from failure


def unsettled(failure: ProviderError) -> UnsettledError:
    """The same words, for a write of which nobody knows what came of it."""
    return UnsettledError(*failure.diagnostics, answer=failure.answer)


def attach(failure: ProviderError, address: str) -> ProviderError:
    """The same error, about the resource with this address where it names none yet."""
    diagnostics = (replace(item, address=item.address or address) for item in failure.diagnostics)
    return type(failure)(*diagnostics, answer=failure.answer)


def _fate(context: CallContext) -> str:
    if context.operation.repeatable:
        return ""
    return " It was not tried again, because it may have been done already."


def _words(complaint: Complaint) -> str:
    parts = [f": {complaint.message}" if complaint.message else "."]
    parts += [f" [{_place(problem)}{problem.message}]" for problem in complaint.problems]
    if complaint.correlation_id:
        parts.append(f" (correlation id {complaint.correlation_id})")
    words = "".join(parts)
    # A vendor's message is often no whole sentence, and more of ours may follow.
    return words if words.endswith((".", "!", "?", ")", "]")) else f"{words}."


def _place(problem: VendorProblem) -> str:
    node = f'node "{problem.node}"' if problem.node else ""
    name = f'property "{problem.property}"' if problem.property else ""
    place = ", ".join(part for part in (node, name) if part)
    return f"{place}: " if place else ""


def _scope_hint(context: CallContext, granted: Iterable[str]) -> str:
    needed, has = context.operation.scopes, set(granted)
    if not needed:
        return "Give the OAuth client a role that allows this operation."
    missing = [scope for scope in needed if scope not in has] if has else []
    if missing:
        return (
            f"The operation needs the scopes {' '.join(needed)}; the token lacks {' '.join(missing)}. "
            "Grant them to the OAuth client."
        )
    return f"The operation needs the scopes {' '.join(needed)}: grant them to the OAuth client."


def _redirected(context: CallContext, response: httpx.Response, facts: VendorAnswer) -> ProviderError:
    target = response.headers.get("location", "")
    detail = (
        f"{context.profile.title} answered {response.status_code} to {context.request} and points to "
        f'"{target}". Redirects are not followed, so that no token reaches another host.'
    )
    return context.fail(ProtocolError, detail, hint=context.profile.address_hint, answer=facts)


def _redacted(answer: VendorAnswer, redact: Redactor) -> VendorAnswer:
    problems = tuple(
        VendorProblem(redact(item.message), redact(item.node), redact(item.property))
        for item in answer.problems
    )
    return replace(answer, message=redact(answer.message), problems=problems)
