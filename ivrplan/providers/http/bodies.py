"""Request bodies: the one place where sensitive values are revealed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ivrplan.language.plain import Masked, to_plain
from ivrplan.language.values import Sensitive, SetValue, Unknown, reveal
from ivrplan.providers.http.redact import Redactor


def encoded(body: Any, redact: Redactor) -> bytes:
    """The body as JSON, with exact numbers. What is sensitive in it is kept out of all texts from now on.

    Args:
        body: plain data or a document; lists are allowed besides values of the language.
        redact: learns the sensitive parts.

    Raises:
        TypeError: a part is unknown, masked, or has no JSON form: such a body must never be sent.
    """
    return json.dumps(_clear(body, redact), ensure_ascii=False, separators=(",", ":")).encode()


def _clear(part: Any, redact: Redactor) -> Any:
    match part:
        case None | bool() | int() | str():
            return part
        case Mapping():
            return {name: _clear(inner, redact) for name, inner in part.items()}
        case list() | tuple() | SetValue():
            return [_clear(inner, redact) for inner in part]
        case Sensitive():
            secret = _clear(reveal(part.value), redact)
            redact.add(*_texts(secret))
            return secret
        case Unknown() | Masked():
            msg = "a request must not hold a value that is unknown or masked"
            raise TypeError(msg)
        case _:
            return to_plain(part)


def _texts(secret: Any) -> Iterator[str]:
    match secret:
        case None | bool():
            return
        case dict():
            for part in secret.values():
                yield from _texts(part)
        case list():
            for part in secret:
                yield from _texts(part)
        case _:
            yield str(secret)
