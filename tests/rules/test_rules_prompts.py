"""Slips between prompts and keys: a prompt that fits is left alone, and each slip is told, in every language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Menu, Queue
from ivrplan.flow.phrases import LANGUAGES, Phrases
from ivrplan.rules.rule import Subject
from ivrplan.rules.table import BY_KEY

MATTERS: Final = (
    "Sales",
    "Ventas",
    "Rückfragen",
    "l'atelier",
    "orders of last week",
    "anything else",
    "Büro & Lager",
)

SENTENCES: Final = {
    "en": ("For {matter}, press {key}.", "To get {matter}, dial {key}!", "Press {key} for {matter}."),
    "de": ("Für {matter} drücken Sie bitte die {key}.", "Für {matter} die {key} wählen."),
    "es": ("Para {matter}, marque el {key}.", "Pulse la tecla {key} para {matter}."),
    "fr": ("Pour {matter}, tapez le {key}.", "Appuyez sur la touche {key} pour {matter}."),
    "it": ("Per {matter}, prema il tasto {key}.",),
    "pt": ("Para {matter}, tecle {key}.",),
    "nl": ("Voor {matter}, kies {key}.", "Toets {key} voor {matter}."),
}


def names_of(phrases: Phrases, key: str) -> list[str]:
    return [key, *(word for word, named in phrases.keys.items() if named == key)]


@st.composite
def prompts(draw: st.DrawFn) -> dict[str, str]:
    """The sentences of a prompt by the key that each announces, all in one language."""
    phrases = draw(st.sampled_from(LANGUAGES))
    keys = [str(number) for number in range(1, draw(st.integers(2, 6)) + 1)]
    return {
        key: draw(st.sampled_from(SENTENCES[phrases.language])).format(
            matter=draw(st.sampled_from(MATTERS)), key=draw(st.sampled_from(names_of(phrases, key)))
        )
        for key in keys
    }


def told(sentences: Iterable[str], keys: Iterable[str]) -> list[tuple[str | None, bool]]:
    """The keys that the rule tells of, and whether they are missing in the flow."""
    menu = Menu(name="menu", say=" ".join(sentences), edges=dict.fromkeys(keys, "q"))
    flow = Flow(name="main", entry="menu", nodes=(menu, Queue(name="q", queue="Q")))
    found = BY_KEY["IVR207"].check(Subject(CallGraph(flow)))
    return [(hit.outcome, hit.outcome not in menu.edges) for hit in found]


def test_every_language_has_its_sentences() -> None:
    assert SENTENCES.keys() == {phrases.language for phrases in LANGUAGES}


@settings(max_examples=150, deadline=None)
@given(prompts())
def test_a_prompt_that_fits_its_keys_is_left_alone(prompt: dict[str, str]) -> None:
    assert told(prompt.values(), prompt) == []


@settings(max_examples=150, deadline=None)
@given(prompts(), st.data())
def test_a_key_without_an_edge_is_told(prompt: dict[str, str], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(prompt)))
    assert told(prompt.values(), prompt.keys() - {lost}) == [(lost, True)]


@settings(max_examples=150, deadline=None)
@given(prompts(), st.data())
def test_an_edge_without_a_word_is_told(prompt: dict[str, str], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(prompt)))
    assert told([text for key, text in prompt.items() if key != lost], prompt) == [(lost, False)]


@settings(max_examples=150, deadline=None)
@given(prompts(), st.data())
def test_two_keys_that_changed_places_in_the_text_alone_are_in_the_wrong_order(
    prompt: dict[str, str], data: st.DataObject
) -> None:
    keys = sorted(prompt)
    order = data.draw(st.permutations(keys))
    menu = Menu(name="menu", say=" ".join(prompt[key] for key in order), edges=dict.fromkeys(keys, "menu"))
    hits = list(BY_KEY["IVR208"].check(Subject(CallGraph(Flow(name="main", entry="menu", nodes=(menu,))))))
    assert any("order" in hit.message for hit in hits) is (list(order) != keys)
