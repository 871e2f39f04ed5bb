"""Names as people tell them apart."""

from __future__ import annotations

from typing import Final

_SEPARATORS: Final = str.maketrans("", "", "_- ")


def bare(name: str) -> str:
    """The name without what people overlook: capitals, underscores, dashes, blanks."""
    return name.translate(_SEPARATORS).casefold()
