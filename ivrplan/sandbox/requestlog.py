"""Which requests the vendors saw: what a test asserts on and what `ivrplan sandbox` prints."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

_KEPT = 100_000
_SHOWN_HEADERS = frozenset(
    {"accept", "content-length", "content-type", "idempotency-key", "if-match", "if-none-match", "user-agent"}
)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request to a vendor.

    Args:
        number: counts from 1 since the start or the last reset.
        at: sandbox time when it came, in seconds since 1970.
        vendor: name of the mount it came to.
        method: HTTP method.
        path: path below the vendor's mount.
        query: query string as sent.
        headers: the headers that a test can want, never a credential.
        status: status that was answered; `None` when the connection was closed without an answer.
        fault: kind of the fault that was played, if any.
    """

    number: int
    at: float
    vendor: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int | None
    fault: str | None


class RequestLog:
    """The latest requests, in the order in which they were answered."""

    def __init__(self, on_request: Callable[[RequestRecord], None] | None) -> None:
        self._on_request = on_request
        self._records: deque[RequestRecord] = deque(maxlen=_KEPT)
        self._count = 0

    def next_number(self) -> int:
        """Count one more request."""
        self._count += 1
        return self._count

    def add(self, record: RequestRecord) -> None:
        """Keep a record and tell the listener about it."""
        self._records.append(record)
        if self._on_request is not None:
            self._on_request(record)

    def to_json(self) -> list[dict[str, Any]]:
        """All kept records as plain data."""
        return [asdict(record) for record in self._records]

    def clear(self) -> None:
        """Forget all records and count from 1 again."""
        self._records.clear()
        self._count = 0


def shown_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers worth recording; of `Authorization` the scheme only, never the credential."""
    headers = {}
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        if name in _SHOWN_HEADERS:
            headers[name] = value
        elif name == "authorization":
            headers[name] = value.partition(" ")[0]
    return headers
