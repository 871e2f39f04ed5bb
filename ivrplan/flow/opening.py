"""Opening hours: which minutes of which days of the week.

    open = { mon-fri = "09:00-12:30, 13:30-18:00", sat = "10:00-14:00" }

A day that is not named is closed. A range of days may run over the end of the week (`sat-mon`), hours over midnight
(`22:00-06:00`, counted to the day on which they begin). `24:00` is the end of a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAY: Final = 24 * 60
_WEEK: Final = len(DAYS) * _DAY

_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)


def parse_days(text: str) -> tuple[int, ...]:
    """The days of the week (Monday is 0) that `mon` or `fri-sun` stand for.

    Raises:
        ValueError: the text names no days.
    """
    first, dash, last = text.partition("-")
    last = last if dash else first
    if first not in DAYS or last not in DAYS:
        raise ValueError(f'"{text}" is not a day like mon or a range of days like mon-fri')
    start, end = DAYS.index(first), DAYS.index(last)
    return tuple(day % 7 for day in range(start, end + 1 if end >= start else end + 8))


def parse_hours(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of minutes after midnight that `09:00-12:30, 13:30-18:00` stands for, ascending.

    An end below its start lies on the next day.

    Raises:
        ValueError: the text names no times of day, or spans that overlap.
    """
    spans = sorted(_span(part.strip()) for part in text.split(","))
    ends = [end if end > start else end + _DAY for start, end in spans]
    starts = [start for start, _ in spans[1:]] + [spans[0][0] + _DAY]
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        raise ValueError(f'"{text}" names some minutes twice')
    return tuple(spans)


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is not a span of time like 09:00-17:30')
    start = int(found[1]) * 60 + int(found[2])
    end = _DAY if found[3] is None else int(found[3]) * 60 + int(found[4])
    if start == end:
        raise ValueError(f'"{text}" is empty; a whole day is 00:00-24:00')
    return start, end


def check_days(keys: Iterable[str]) -> None:
    """Refuse keys that are no days, and days that are named twice.

    Raises:
        ValueError: with what is wrong.
    """
    seen: dict[int, str] = {}
    for key in keys:
        for day in parse_days(key):
            if day in seen:
                raise ValueError(f'{DAYS[day]} is in both "{seen[day]}" and "{key}"')
            seen[day] = key


def check_hours(text: str) -> str:
    """The times of day in their one way of writing.

    Raises:
        ValueError: the text names no times of day.
    """
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in parse_hours(text))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def day_order(key: str) -> int:
    """A sort key: from Monday on, by the first day of the range."""
    return parse_days(key)[0]


def is_always_open(opening: Mapping[str, str]) -> bool:
    """Whether the hours leave out no minute of the week.

    Args:
        opening: hours that were checked: days -> times of day.
    """
    if sum(len(parse_days(days)) for days in opening) < len(DAYS):
        return False  # no span is as long as a day, so a day that is not named has a minute left
    covered = 0
    for start, end in sorted(_spans_of_week(opening)):
        if start > covered:
            return False
        covered = max(covered, end)
    return covered >= _WEEK


def _spans_of_week(opening: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """The spans in minutes after Monday, midnight; what runs over the end of the week goes on at its beginning."""
    for days, hours in opening.items():
        for day in parse_days(days):
            for start, end in parse_hours(hours):
                first = day * _DAY + start
                last = day * _DAY + (end if end > start else end + _DAY)
                yield first, last
                if last > _WEEK:
                    yield 0, last - _WEEK
