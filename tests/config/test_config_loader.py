"""Folders and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, VariableFile
from ivrplan.diagnostics import ConfigurationError, Diagnostic
from ivrplan.language.values import UNKNOWN
from tests.config.case_schemas import SCHEMAS


def problem(request: LoadRequest) -> Diagnostic:
    with pytest.raises(ConfigurationError) as failure:
        load(request, SCHEMAS)
    [found] = failure.value.diagnostics
    return found


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    found = problem(LoadRequest(tmp_path / "nowhere"))
    assert found.summary == "Folder not found"
    assert found.detail == f'There is no folder "{tmp_path / "nowhere"}".'


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = problem(LoadRequest(tmp_path / "file"))
    assert found.summary == "Not a folder"
    assert found.hint == "Name the folder that it lies in."


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    found = problem(LoadRequest(tmp_path))
    assert found.detail == f'"{tmp_path}" cannot be listed: Permission denied.'


def test_a_file_of_values_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text("")
    given = tmp_path.parent / "lost.ivrvars"
    found = problem(LoadRequest(tmp_path, variables=(VariableFile(given),)))
    assert found.summary == "File cannot be read"
    assert found.detail == f'"{given}" cannot be read: No such file or directory.'


def test_hidden_files_and_folders_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text("")
    (tmp_path / ".#main.ivr.hcl").write_text("not hcl at all {")
    (tmp_path / "folder.ivr.hcl").mkdir()
    assert list(load(LoadRequest(tmp_path), SCHEMAS).sources) == ["main.ivr.hcl"]


def test_sources_hold_the_text_as_people_see_it(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_bytes(b"\xef\xbb\xbf# a\r\n# b\r\n")
    (tmp_path / "a.auto.ivrvars").write_text("# values\n")
    loaded = load(LoadRequest(tmp_path), SCHEMAS)
    assert loaded.sources == {"main.ivr.hcl": "# a\n# b\n", "a.auto.ivrvars": "# values\n"}


def test_a_linked_root_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "main.ivr.hcl").write_text('output "x" { value = path.root }\n')
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert load(LoadRequest(tmp_path / "link"), SCHEMAS).outputs["x"].evaluate({}) == "."


def test_unsaved_texts_stand_in_for_what_the_disk_has(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text("nonsense")
    overlay = {
        tmp_path / "main.ivr.hcl": 'output "x" { value = 1 }\r\n',
        tmp_path / "new.ivr.hcl": 'output "y" { value = 2 }\n',
        tmp_path / ".hidden.ivr.hcl": "nonsense",
        tmp_path / "elsewhere" / "other.ivr.hcl": "nonsense",
    }
    loaded = load(LoadRequest(tmp_path, overlay=overlay), SCHEMAS)
    assert list(loaded.outputs) == ["x", "y"]
    assert loaded.sources["main.ivr.hcl"] == 'output "x" { value = 1 }\n'


def test_an_assumed_value_counts_where_nobody_gives_another(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text(
        'variable "a" {}\nvariable "b" {}\noutput "a" { value = var.a }\noutput "b" { value = var.b }\n'
    )
    (tmp_path / "x.auto.ivrvars").write_text('b = "given"\n')
    loaded = load(LoadRequest(tmp_path, assumed={"a": UNKNOWN, "b": UNKNOWN}), SCHEMAS)
    assert loaded.outputs["a"].evaluate({}) is UNKNOWN
    assert loaded.outputs["b"].evaluate({}) == "given"
