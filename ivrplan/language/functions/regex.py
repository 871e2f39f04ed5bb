"""Regular expressions in RE2's syntax, which is Terraform's.

They are translated to Python's. What RE2 does not have (look-around, back references, possessive repetition) is
refused, so that a pattern means the same at both. Python's matcher searches by trial: a pattern with nested
repetitions, such as `(a+)+b`, can take very long on a long text, where RE2 would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ivrplan.language.functions.contract import ArgumentError, Function, Parameter
from ivrplan.language.functions.re2 import PatternError, translate
from ivrplan.language.functions.strings import text
from ivrplan.language.typemodel import ANY, STRING, ListType
from ivrplan.language.values import Value

_EXPANSION: Final = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | str:
    try:
        return re.compile(translate(pattern))
    except PatternError as failure:
        return str(failure)
    except (re.error, OverflowError, RecursionError) as failure:
        return f"the pattern is not well-formed ({failure})"


def _pattern(source: str, index: int) -> re.Pattern[str]:
    result = _compiled(source)
    if isinstance(result, str):
        raise ArgumentError(result, index)
    return result


def _matches(pattern: re.Pattern[str], value: str) -> Iterator[re.Match[str]]:
    """All matches; an empty one right behind another does not count."""
    end = -1
    for match in pattern.finditer(value):
        if match.start() != match.end() or match.start() != end:
            yield match
        end = match.end()


def _capture(match: re.Match[str]) -> Value:
    if match.re.groupindex:
        return {name: _group(item) for name, item in match.groupdict().items()}
    if match.re.groups:
        return tuple(_group(item) for item in match.groups())
    return text(match.group())


def _group(value: str | None) -> Value:
    return None if value is None else text(value)


def _capturing(source: str) -> re.Pattern[str]:
    pattern = _pattern(source, 0)
    if pattern.groupindex and len(pattern.groupindex) != pattern.groups:
        raise ArgumentError("named and unnamed groups cannot be mixed", 0)
    return pattern


def _regex(source: str, value: str) -> Value:
    match = _capturing(source).search(value)
    if match is None:
        raise ArgumentError(
            "the pattern matches no part of it", 1, "To test for a match, use can(regex(...))."
        )
    return _capture(match)


def _regexall(source: str, value: str) -> Value:
    pattern = _capturing(source)
    return tuple(_capture(match) for match in _matches(pattern, value))


def _replace(value: str, part: str, replacement: str) -> str:
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        return text(_replace_matches(_pattern(part[1:-1], 1), value, replacement))
    return text(value.replace(part, replacement))


def _replace_matches(pattern: re.Pattern[str], value: str, replacement: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _matches(pattern, value):
        pieces += (value[end : match.start()], _expanded(match, replacement))
        end = match.end()
    return "".join((*pieces, value[end:]))


def _expanded(match: re.Match[str], replacement: str) -> str:
    def group(reference: re.Match[str]) -> str:
        name = reference.group(1) or reference.group(2)
        if name is None:
            return "$"
        if name.isdigit():
            return (match.group(int(name)) or "") if int(name) <= match.re.groups else ""
        return (match.group(name) or "") if name in match.re.groupindex else ""

    return _EXPANSION.sub(group, replacement)


_PATTERN: Final = Parameter("pattern", STRING)
_STR: Final = Parameter("string", STRING)

FUNCTIONS: Final = (
    Function(
        "regex",
        (_PATTERN, _STR),
        ANY,
        "What a pattern matches first: the text, or its groups as a list or an object.",
        _regex,
    ),
    Function(
        "regexall", (_PATTERN, _STR), ListType(ANY), "The list of all that a pattern matches.", _regexall
    ),
    Function(
        "replace",
        (_STR, Parameter("part", STRING), Parameter("replacement", STRING)),
        STRING,
        "The text with each occurrence of a part, or of a /pattern/, replaced.",
        _replace,
    ),
)
