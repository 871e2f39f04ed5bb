"""Opening hours as people write them."""

from __future__ import annotations

import pytest

from ivrplan.flow.opening import check_hours, is_always_open, parse_days, parse_hours


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon", (0,)), ("mon-fri", (0, 1, 2, 3, 4)), ("sat-mon", (5, 6, 0)), ("sun-sun", (6,))],
)
def test_days(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "-", "monday", "mon-", "-fri", "mon-fri-sat", "Mon"])
def test_what_are_no_days(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-17:30", ((540, 1050),)),
        ("00:00-24:00", ((0, 1440),)),
        ("22:00-06:00", ((1320, 360),)),
        ("13:00-14:00, 08:00-12:00", ((480, 720), (780, 840))),
        ("08:00-12:00,12:00-13:00", ((480, 720), (720, 780))),
    ],
)
def test_hours(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert parse_hours(text) == spans
    assert parse_hours(check_hours(text)) == spans


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("9:00-17:00", "is not a span"),
        ("25:00-26:00", "is not a span"),
        ("24:00-06:00", "is not a span"),
        ("٠٩:00-17:00", "is not a span"),
        ("09:00-09:00", "is empty"),
        ("09:00-12:00, 11:00-13:00", "twice"),
        ("22:00-06:00, 05:00-07:00", "twice"),
        ("20:00-02:00, 22:00-23:00", "twice"),
    ],
)
def test_what_are_no_hours(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_hours(text)


@pytest.mark.parametrize(
    ("opening", "always"),
    [
        ({"mon-sun": "00:00-24:00"}, True),
        ({"mon-sun": "06:00-22:00, 22:00-06:00"}, True),
        ({"tue-mon": "18:00-06:00, 06:00-18:00"}, True),
        ({"mon-sat": "06:00-22:00, 22:00-06:00", "sun": "06:00-24:00"}, False),
        ({"mon-sun": "00:00-12:00, 12:00-23:59"}, False),
        ({"mon-sun": "00:01-24:00"}, False),
        ({"mon-sat": "00:00-24:00"}, False),
        ({"mon-fri": "00:00-24:00", "sat": "00:00-24:00", "sun": "00:00-24:00"}, True),
        ({"mon": "12:00-11:00", "tue-sun": "11:00-24:00, 00:00-11:00"}, False),
        ({}, False),
    ],
)
def test_hours_that_leave_out_no_minute(opening: dict[str, str], always: bool) -> None:
    assert is_always_open(opening) is always
