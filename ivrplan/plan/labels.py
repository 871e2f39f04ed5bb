"""Labels for what is written: identifiers that are made of people's names, and that nothing else has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

_LONGEST: Final = 40
"""A label stands in every reference and in a file's name: the beginning of a long name has to do."""

_FIRST: Final = re.compile(r"[^\W\d]")
_OTHER: Final = re.compile(r"\w")
_GAP: Final = re.compile(r"_+")
_TAKEN_WORDS: Final = frozenset({"for", "if", "in", "null", "true", "false", "endfor", "endif", "else"})


def identifier(name: str, word: str) -> str:
    """A name as an identifier in small letters, of any script.

    Args:
        name: as people gave it.
        word: stands in front where the name could not be one by itself, and alone where nothing is left of it.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).lower())
    kept = "".join(character if _fits(character) else "_" for character in plain)
    text = _GAP.sub("_", kept).strip("_")[:_LONGEST].rstrip("_")
    if not text:
        return word
    begins = _FIRST.match(text) and text.isidentifier()
    return text if begins and text not in _TAKEN_WORDS else f"{word}_{text}"


def _fits(character: str) -> bool:
    """Whether a character may stand in identifiers and in addresses."""
    return _OTHER.match(character) is not None and f"_{character}".isidentifier()


class Labels:
    """Labels that are not taken yet.

    Args:
        taken: those that are.
    """

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        """The wanted label, with a number behind it where it is taken. From now on it is."""
        name, number = wanted, self._last.get(wanted, 1)
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._last[wanted] = number
        self._taken.add(name)
        return name
