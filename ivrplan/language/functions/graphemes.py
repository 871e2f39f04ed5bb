"""Characters as people see them: what a cursor steps over at once."""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_EXTENDING: Final = frozenset({"Mn", "Me", "Mc"})


def graphemes(text: str) -> list[str]:
    """The characters of a text, each with the marks, joined signs and modifiers that belong to it.

    It follows Unicode's rules (UAX 29) for combining marks, emoji sequences, flags, Korean letters and line ends.
    """
    if text.isascii():
        return list(text) if "\r\n" not in text else _cluster(text)
    return _cluster(text)


def _cluster(text: str) -> list[str]:
    result: list[str] = []
    for character in text:
        if result and _continues(result[-1], character):
            result[-1] += character
        else:
            result.append(character)
    return result


def _continues(cluster: str, character: str) -> bool:
    last = cluster[-1]
    if last in "\r\n" or character in "\r\n":
        return last == "\r" and character == "\n"
    if character == _JOINER or unicodedata.category(character) in _EXTENDING or _is_modifier(character):
        return True
    if last == _JOINER and unicodedata.category(character) == "So":
        return True
    if _is_flag_letter(character):
        return all(map(_is_flag_letter, cluster)) and len(cluster) == 1
    return _is_jamo_pair(last, character)


def _is_modifier(character: str) -> bool:
    """Skin tones and the tags of regional flags."""
    return (
        "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or character == "\u200c"
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_jamo_pair(last: str, character: str) -> bool:
    """Korean letters that form one syllable but are not composed."""
    if "\u1160" <= character <= "\u11a7":
        return "\u1100" <= last <= "\u11a7" or "\uac00" <= last <= "\ud7a3"
    if "\u11a8" <= character <= "\u11ff":
        return "\u1160" <= last <= "\u11ff" or "\uac00" <= last <= "\ud7a3"
    return "\u1100" <= character <= "\u115f" and "\u1100" <= last <= "\u115f"
