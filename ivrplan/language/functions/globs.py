"""Patterns for paths: `*`, `**`, `?`, `[a-z]`, `{a,b}`."""

from __future__ import annotations

import re
from typing import Final

from ivrplan.language.functions.contract import ArgumentError

_TOKEN: Final = re.compile(
    r"(?P<deep>\*\*/)|(?P<rest>\*\*)|(?P<star>\*)|(?P<one>\?)|(?P<set>\[[!^]?\]?[^\]/]*\])"
    r"|(?P<open>\{)|(?P<close>\})|(?P<comma>,)|\\(?P<escaped>.)|(?P<plain>.)",
    re.DOTALL,
)
_PIECES: Final = {
    "deep": "(?:[^/]+/)*",
    "rest": ".*",
    "star": "[^/]*",
    "one": "[^/]",
    "open": "(?:",
    "close": ")",
}


def glob_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression for a whole path.

    Raises:
        ArgumentError: it is not well-formed.
    """
    depth = 0
    pieces: list[str] = []
    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup or ""
        depth += (kind == "open") - (kind == "close")
        if depth < 0:
            break
        pieces.append(_piece(kind, token, inside=depth > 0))
    if depth:
        raise ArgumentError("the pattern has a brace without its partner", 1)
    try:
        return re.compile("".join(pieces), re.DOTALL)
    except re.error:
        raise ArgumentError("the pattern is not well-formed", 1) from None


def _piece(kind: str, token: re.Match[str], *, inside: bool) -> str:
    match kind:
        case "set":
            inner = token["set"][1:-1]
            negated = inner[:1] in {"!", "^"}
            return f"[{'^' if negated else ''}{_members(inner[negated:])}]"
        case "comma":
            return "|" if inside else ","
        case "escaped" | "plain":
            return re.escape(token[kind])
        case _:
            return _PIECES[kind]


def _members(text: str) -> str:
    return re.sub(r"[\[\]\\^&~|]", lambda match: f"\\{match.group()}", text)
