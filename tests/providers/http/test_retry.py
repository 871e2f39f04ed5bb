"""When to try again, and after how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.providers.http.retry import Attempts, Fate, retry_after_seconds
from ivrplan.providers.http.runtime import RetryPolicy

AT = 1_700_000_000.0


def waits_of(fate: Fate, *, repeatable: bool, chance: float = 1.0, asked: float | None = None) -> list[float]:
    attempts = Attempts(RetryPolicy(), lambda: chance, repeatable)
    waits: list[float] = []
    while (wait := attempts.next_wait(fate, asked)) is not None:
        waits.append(wait)
    return waits


def test_backoff_doubles() -> None:
    assert waits_of(Fate.UNCERTAIN, repeatable=True) == [0.5, 1.0, 2.0, 4.0]


def test_backoff_has_full_jitter() -> None:
    assert waits_of(Fate.UNCERTAIN, repeatable=True, chance=0.0) == [0.0] * 4
    assert waits_of(Fate.UNCERTAIN, repeatable=True, chance=0.5) == [0.25, 0.5, 1.0, 2.0]


def test_what_never_left_may_always_be_sent_again() -> None:
    assert len(waits_of(Fate.NOT_SENT, repeatable=False)) == 4


def test_an_uncertain_write_is_not_sent_again() -> None:
    assert waits_of(Fate.UNCERTAIN, repeatable=False) == []


def test_a_final_answer_is_final() -> None:
    assert waits_of(Fate.FINAL, repeatable=True) == []


@given(st.floats(0, 0.999), st.none() | st.floats(0, 5))
def test_a_limit_is_waited_out_for_two_minutes_and_sixty_tries_at_most(
    chance: float, asked: float | None
) -> None:
    waits = waits_of(Fate.REFUSED_FOR_NOW, repeatable=False, chance=chance, asked=asked)
    assert 9 <= len(waits) <= 59
    assert len(waits) == 59 or sum(waits) >= 120


@given(st.floats(100, 100_000))
def test_no_wait_is_shorter_than_the_vendor_asked(asked: float) -> None:
    waits = waits_of(Fate.REFUSED_FOR_NOW, repeatable=True, chance=0.0, asked=asked)
    assert all(wait >= asked for wait in waits)
    assert sum(waits[:-1]) < 3600


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Tue, 14 Nov 2023 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:13:20 GMT", 0.0),
        ("Tue, 14 Nov 2023 21:00:00 GMT", 0.0),
        ("Tuesday, 14-Nov-23 22:13:50 GMT", 30.0),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("²", None),
        (".", None),
        ("Tue, 99 Nov 2023 22:13:50 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, lambda: AT) == seconds


@given(st.text())
def test_no_header_breaks_the_reader(header: str) -> None:
    found = retry_after_seconds(header, lambda: AT)
    assert found is None or found >= 0
