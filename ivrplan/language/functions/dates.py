"""Points in time, in the form of RFC 3339."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from ivrplan.language.functions.contract import ArgumentError, Function, Parameter
from ivrplan.language.typemodel import NUMBER, STRING

_MOMENT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_DURATION: Final = re.compile(r"([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)", re.ASCII)
_PART: Final = re.compile(r"(\d+\.?\d*|\.\d+)([a-zµμ]+)", re.ASCII)
_NANOSECONDS: Final = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_LONGEST: Final = 2**63
_TOKEN: Final = re.compile(
    r"'(?P<quoted>(?:[^']|'')*)'|(?P<verb>([A-Za-z])\3*)|(?P<open>')|(?P<plain>[^A-Za-z']+)"
)
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class _Moment:
    second: datetime
    nanosecond: int


def _moment(text: str, index: int) -> _Moment:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ArgumentError("a time such as 2026-01-31T12:00:00Z is required", index)
    *numbers, fraction, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        second = datetime(*map(int, numbers), tzinfo=zone)  # type: ignore[misc, arg-type]  # six numbers
        second.astimezone(UTC)
    except (ValueError, OverflowError) as failure:
        raise ArgumentError(f"there is no such time ({failure})", index) from None
    return _Moment(second, int((fraction or "").ljust(9, "0")))


def _duration(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ArgumentError("a duration such as 1h30m or -10s is required", 1)
    total = sum(Decimal(number) * _NANOSECONDS[unit] for number, unit in _PART.findall(match[2]))
    if total >= _LONGEST:
        raise ArgumentError("the duration is too long", 1)
    return -int(total) if match[1] == "-" else int(total)


def _timeadd(time: str, duration: str) -> str:
    moment = _moment(time, 0)
    seconds, _ = divmod(moment.nanosecond + _duration(duration), 10**9)
    try:
        result = moment.second + timedelta(seconds=seconds)
    except OverflowError:
        raise ArgumentError("the result is out of the calendar", 1) from None
    return f"{result:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + _colon_offset(result, "Z")


def _timecmp(left: str, right: str) -> int:
    first, second = _moment(left, 0), _moment(right, 1)
    one, other = (first.second, first.nanosecond), (second.second, second.nanosecond)
    return (one > other) - (one < other)


def _plain_offset(moment: datetime, zero: str) -> str:
    return f"{moment:%z}" if moment.utcoffset() else zero


def _colon_offset(moment: datetime, zero: str) -> str:
    offset = f"{moment:%z}"
    return f"{offset[:3]}:{offset[3:5]}" if moment.utcoffset() else zero


_VERBS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "YYYY": lambda moment: f"{moment.year:04}",
    "YY": lambda moment: f"{moment.year % 100:02}",
    "MMMM": lambda moment: _MONTHS[moment.month - 1],
    "MMM": lambda moment: _MONTHS[moment.month - 1][:3],
    "MM": lambda moment: f"{moment.month:02}",
    "M": lambda moment: str(moment.month),
    "DD": lambda moment: f"{moment.day:02}",
    "D": lambda moment: str(moment.day),
    "EEEE": lambda moment: _DAYS[moment.weekday()],
    "EEE": lambda moment: _DAYS[moment.weekday()][:3],
    "hh": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour),
    "HH": lambda moment: f"{(moment.hour + 11) % 12 + 1:02}",
    "H": lambda moment: str((moment.hour + 11) % 12 + 1),
    "AA": lambda moment: "AM" if moment.hour < 12 else "PM",
    "aa": lambda moment: "am" if moment.hour < 12 else "pm",
    "mm": lambda moment: f"{moment.minute:02}",
    "m": lambda moment: str(moment.minute),
    "ss": lambda moment: f"{moment.second:02}",
    "s": lambda moment: str(moment.second),
    "ZZZZZ": lambda moment: _colon_offset(moment, "+00:00"),
    "ZZZZ": lambda moment: _plain_offset(moment, "+0000"),
    "ZZZ": lambda moment: _plain_offset(moment, "UTC"),
    "Z": lambda moment: _colon_offset(moment, "Z"),
}


def _formatdate(pattern: str, time: str) -> str:
    moment = _moment(time, 1).second
    return "".join(_shown(token, moment) for token in _TOKEN.finditer(pattern))


def _shown(token: re.Match[str], moment: datetime) -> str:
    if token["open"]:
        raise ArgumentError("a quoted part of the format does not end", 0)
    if token["quoted"] is not None:
        return token["quoted"].replace("''", "'") or "'"
    if token["plain"]:
        return token["plain"]
    if token["verb"] not in _VERBS:
        hint = "Put words in single quotes: 'at' hh:mm."
        raise ArgumentError(f'there is no verb "{token["verb"]}"', 0, hint)
    return _VERBS[token["verb"]](moment)


_TIME: Final = Parameter("time", STRING)

FUNCTIONS: Final = (
    Function(
        "formatdate",
        (Parameter("format", STRING), _TIME),
        STRING,
        "The time in a form such as DD MMM YYYY hh:mm ZZZ.",
        _formatdate,
    ),
    Function(
        "timeadd",
        (_TIME, Parameter("duration", STRING)),
        STRING,
        "The time a duration such as 1h30m later (or earlier, where it is negative).",
        _timeadd,
    ),
    Function(
        "timecmp",
        (_TIME, Parameter("other", STRING)),
        NUMBER,
        "-1, 0 or 1: whether a time is before, at or after another.",
        _timecmp,
    ),
)
