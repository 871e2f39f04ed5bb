"""Offsets become lines and columns of the files that text came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ivrplan.language.source import Origin, SourceText

TEXTS = st.text("ab\n", max_size=30)


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.integers(1, 9), st.booleans()), max_size=4),
)
def test_a_position_is_found_by_walking_from_where_its_stretch_begins(
    text: str, stretches: list[tuple[int, int, int, bool]]
) -> None:
    begins = {min(one[0], len(text)): one[1:] for one in [(0, 1, 1, False), *stretches]}
    origins = [Origin(offset, f"f{offset}", *begins[offset]) for offset in sorted(begins)]
    source = SourceText(text, origins)
    for number in range(len(text) + 1):
        origin = [one for one in origins if one.offset <= number][-1]
        line, column = origin.line, origin.column
        for character in "" if origin.frozen else text[origin.offset : number]:
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        assert source.position(number) == (origin.file, line, column)
