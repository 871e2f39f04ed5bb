"""What the block of a webhook may say."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from ivrplan.flow.fields import Text, refused
from ivrplan.language.values import Sensitive, SetValue, Unknown

_UNPRINTABLE: Final = re.compile(r"[\s\x00-\x1f\x7f]")


def _address(value: Any) -> Any:
    clear = value.value if isinstance(value, Sensitive) else value
    if isinstance(clear, Unknown):
        return value
    problem = _problem(str(clear))
    if problem:
        raise refused(f"must be an absolute http or https URL: {problem}")
    return value


def _problem(text: str) -> str:
    """What keeps the text from being an address; the text itself stays out, since it may hold a secret."""
    parts = _split(text)
    if parts is None:
        return "its host or port cannot be right"
    if parts.scheme not in {"http", "https"}:
        return "it begins with neither http:// nor https://"
    if not parts.hostname:
        return "it names no host"
    if _UNPRINTABLE.search(text):
        return "it holds spaces or control characters"
    if parts.username is not None or parts.fragment:
        return "it holds a user name, a password or a fragment, which are not sent"
    return ""


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read only when it is asked for, and refused only then
    except ValueError:
        return None
    return parts


Address: TypeAlias = Annotated[
    Text, AfterValidator(_address), WithJsonSchema({"type": "string", "format": "uri"})
]
"""Where events are posted to. It may be known only after apply, or be sensitive."""

Secret: TypeAlias = Text | None
"""What a vendor proves itself with. It is sensitive, however it was written."""


def _items(value: Any) -> Any:
    return list(value.items) if isinstance(value, SetValue) else value


def _in_order(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise refused("names no event")
    return tuple(sorted(set(value)))


InOrder: Final = (BeforeValidator(_items), AfterValidator(_in_order))
"""A list of events: at least one, each once, in the order of the alphabet, so that two lists of the same are alike."""


def sensitive(secret: Any) -> Any:
    """A secret with its mark."""
    return secret if isinstance(secret, Sensitive | Unknown) else Sensitive(secret)


def sorted_texts(value: Any) -> Any:
    """A list in a vendor's answer, in the order that documents have."""
    return tuple(sorted(value)) if _is_texts(value) else value


def _is_texts(value: Any) -> bool:
    return (
        isinstance(value, Collection)
        and not isinstance(value, str)
        and all(isinstance(item, str) for item in value)
    )
