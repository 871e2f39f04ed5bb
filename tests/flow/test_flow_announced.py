"""Which keys prompts announce: what is understood, and what must not be taken for a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.flow.announced import announced, mentioned
from ivrplan.flow.outcome import DIGITS
from ivrplan.flow.phrases import LANGUAGES, Phrases


def keys(text: str) -> str:
    return "".join(item.key for item in announced(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("For sales, press 1. For support, press 2. For the desk, press 0.", "120"),
        ("Press 1 for sales, 2 for support, or 3 to leave a message.", "123"),
        ("Press one for sales; two for support.", "12"),
        ("Press 1, 2 or 3.", "123"),
        ("PRESS 1 NOW", "1"),
        ('Press "1" for sales, or “2” for support.', "12"),
        ("Say or press 4.", "4"),
        ("Dial 9 followed by the number.", "9"),
        ("Please press the number 7 key to go on.", "7"),
        ("Press the star key, or the pound key, when you are ready.", "*"),
        ("Press * to go back or # to confirm.", "*#"),
        ("Press 1 to 5.", "12345"),
        ("Press 2 through 4 for the other branches.", "234"),
        ("Choose 3 - 5.", "345"),
        ("Press 5 to 3.", "5"),
        ("Press 1. For more, press 2\u2026", "12"),
        ('<speak>Press <say-as interpret-as="digits">1</say-as>\n for sales.</speak>', "1"),
        ("Für Vertrieb drücken Sie bitte die 1, für Service drücken Sie die Taste zwei.", "12"),
        ("Für Vertrieb die 1 drücken, sonst die Raute-Taste drücken.", "1#"),
        ("Para ventas, pulse 1. Para soporte, marque el número dos. Para repetir, oprima asterisco.", "12*"),
        ("Pour les ventes, tapez 1. Pour le support, appuyez sur la touche 2. Sinon, faites le 3.", "123"),
        ("Per le vendite, prema il tasto 1. Per tornare, premi asterisco.", "1*"),
        ("Para vendas, pressione 1. Para suporte, tecle 2.", "12"),
        ("Voor verkoop, toets 1. Voor service, kies 2.", "12"),
        ("For English, press 1. Para español, oprima el 2. Für Deutsch drücken Sie die 3.", "123"),
    ],
)
def test_what_is_announced(text: str, expected: str) -> None:
    assert keys(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Welcome. Please hold the line.",
        "Press one of the following keys.",
        "Press one or more keys.",
        "Press any key.",
        "Do not press 5, and don't press 6. Don\u2019t press 7.",
        "Enter your 4 digit PIN.",
        "Enter 10 digits.",
        "Dial 1-800-555-0100, or dial 9 1 1.",
        "Press 12.",
        "Choose 2 items.",
        "We suppress 3.",
        "Select 1.5 for half.",
        "Wählen Sie eins der folgenden Themen.",
        "Composez un numéro.",
        "We are open from 8 to 6, Monday to Friday.",
        "Option 1 is sales.",
    ],
)
def test_what_is_no_announcement(text: str) -> None:
    assert keys(text) == ""


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("For sales, press 1. For support, press 2.", ""),
        ("Press 1 for sales, 2 for support, 3 to leave a message.", "123"),
        ("For sales press 1, or press 2 to leave a message.", "2"),
        ("Drücken Sie 1 für Vertrieb.", "1"),
        ("Die 1 drücken.", ""),
    ],
)
def test_what_is_said_before_its_purpose(text: str, first: str) -> None:
    assert "".join(item.key for item in announced(text) if item.comes_first) == first


def test_each_key_has_its_language() -> None:
    found = announced("For English, press 1. Para español, oprima el 2. Pour le français, tapez le 3.")
    assert [(item.key, item.language) for item in found] == [("1", "en"), ("2", "es"), ("3", "fr")]


@pytest.mark.parametrize("phrases", LANGUAGES, ids=lambda phrases: phrases.language)
def test_every_verb_and_every_name_of_a_key_is_understood(phrases: Phrases) -> None:
    for verb in phrases.verbs:
        for word, key in phrases.keys.items():
            assert keys(f"{verb.capitalize()} {word}.") == key, f"{verb} {word}"
    for verb in phrases.final:
        assert keys(f"Die 1 {verb}.") == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On a scale from 1 to 5, how was it?", "12345"),
        ("From one to three.", "123"),
        ("Keys 2-4 are free.", "234"),
        ("2 offers, star or 12", "2*"),
        ("Press any other key.", "".join(DIGITS)),
        ("Hello.", ""),
    ],
)
def test_what_is_mentioned(text: str, expected: str) -> None:
    assert mentioned(text) == frozenset(expected)


WORDS = st.sampled_from(
    [
        *(word for phrases in LANGUAGES for word in (*phrases.verbs, *phrases.keys, *phrases.after)),
        *DIGITS,
        *",.;:-<>\"'",
        "not",
        "the",
        "10",
    ]
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_what_is_announced_is_mentioned(text: str) -> None:
    assert frozenset(keys(text)) <= mentioned(text) <= frozenset(DIGITS)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert frozenset(keys(text)) <= frozenset(DIGITS)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("press ", ""),
        ("press 1. ", "1"),
        ("1, ", ""),
        ("press 1, 2. ", "12"),
        ("<", ""),
        ("not press the key ", ""),
    ],
)
def test_a_huge_text_is_read_to_its_end(part: str, expected: str) -> None:
    """What took the square of the length would take minutes here, and run into the time limit of tests."""
    count = 20_000
    assert keys(part * count) == expected * count
