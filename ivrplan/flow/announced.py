"""Which keys a prompt tells callers to press, as far as its text says so beyond doubt.

What is not understood is not reported: there has to be a verb ("press"), a key, and nothing after it that makes it
something else ("press 1 item", "dial 1-800"). A list goes on without the verb ("press 1 for sales, 2 for support").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from ivrplan.flow.outcome import DIGITS
from ivrplan.flow.phrases import LANGUAGES, Phrases


class Announcement(NamedTuple):
    """One key that callers are told to press.

    Attributes:
        key: the key.
        language: in which language.
        comes_first: said before what it is for: "press 1 for sales".
    """

    key: str
    language: str
    comes_first: bool = False


def announced(text: str) -> tuple[Announcement, ...]:
    """The keys that a text tells callers to press, in its order; none where no language is recognised."""
    heard = _heard(text)
    found: dict[_Place, Announcement] = {}
    for reader in dict.fromkeys([reader for verb, reader in _VERBS if verb in heard]):
        for place, announcement in reader.read(heard):
            found.setdefault(place, announcement)
    return tuple(found[place] for place in sorted(found))


def mentioned(text: str) -> frozenset[str]:
    """Every key that a text could mean, for whatever reason its number or name stands there; all after "any key"."""
    heard = _heard(text)
    if any(phrase in heard for phrase in _ANYTHING):
        return frozenset(DIGITS)
    words = _WORD.findall(heard)
    keys = [_WORDS.get(word, word) for word in words]
    found = set(keys)
    for first, between, last in zip(keys, words[1:], keys[2:], strict=False):
        if between in _RANGES:
            found.update(_range(first, last))
    return frozenset(found.intersection(DIGITS))


_Place: TypeAlias = tuple[int, int]
"""Where in a text a key stands, and its number in the range of keys that stands there."""

_NUMERALS: Final = "123456789"
_AND: Final = "and|or|und|oder|y|o|et|ou|e|of|en"
_MORE: Final = " (?:or more|oder mehr|o más|ou plus)"
_JOINS: Final = frozenset(", /")
_NOT: Final = (" not ", "n't ")


_PLAIN: Final = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
    }
)


def _heard(text: str) -> str:
    """The text in lower case, with single spaces and plain signs, without marks for the voice (SSML)."""
    if not text.isascii():
        text = text.translate(_PLAIN)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.lower().split())


def _range(first: str, last: str) -> str:
    """The keys from one to another; none where that is no range."""
    start, end = _NUMERALS.find(first), _NUMERALS.find(last)
    return _NUMERALS[start : end + 1] if 0 <= start < end else ""


class _Reader:
    """Finds what one language announces."""

    def __init__(self, phrases: Phrases) -> None:
        self.language = phrases.language
        self.verbs = phrases.verbs
        self.final_verbs = phrases.final
        self.keys = phrases.keys
        key = rf"[\"']?(?P<key>{_key(phrases.keys)})[\"']?"
        follows = (
            rf"(?: (?:key|sign|button|taste))?(?!{_MORE})(?= ?(?:$|[.,;:!?)/-]|(?:{_any(phrases.after)})\b))"
        )
        purpose = rf"(?P<purpose> (?:{_any(phrases.purpose)})\b(?! ?\d))"
        to_last = rf"(?: (?:{_any(phrases.ranges)}) | ?- ?)(?P<last>{_key(phrases.keys)})(?!\d)"
        between = "".join(f"(?: (?:{_any(words)}))?" for words in phrases.between)
        self.asked = re.compile(f"{between} {key}(?:{to_last}|{follows})(?={purpose}?)")
        self.more = re.compile(rf"(?:,| /|,? (?:{_AND})) {key}{follows}(?={purpose}?)")
        self.listed = re.compile(rf"(?:[,;.]|\b(?:{_AND})) (?:die |el |le )?{key}{purpose}")
        self.final = re.compile(rf"\b(?:die|taste|ziffer) {key}(?P<purpose>) ?(?:{_any(phrases.final)})\b")

    def read(self, heard: str) -> list[tuple[_Place, Announcement]]:
        """Every key that is announced, with its place in the text."""
        found: list[tuple[_Place, Announcement]] = []
        for end in self._ends_of_verbs(heard):
            self._ask(heard, end, found)
        leading = [place[0] for place, announcement in found if announcement.comes_first]
        if leading:
            found += map(self._found, self.listed.finditer(heard, min(leading)))
        if any(verb in heard for verb in self.final_verbs):
            found += map(self._found, self.final.finditer(heard))
        return found

    def _ends_of_verbs(self, heard: str) -> Iterator[int]:
        # Looking for each verb is several times faster than one pattern with all of them.
        for verb in self.verbs:
            start = heard.find(verb)
            while start >= 0:
                end = start + len(verb)
                if not heard[start - 1 : start].isalnum() and not heard.endswith(_NOT, 0, start):
                    yield end
                start = heard.find(verb, end)

    def _ask(self, heard: str, end: int, found: list[tuple[_Place, Announcement]]) -> None:
        match = self.asked.match(heard, end)
        if match is None:
            return
        found.append(self._found(match))
        if match["last"] is not None:
            found += self._range(match)
        while heard[match.end() : match.end() + 1] in _JOINS and (
            match := self.more.match(heard, match.end())
        ):
            found.append(self._found(match))

    def _range(self, match: re.Match[str]) -> Iterator[tuple[_Place, Announcement]]:
        for number, key in enumerate(_range(self._named(match["key"]), self._named(match["last"]))):
            yield (match.start("key"), number), Announcement(key, self.language)

    def _found(self, match: re.Match[str]) -> tuple[_Place, Announcement]:
        key = self._named(match["key"])
        return (match.start("key"), 0), Announcement(key, self.language, bool(match["purpose"]))

    def _named(self, word: str) -> str:
        return self.keys.get(word, word)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _key(words: Iterable[str]) -> str:
    """One key by its sign, unless it is part of a number, or by its name."""
    return rf"[0-9*#](?![0-9]|[-.,][0-9]| [0-9])|(?:{_any(words)})\b"


_TAG: Final = re.compile(r"<[^>]*>")
_WORD: Final = re.compile(r"\w+|[*#-]")
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {word: key for phrases in LANGUAGES for word, key in phrases.keys.items()}
)
_RANGES: Final = frozenset({"-", *(word for phrases in LANGUAGES for word in phrases.ranges)})
_ANYTHING: Final = tuple(word for phrases in LANGUAGES for word in phrases.anything)
_READERS: Final = tuple(map(_Reader, LANGUAGES))
_VERBS: Final = tuple(
    (verb, reader) for reader in _READERS for verb in dict.fromkeys(reader.verbs + reader.final_verbs)
)
