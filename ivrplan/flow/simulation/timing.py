"""How long things take in a simulated call: exact decimals, in seconds."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_MILLISECOND: Final = Decimal("0.001")
_WIDE: Final = Decimal("0.5")
"""Scripts without spaces: a character is about half a word."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take; every number can be changed. Times in seconds.

    Attributes:
        words_per_second: how fast texts are spoken.
        listens: how much of the prompt of a menu or collect is heard before a key is pressed: 1 for all of it, 0 for
            callers who know the way and cut it off at once.
        recording: a recording; nobody knows how long it is.
        key_press: one key.
        menu_timeout: how long a menu waits that has no `timeout`.
        collect_timeout: how long a collect waits that has no `timeout`.
        request: another system's answer. Where none comes, the `timeout` of the node passes, where it has one.
        ringing: how long it rings where nobody answers.
    """

    words_per_second: Decimal = Decimal("2.5")
    listens: Decimal = Decimal(1)
    recording: Decimal = Decimal(5)
    key_press: Decimal = Decimal(1)
    menu_timeout: Decimal = Decimal(10)
    collect_timeout: Decimal = Decimal(10)
    request: Decimal = Decimal(1)
    ringing: Decimal = Decimal(20)

    def __post_init__(self) -> None:
        if self.words_per_second <= 0:
            raise ValueError("a speaker says more than 0 words a second")
        if not 0 <= self.listens <= 1:
            raise ValueError("callers hear between nothing (0) and all (1) of a prompt")

    def spoken(self, text: str) -> Decimal:
        """How long it takes to say a text, to the millisecond."""
        return rounded(words_in(text) / self.words_per_second)


USUAL: Final = Timing()


def rounded(seconds: Decimal) -> Decimal:
    """The time to the millisecond, so that sums are exact."""
    return seconds.quantize(_MILLISECOND, ROUND_HALF_UP).normalize() + 0


def words_in(text: str) -> Decimal:
    """How many words are spoken: what stands between spaces, and half a word for each character of wide scripts."""
    if text.isascii():
        return Decimal(len(text.split()))
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    narrow = "".join(" " if unicodedata.east_asian_width(one) in "WF" else one for one in text)
    return len(narrow.split()) + wide * _WIDE
