"""Whatever stands in a file, people get diagnostics: through parsing, templating, and loading a whole folder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, VariableText
from ivrplan.diagnostics import ConfigurationError, Diagnostic, IvrplanError
from ivrplan.language.functions.contract import FunctionContext
from ivrplan.language.functions.table import functions
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.template import TemplateEngine
from ivrplan.language.values import Value
from tests.config.case_schemas import SCHEMAS
from tests.language import hcl
from tests.strategies.effort import examples
from tests.strategies.layout import layouts
from tests.strategies.mutations import mutated, mutated_bytes, mutated_texts
from tests.strategies.source import print_body
from tests.strategies.syntax import bodies

ROOT: Final = Path(__file__).parents[2]


def texts(folder: Path) -> list[str]:
    """The configuration files of a folder, without links to nowhere and files that are no text, which are cases too."""
    files = [path.read_bytes() for path in sorted(folder.rglob("*.ivr.hcl")) if path.is_file()]
    return [data.decode() for data in files if data.isascii()]


EXAMPLES: Final = texts(ROOT / "examples")
CASES: Final = texts(ROOT / "tests" / "cases" / "config")
FILES: Final = [case.source for case in hcl.load() if case.kind == "config"]
NAME: Final = "main.ivr.hcl"
VARIABLES: Final[dict[str, Value]] = {
    "x": "v",
    "queues": ("sales", "support"),
    "teams": ({"name": "sales", "queue": "Sales"},),
    "yes": True,
    "n": 3,
}

generated = st.builds(print_body, bodies, layouts)


def check(diagnostics: tuple[Diagnostic, ...]) -> None:
    assert diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.summary
        assert diagnostic.detail.endswith((".", "?", "!", ":", ")")), diagnostic


def render(text: str) -> None:
    """Render and parse a text."""
    engine = TemplateEngine(ROOT / "examples", functions(FunctionContext(ROOT)))
    try:
        source = engine.render(NAME, text, {"var": VARIABLES})
    except ConfigurationError as failure:
        check(failure.diagnostics)
        return
    parsed = parse(source)
    if parsed.diagnostics:
        check(parsed.diagnostics)


def load_file(data: bytes) -> None:
    """Load a folder with one file, and evaluate everything in it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, NAME).write_bytes(data)
        try:
            loaded = load(LoadRequest(Path(folder), variables=(VariableText("x", "v"),)), SCHEMAS)
            for block in loaded.resources.values():
                block.evaluate({})
        except IvrplanError as failure:
            check(failure.diagnostics)


@given(mutated(EXAMPLES + CASES + FILES))
def test_spoiled_files_are_parsed_to_diagnostics(text: str) -> None:
    parsed = parse(SourceText.of_file(NAME, text))

    if parsed.diagnostics:
        check(parsed.diagnostics)


@settings(max_examples=examples(40))
@given(mutated_texts(generated, FILES))
def test_spoiled_generated_files_are_rendered_or_told(text: str) -> None:
    render(text)


@given(mutated(EXAMPLES + CASES))
def test_spoiled_files_are_rendered_or_told(text: str) -> None:
    render(text)


@settings(max_examples=examples(60))
@given(mutated_bytes(EXAMPLES + CASES))
def test_spoiled_folders_are_loaded_or_told(data: bytes) -> None:
    load_file(data)


@settings(max_examples=examples(30))
@given(generated.map(str.encode))
def test_generated_folders_are_loaded_or_told(data: bytes) -> None:
    load_file(data)
