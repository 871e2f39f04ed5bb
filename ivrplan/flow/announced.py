"""Which keys a prompt tells callers to press, as far as its text says so beyond doubt.

What is not understood is not reported: there has to be a verb ("press"), a key, and nothing after it that makes it
something else ("press 1 item", "dial 1-800"). A list goes on without the verb ("press 1 for sales, 2 for support").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    found: _Found = {}
    # Looking for each verb is several times faster than one pattern with all of them.
    for verb, reader in _VERBS:
        if verb in heard:
            reader.ask(heard, verb, found)
    for verb, reader in _FINAL_VERBS:
        if verb in heard:
            reader.ask_at_the_end(heard, found)
    for reader in [reader for reader in _READERS if _leads(found, reader.language)] if found else ():
        reader.go_on(heard, found)
    return tuple([found[place] for place in sorted(found)])


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


_Found: TypeAlias = dict[int, Announcement]
"""What was found, by where in the text the key stands: ten for each character, so that a range has places, too."""

_SPREAD: Final = 10
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


def _leads(found: _Found, language: str) -> bool:
    return any(item.comes_first and item.language == language for item in found.values())


class _Reader:
    """Finds what one language announces."""

    def __init__(self, phrases: Phrases) -> None:
        self.language = phrases.language
        self.keys = phrases.keys
        key = rf"[\"']?(?P<key>{_key(phrases.keys)})[\"']?"
        follows = (
            rf"(?: (?:key|sign|button|taste))?(?!{_MORE})(?= ?(?:$|[.,;:!?()/-]|(?:{_any(phrases.after)})\b))"
        )
        purpose = rf"(?P<purpose> (?:{_any(phrases.purpose)})\b(?! ?\d))"
        to_last = rf"(?: (?:{_any(phrases.ranges)}) | ?- ?)(?P<last>{_key(phrases.keys)})(?!\d)"
        between = "".join(f"(?: (?:{_any(words)}))?" for words in phrases.between)
        self.asked = re.compile(f"{between} {key}(?:{to_last}|{follows})(?={purpose}?)")
        self.more = re.compile(rf"(?:,| /|,? (?:{_AND})) {key}{follows}(?={purpose}?)")
        self.listed = re.compile(rf"(?:[,;.]|\b(?:{_AND})) (?:die |el |le )?{key}{purpose}")
        self.final = re.compile(rf"\b(?:die|taste|ziffer) {key}(?P<purpose>) (?:{_any(phrases.final)})\b")

    def ask(self, heard: str, verb: str, found: _Found) -> None:
        """Add what is announced after a verb that stands in the text."""
        start = heard.find(verb)
        while start >= 0:
            end = start + len(verb)
            match = self.asked.match(heard, end)
            if match and not heard[start - 1 : start].isalnum() and not heard.endswith(_NOT, 0, start):
                self._follow(heard, match, found)
            start = heard.find(verb, end)

    def _follow(self, heard: str, match: re.Match[str] | None, found: _Found) -> None:
        if match is not None and (last := match["last"]) is not None:
            self._add_range(match, last, found)
        while match is not None:
            self._add(match, found)
            end = match.end()
            match = self.more.match(heard, end) if heard[end : end + 1] in _JOINS else None

    def ask_at_the_end(self, heard: str, found: _Found) -> None:
        """Add what is announced by a verb that comes last: "die 1 drücken"."""
        for match in self.final.finditer(heard):
            self._add(match, found)

    def go_on(self, heard: str, found: _Found) -> None:
        """Add how a list goes on without its verb: "press 1 for sales, 2 for support"."""
        begin = min(place for place, item in found.items() if item.comes_first) // _SPREAD
        for match in self.listed.finditer(heard, begin):
            self._add(match, found)

    def _add(self, match: re.Match[str], found: _Found) -> None:
        word, purpose = match.group("key", "purpose")
        announcement = Announcement(self.keys.get(word, word), self.language, bool(purpose))
        found.setdefault(match.start("key") * _SPREAD, announcement)

    def _add_range(self, match: re.Match[str], last: str, found: _Found) -> None:
        begin, first = match.start("key") * _SPREAD, match["key"]
        for number, key in enumerate(
            _range(self.keys.get(first, first), self.keys.get(last, last))[1:], start=1
        ):
            found.setdefault(begin + number, Announcement(key, self.language))


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
    (verb, reader) for reader, phrases in zip(_READERS, LANGUAGES, strict=True) for verb in phrases.verbs
)
_FINAL_VERBS: Final = tuple(
    (verb, reader) for reader, phrases in zip(_READERS, LANGUAGES, strict=True) for verb in phrases.final
)
