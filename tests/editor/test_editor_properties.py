"""Whatever a text holds, every question about every place has an answer, and no place is outside of the text."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from ivrplan.editor.completion import complete
from ivrplan.editor.hover import hover
from ivrplan.editor.navigation import definitions, outline, references, rename
from tests.editor.folders import MAIN, folder_of

PIECES: Final = (
    'flow "main" {\n', 'menu "menu" {\n', "}\n", "}", '  next = "menu"\n', "  on = {\n", ' "1" = "bye"\n', "entry = ",
    '"', "${", "%{", "{{ var.a }}", "{% for q in var.a %}\n", "{% endfor %}\n", "{#", "#}", "{{", "var.", "local.a",
    'variable "a" {\n', "locals {\n", "a = 1\n", "<<EOT\n", "EOT\n", "# note\n", "/*", "upper(", ")", "[", "]", ",",
    'resource "acme_flow" "x" {\n', "acme_flow.x.", 'module "m" {\n', "😀", "\n", " ", ".", "=",
)  # fmt: skip
TEXTS: Final = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(TEXTS, st.data())
def test_every_place_has_an_answer(text: str, data: st.DataObject) -> None:
    folder = folder_of({"main.ivr.hcl": text})
    file = folder.files[MAIN].document
    offset = data.draw(st.integers(0, len(file.text)))

    complete(folder, MAIN, offset)
    found = hover(folder, MAIN, offset)
    assert found is None or 0 <= found.span.start <= found.span.end <= len(file.text)
    places = [*definitions(folder, MAIN, offset), *references(folder, MAIN, offset)]
    for place in places:
        start, end = file.lines.offset(place.start), file.lines.offset(place.end)
        assert file.lines.position(start) == place.start
        assert start <= end


@given(TEXTS, st.data())
def test_a_rename_touches_places_that_have_the_same_text(text: str, data: st.DataObject) -> None:
    folder = folder_of({"main.ivr.hcl": text})
    file = folder.files[MAIN].document
    found = rename(folder, MAIN, data.draw(st.integers(0, len(file.text))), "other") or []

    old = {file.text[file.lines.offset(place.start) : file.lines.offset(place.end)] for place in found}
    assert len(old) <= 1


@given(TEXTS)
def test_every_outline_lies_in_its_text(text: str) -> None:
    folder = folder_of({"main.ivr.hcl": text})
    file = folder.files[MAIN].document
    for entry in outline(file):
        assert 0 <= entry.span.start <= entry.name.start <= entry.name.end <= len(file.text)
        assert entry.title
