from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, VariableText
from ivrplan.config.sources import sources_of
from ivrplan.diagnostics import ConfigurationError, SourceRange, error
from tests.config.case_schemas import SCHEMAS


def test_texts_are_found_for_every_file_that_a_failure_names(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_bytes(b'\xef\xbb\xbfflow "a" {}\r\n{% include "part.j2" %}\n')
    (tmp_path / "part.j2").write_text('flow "a" {}\n')
    with pytest.raises(ConfigurationError) as failure:
        load(LoadRequest(tmp_path), SCHEMAS)
    assert sources_of(tmp_path, failure.value.diagnostics) == {
        "part.j2": 'flow "a" {}\n',
        "main.ivr.hcl": 'flow "a" {}\n{% include "part.j2" %}\n',
    }


def test_what_is_no_file_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text('variable "a" {\n  type = list(string)\n}\n')
    with pytest.raises(ConfigurationError) as failure:
        load(LoadRequest(tmp_path, variables=(VariableText("a", "[1,"),)), SCHEMAS)
    assert sources_of(tmp_path, failure.value.diagnostics) == {}


def test_what_is_no_text_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_bytes(b"\xff")
    problem = error("S", range=SourceRange("main.ivr.hcl", 1, 1, 1, 2))
    assert sources_of(tmp_path, [problem, error("no place")]) == {}
