"""The page of drawings shows what `ivrplan draw` draws today, of every flow of the examples and the modules."""

from __future__ import annotations

from tests.repo.gallery import PAGE, PICTURES, TOLD, drawn, folders, page, pictures


def test_the_pictures_are_what_is_drawn_today() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in PICTURES.glob("*.svg")}
    wanted = pictures()

    assert sorted(kept) == sorted(wanted), "make drawings"
    assert [name for name, text in wanted.items() if kept[name] != text] == [], "make drawings"


def test_the_page_shows_all_of_them() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make drawings"


def test_every_example_and_every_module_has_a_drawing() -> None:
    found = list(folders())

    assert {"examples/quickstart", "examples/staging_production"} <= set(found)
    assert set(TOLD) <= set(found), "these are gone: take them off the table"
    assert all(drawn(folder) for folder in found)


def test_a_flow_of_a_called_module_is_drawn_where_the_module_stands() -> None:
    assert [one.block.name for one in drawn("examples/multi_tenant")] == ["line"]
