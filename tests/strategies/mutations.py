"""Sources that went wrong: pieces lost, doubled, swapped or taken from elsewhere; characters and bytes that do not belong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from hypothesis import strategies as st

_TOKEN: Final = re.compile(r"\{[{%#]-?|-?[}%#]\}|[$%]\{~?|~?\}|<<-?\w+|\w+|\s+|.", re.DOTALL)

_STRANGE: Final = (
    *"{}[]()\"\\$%~=,.:?!+-*/<>&|#;`@^'",
    *(
        "${",
        "%{",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        '"""',
        "<<E\n",
        "<<-E\n",
        "\nE\n",
        "/*",
        "*/",
        "//",
        "...",
        "=>",
    ),
    *(
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\0",
        "\ufeff",
        "\u2028",
        "\x85",
        "\u200d",
        "\u202e",
        "é",
        "e\u0301",
        "🎉",
        "٣",
        "\ue000",
    ),
    *(
        "null",
        "true",
        "for",
        "in",
        "if",
        "endif",
        "{% if var.x %}",
        "{% endif %}",
        "{% for q in [1, 2] %}",
        "{% endfor %}",
    ),
    *(
        "{{ var.x }}",
        "{{ 1 / 0 }}",
        "{% raw %}",
        "{% include 'main.ivr.hcl' %}",
        "{{ '}' }}",
        "{% set a = 1 %}",
        "1e999999",
    ),
    *(
        "0" * 400,
        "[" * 70,
        "(" * 70,
        "{" * 70,
        "-" * 70,
        "!" * 300,
        "a." * 150 + "b",
        "1+" * 300 + "1",
        '"${' * 40,
    ),
    *(
        "var.",
        "local.",
        "module.x.y",
        "flow.main",
        "count",
        "for_each",
        "dynamic",
        "provider",
        "each.value",
        "path.module",
    ),
)

_HOSTILE_BYTES: Final = (
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x82",
    b"\x80",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\x1a",
)


def mutated(samples: Sequence[str]) -> st.SearchStrategy[str]:
    """One of the samples with some mistakes made in it."""
    return mutated_texts(st.sampled_from(samples), samples)


def mutated_texts(texts: st.SearchStrategy[str], samples: Sequence[str]) -> st.SearchStrategy[str]:
    """A text with some mistakes made in it; pieces of the samples are put where they do not belong."""
    return st.builds(mutate, texts, st.sampled_from(samples), st.randoms(use_true_random=False))


def mutated_bytes(samples: Sequence[str]) -> st.SearchStrategy[bytes]:
    """The bytes of such a text, sometimes with some that are no text."""
    return st.builds(spoil, mutated(samples), st.randoms(use_true_random=False))


def mutate(text: str, other: str, random: Random) -> str:
    """The text with some mistakes made in it, by losing, doubling and swapping pieces of it and of another."""
    tokens, donors = _TOKEN.findall(text), _TOKEN.findall(other)
    for _ in range(random.randint(1, 5)):
        if random.random() < 0.7:
            tokens = _changed(tokens, donors, random)
        else:
            tokens = _TOKEN.findall("".join(_changed(list("".join(tokens)), donors, random)))
    return "".join(tokens)


def _changed(tokens: list[str], donors: list[str], random: Random) -> list[str]:
    """One stretch of the pieces changed."""
    start = random.randint(0, len(tokens))
    end = min(len(tokens), start + random.choice((1, 1, 1, 2, 5, 30)))
    match random.choice(("lose", "double", "insert", "replace", "swap", "splice", "cut")):
        case "lose":
            new = []
        case "double":
            new = tokens[start:end] * 2
        case "insert":
            new = [random.choice(_STRANGE), *tokens[start:end]]
        case "replace":
            new = [random.choice(_STRANGE)]
        case "swap":
            new = tokens[start:end][::-1]
        case "splice":
            place = random.randint(0, len(donors))
            new = donors[place : place + random.choice((1, 3, 20))]
        case _:
            return tokens[:start]
    return tokens[:start] + new + tokens[end:]


def spoil(text: str, random: Random) -> bytes:
    """A text's bytes, sometimes with some among them that are no text."""
    data = text.encode()
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        place = random.randint(0, len(data))
        data = data[:place] + random.choice(_HOSTILE_BYTES) + data[place + random.randint(0, 2) :]
    return data
