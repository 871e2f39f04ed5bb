"""How long things take."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ivrplan.flow.simulation.timing import Timing, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0"),
        ("  Press\n1, please. ", "3"),
        ("Grüße aus Köln", "3"),
        ("営業", "1"),
        ("Taste 1 für 日本語", "4.5"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert words_in(text) == Decimal(words)


def test_a_text_takes_whole_milliseconds() -> None:
    assert Timing(words_per_second=Decimal(3)).spoken("one two") == Decimal("0.667")
    assert str(Timing(words_per_second=Decimal("0.1")).spoken("ten words " * 5)) == "100"


@pytest.mark.parametrize(
    "wrong", [{"words_per_second": Decimal(0)}, {"listens": Decimal(2)}, {"listens": Decimal(-1)}]
)
def test_what_makes_no_sense(wrong: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match=r"more than 0 words|between nothing"):
        Timing(**wrong)
