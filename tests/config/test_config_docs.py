"""The reference page: its examples load, and it names every block and argument that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivrplan.config.blocks import calls, lifecycle, outputs, rulesettings, settings, variables
from ivrplan.config.blocks.decode import LABELS
from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from tests.config.case_schemas import SCHEMAS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "configuration.md").read_text()
EXAMPLES = re.findall(r"```hcl\n(.*?)```", PAGE, re.DOTALL)
MODULES = re.findall(r"```hcl (\S+)\n(.*?)```", PAGE, re.DOTALL)
"""Files that examples need beside them: the word behind the fence names them."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads_without_a_warning(example: str, tmp_path: Path) -> None:
    for name, text in MODULES:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    (tmp_path / "main.ivr.hcl").write_text(example)
    assert load(LoadRequest(tmp_path), SCHEMAS).warnings == ()


def test_every_block_has_a_section() -> None:
    assert set(re.findall(r"^## (\w+)$", PAGE, re.MULTILINE)) == set(LABELS)


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *variables.SHAPE.attributes,
            *outputs.SHAPE.attributes,
            *settings.SHAPE.attributes,
            *settings.SHAPE.blocks,
            *rulesettings.CHOICE,
            *calls.META,
            *lifecycle.META.attributes,
            *lifecycle.META.blocks,
            *lifecycle.SHAPE.attributes,
            *lifecycle.SHAPE.later,
        }
    ),
)
def test_every_argument_is_named(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)
