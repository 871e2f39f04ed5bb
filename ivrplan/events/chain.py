"""Entries sealed into a chain: each names the hash of the one before it and has a hash of its own.

An entry is one line: canonical JSON (members sorted, no blanks, UTF-8). Its hash is taken over that line without the
member `hash`: SHA-256, or HMAC-SHA-256 where there is a key. Without a key a chain shows what was changed, removed or
reordered by accident or in haste; who rewrites all of it from there on leaves no trace. With a key nobody can do that
who has not the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

FIRST: Final = "0" * 64
"""What stands for the hash before the first entry."""

PLAIN: Final = "sha256"
KEYED: Final = "hmac-sha256"


class BrokenChainError(ValueError):
    """A line is not what comes next in its chain. The text says what is wrong, as a sentence part."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain has got to: how many entries there are, and the hash of the last one."""

    entries: int = 0
    hash: str = FIRST


def canonical(data: Mapping[str, Any]) -> str:
    """JSON data as the one text that stands for it."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(data: Mapping[str, Any], key: str) -> str:
    """The hash of JSON data."""
    text = canonical(data).encode("utf-8", "surrogatepass")
    if key:
        return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    return hashlib.sha256(text).hexdigest()


def sealing(key: str) -> str:
    """How entries are sealed with a key, or without."""
    return KEYED if key else PLAIN


def seal(body: Mapping[str, Any], after: Link, key: str) -> tuple[str, Link]:
    """An entry as the next line of a chain, and where the chain has got to with it."""
    data = {
        **body,
        "sequence": after.entries + 1,
        "previous_hash": after.hash,
        "sealing": sealing(key),
    }
    own = digest(data, key)
    return canonical({**data, "hash": own}), Link(after.entries + 1, own)


def read_line(line: str, key: str) -> tuple[Mapping[str, Any], Link]:
    """An entry by itself, and where its chain had got to with it.

    Raises:
        BrokenChainError: it is no entry, was changed, or is sealed otherwise.
    """
    data = _parse(line)
    _check_sealing(data, key)
    rest = {name: value for name, value in data.items() if name != "hash"}
    if not hmac.compare_digest(digest(rest, key), str(data["hash"])) or canonical(data) != line:
        message = "the entry was changed: its hash does not fit"
        raise BrokenChainError(message if not key else f"{message}, or the key is another one")
    return data, Link(data["sequence"], data["hash"])


def follow(line: str, after: Link, key: str) -> tuple[Mapping[str, Any], Link]:
    """An entry as the next one of its chain, and where the chain has got to with it.

    Raises:
        BrokenChainError: it is not.
    """
    data, link = read_line(line, key)
    if data["sequence"] != after.entries + 1 or data["previous_hash"] != after.hash:
        message = (
            f"an entry is missing before it, or it stands elsewhere than it was written: it is entry {data['sequence']}, "
            f"and should be entry {after.entries + 1} and name the hash of the one before"
        )
        raise BrokenChainError(message)
    return data, link


def _parse(line: str) -> Mapping[str, Any]:
    try:
        data = json.loads(line)
    except ValueError as failure:
        message = "it is not JSON"
        raise BrokenChainError(message) from failure
    texts = ("previous_hash", "hash", "sealing")
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("sequence"), int)
        or not all(isinstance(data.get(name), str) for name in texts)
    ):
        message = "it is no entry of an audit log"
        raise BrokenChainError(message)
    return data


def _check_sealing(data: Mapping[str, Any], key: str) -> None:
    match data["sealing"]:
        case "hmac-sha256" if not key:
            message = "the entry is sealed with a key, and none is given"
            raise BrokenChainError(message)
        case "sha256" if key:
            message = "the entry is not sealed with the key that is given"
            raise BrokenChainError(message)
        case _:
            return
