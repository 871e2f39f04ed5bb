"""How prompts tell callers which key to press, in several languages: data for `announced.py`.

A language is one entry. Everything is in lower case; what is matched is folded to that first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's words.

    Attributes:
        language: its code.
        verbs: words that ask for a key: "press".
        between: what may stand between the verb and the key, in this order, each or none of them: "the", "key".
        keys: words for keys: "one", "star".
        after: words that may follow a key that is really meant: "press 1 *for* sales", but not "press 1 *item*".
        purpose: words that begin what a key is for: "press 1 *for* sales".
        final: verbs that come after their key: "die 1 *drücken*".
        ranges: words between the ends of a range: "1 *to* 5".
        anything: words for a key that is not named: "any key".
    """

    language: str
    verbs: tuple[str, ...]
    between: tuple[tuple[str, ...], ...]
    keys: Mapping[str, str]
    after: tuple[str, ...]
    purpose: tuple[str, ...]
    ranges: tuple[str, ...]
    anything: tuple[str, ...]
    final: tuple[str, ...] = ()


def _keys(digits: str, star: str, hashes: str) -> Mapping[str, str]:
    """Word -> key, from the words for 0 to 9, for the star and for the hash key."""
    words = {word: str(digit) for digit, word in enumerate(digits.split())}
    words |= dict.fromkeys(star.split(), "*") | dict.fromkeys(hashes.split(), "#")
    return MappingProxyType(words)


LANGUAGES: Final = (
    Phrases(
        language="en",
        verbs=("press", "dial", "push", "hit", "touch", "enter", "select", "choose", "type", "key in"),
        between=(("or say",), ("the", "your"), ("number", "key", "digit", "option", "button")),
        keys=_keys("zero one two three four five six seven eight nine", "star asterisk", "hash pound"),
        after=(
            "for",
            "to",
            "if",
            "when",
            "now",
            "and",
            "or",
            "at",
            "on",
            "then",
            "please",
            "again",
            "followed",
        ),
        purpose=("for", "to"),
        ranges=("to", "through", "thru", "and"),
        anything=("any key", "any other key", "any number", "any digit", "any other number"),
    ),
    Phrases(
        language="de",
        verbs=("drücken", "drücke", "wählen", "wähle", "tippen"),
        between=(
            ("sie",),
            ("bitte", "jetzt"),
            ("auf",),
            ("die", "den"),
            ("taste", "ziffer", "zahl", "nummer"),
        ),
        keys=_keys(
            "null eins zwei drei vier fünf sechs sieben acht neun",
            "stern sterntaste stern-taste",
            "raute rautetaste raute-taste",
        ),
        after=("für", "um", "wenn", "falls", "und", "oder", "bitte", "jetzt", "zum", "zur"),
        purpose=("für", "um", "zum", "zur"),
        ranges=("bis", "und"),
        anything=("beliebige", "irgendeine"),
        final=("drücken", "wählen", "tippen"),
    ),
    Phrases(
        language="es",
        verbs=("pulse", "pulsa", "marque", "marca", "oprima", "oprime", "presione", "presiona", "digite"),
        between=(("en",), ("el", "la"), ("número", "numero", "tecla", "opción", "dígito", "botón")),
        keys=_keys(
            "cero uno dos tres cuatro cinco seis siete ocho nueve",
            "asterisco estrella",
            "numeral almohadilla gato",
        ),
        after=("para", "si", "y", "o", "ahora", "por", "en", "seguido"),
        purpose=("para",),
        ranges=("a", "al", "y"),
        anything=("cualquier",),
    ),
    Phrases(
        language="fr",
        verbs=("tapez", "tape", "appuyez", "composez", "faites", "pressez", "sélectionnez"),
        between=(("sur",), ("le", "la"), ("touche", "chiffre", "numéro"), ("le",)),
        keys=_keys("zéro un deux trois quatre cinq six sept huit neuf", "étoile astérisque", "dièse"),
        after=("pour", "si", "et", "ou", "maintenant", "afin", "puis", "suivi"),
        purpose=("pour", "afin"),
        ranges=("à", "et"),
        anything=("n'importe",),
    ),
    Phrases(
        language="it",
        verbs=("prema", "premi", "premere", "digiti", "digita", "digitare"),
        between=(("il",), ("tasto", "numero")),
        keys=_keys("zero uno due tre quattro cinque sei sette otto nove", "asterisco stella", "cancelletto"),
        after=("per", "se", "e", "o", "oppure", "ora", "adesso", "seguito"),
        purpose=("per",),
        ranges=("a", "e"),
        anything=("qualsiasi", "qualunque"),
    ),
    Phrases(
        language="pt",
        verbs=("pressione", "tecle", "disque", "aperte"),
        between=(("a", "o"), ("tecla", "número", "opção")),
        keys=_keys("zero um dois três quatro cinco seis sete oito nove", "asterisco estrela", "sustenido"),
        after=("para", "se", "e", "ou", "agora", "seguido"),
        purpose=("para",),
        ranges=("a", "e"),
        anything=("qualquer",),
    ),
    Phrases(
        language="nl",
        verbs=("druk", "toets", "kies"),
        between=(("dan", "nu"), ("op",), ("de", "een"), ("toets", "optie")),
        keys=_keys("nul één twee drie vier vijf zes zeven acht negen", "sterretje ster", "hekje"),
        after=("voor", "als", "om", "en", "of", "nu", "gevolgd"),
        purpose=("voor", "om"),
        ranges=("tot", "en"),
        anything=("willekeurige",),
    ),
)
