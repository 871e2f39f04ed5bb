"""The chain shows what was done to it, whatever it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.events.chain import FIRST, BrokenChainError, Link, canonical, follow, read_line, seal

KEY: Final = "k3y"
BODY: Final = {"address": "x_flow.a", "status": "succeeded"}


def chain(count: int, key: str = "") -> list[str]:
    lines, link = [], Link()
    for number in range(count):
        line, link = seal({**BODY, "number": number}, link, key)
        lines.append(line)
    return lines


def broken(lines: list[str], key: str = "") -> tuple[int, str]:
    """The first line, from 1 on, that is not what comes next, and why; 0 where all are."""
    link = Link()
    for number, line in enumerate(lines, 1):
        try:
            link = follow(line, link, key)[1]
        except BrokenChainError as failure:
            return number, str(failure)
    return 0, ""


def edited(line: str, **changes: Any) -> str:
    return canonical({**json.loads(line), **changes})


@pytest.mark.parametrize("key", ["", KEY])
def test_a_chain_that_nobody_touched_is_whole(key: str) -> None:
    lines = chain(4, key)
    assert broken(lines, key) == (0, "")
    assert json.loads(lines[0])["previous_hash"] == FIRST
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("spoil", "number"),
    [
        (lambda lines: [lines[0], edited(lines[1], status="failed"), *lines[2:]], 2),
        (lambda lines: [lines[0], lines[1].replace('":', '" :', 1), *lines[2:]], 2),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: lines[1:], 1),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
        (lambda lines: [*lines[:3], lines[3][:-5]], 4),
        (lambda lines: [*lines[:3], "[]"], 4),
        (lambda lines: [*lines[:3], edited(lines[3], hash=None)], 4),
        (lambda lines: [*lines[:3], edited(lines[3], sequence="4")], 4),
        (lambda lines: [*chain(2, "another"), *lines[2:]], 1),
        (lambda _: chain(4, "another"), 1),
    ],
    ids=[
        "changed", "written otherwise", "removed", "swapped", "first removed", "twice", "no JSON", "no entry", "no hash",
        "no sequence", "half forged", "forged",
    ],
)  # fmt: skip
def test_tampering_shows_at_its_line(spoil: Callable[[list[str]], list[str]], number: int) -> None:
    found, why = broken(spoil(chain(4, KEY)), KEY)
    assert found == number
    assert why


def test_without_a_key_a_chain_can_be_written_anew_and_with_one_it_cannot() -> None:
    forged = chain(3)
    assert broken(forged) == (0, "")
    assert broken(forged, KEY) == (1, "the entry is not sealed with the key that is given")


def test_a_chain_with_a_key_needs_it() -> None:
    assert broken(chain(2, KEY)) == (1, "the entry is sealed with a key, and none is given")


def test_a_member_that_stands_twice_is_no_way_around() -> None:
    line = chain(1)[0]
    spoiled = line.replace('{"address":', '{"status":"failed","address":', 1)
    assert json.loads(spoiled) == json.loads(line)
    with pytest.raises(BrokenChainError):
        read_line(spoiled, "")


TEXTS: Final = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
BODIES: Final = st.lists(
    st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans() | st.none(), max_size=4),
    min_size=1,
    max_size=6,
)


@given(bodies=BODIES, key=st.sampled_from(["", KEY]), data=st.data())
def test_any_byte_that_is_changed_shows(bodies: list[dict[str, Any]], key: str, data: st.DataObject) -> None:
    lines, link = [], Link()
    for body in bodies:
        line, link = seal(body, link, key)
        assert "\n" not in line
        lines.append(line)
    assert broken(lines, key) == (0, "")
    which = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[which]) - 1))
    other = chr(ord(lines[which][place]) ^ 1)
    lines[which] = lines[which][:place] + other + lines[which][place + 1 :]
    assert broken(lines, key)[0] == which + 1
