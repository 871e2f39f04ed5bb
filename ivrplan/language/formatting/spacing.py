"""Blanks between two tokens on a line.

The style is that of `terraform fmt` (hclwrite), told there by the tokens before and after a gap. Kinds of tokens are
those of `scan`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

KEEP: Final = -1
"""As in the source: no blank where there is none, one where there are some."""


@cache
def blanks(token: str, after: str) -> int:
    """How many blanks stand between two tokens: 0, 1 or `KEEP`.

    Args:
        token: the kind of the token before the gap.
        after: the kind of the token behind it.
    """
    match token, after:
        case ("output", _) | (_, "output"):
            return _beside_output(token, after)
        case ("name", "(" | "::") | ("::", "name"):
            return 0
        case (_, "." | "," | "...") | (".", _):
            return 0
        case (",", _):
            return 1
        case ("text" | "open", _) | (_, "text" | "close"):
            return 0
        case ("name" | "number" | ")" | "]" | "}" | "}$", "["):
            return 0
        case ("!" | "negation", _):
            return 0
        case ("{", "}"):
            return 0
        case ("{", _) | (_, "}") | ("${", "{") | ("}", "}$"):
            return 1
        case ("}$", "${"):
            return 0
        case ("(" | "[" | "${", _) | (_, ")" | "]" | "}$"):
            return 0
        case _:
            return 1


def _beside_output(token: str, after: str) -> int:
    """An output may yield anything, so blanks stay where it could form one token with its neighbour."""
    match token, after:
        case ("{" | "=" | ",", _) | (_, "}"):
            return 1
        case ("(" | "[", _) | (_, ")" | "]" | ","):
            return 0
        case _:
            return 1 if token in _APART or after in _APART else KEEP


_APART: Final = frozenset({"+", "%", "?", "==", "!=", "<=", ">=", "&&", "||", "=>"})
"""Operators that form no other token with anything that could stand beside them."""
