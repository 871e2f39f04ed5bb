"""What holds for every module of the library, whatever it is given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from ivrplan.diagnostics import ConfigurationError
from ivrplan.rules.rule import Profile
from ivrplan.workflow.format import FormatRequest, format_files
from ivrplan.workflow.lint import LintRequest, lint
from ivrplan.workflow.validate import validate
from tests.modules.calls import EVERYTHING, failures
from tests.modules.library import BASIC, LIBRARY, MODULES, REFERENCE, VALUES, loaded, named, request
from tests.modules.readme import page

FILES: Final = ("README.md", "main.ivr.hcl", "outputs.ivr.hcl", "tests.ivr.hcl", "variables.ivr.hcl")
CAMPAIGN: Final = LIBRARY / "outbound_disclosure" / "examples" / "basic"
ROOTS: Final = (*MODULES, *BASIC, REFERENCE)
CASES: Final = tuple(sorted(VALUES.glob("*/*.ivrvars")))
PROFILES: Final = {
    "outbound_disclosure": (Profile.OUTBOUND_US,),
    "payment_capture": (Profile.RECORDING,),
    "voicemail_fallback": (Profile.RECORDING,),
}
"""Modules that are made for what a law asks for."""

_REFUSED: Final = re.compile(r"# refused: (.+)")


def refusal(case: Path) -> str:
    """What is said to values that are refused; empty for sound ones."""
    first = _REFUSED.match(case.read_text(encoding="utf-8"))
    return first[1] if first else ""


SOUND: Final = [(module, ()) for module in MODULES] + [
    (LIBRARY / case.parent.name, (case,)) for case in CASES if not refusal(case)
]
"""Every module as it is, and with each file of values that are sound."""


def called(folder: Path, values: tuple[Path, ...]) -> str:
    return "-".join([folder.name, *(file.stem for file in values)])


each_sound = pytest.mark.parametrize(("module", "values"), SOUND, ids=[called(*one) for one in SOUND])
each_root = pytest.mark.parametrize("folder", ROOTS, ids=named)


def test_the_library_is_found() -> None:
    assert len(MODULES) >= 8
    assert {example.parents[1] for example in BASIC} == set(MODULES)
    assert {case.parent.name for case in CASES} == {module.name for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_has_the_same_files_as_the_others(module: Path) -> None:
    assert sorted(file.name for file in module.iterdir() if file.is_file()) == sorted(FILES)


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_the_page_of_a_module_is_fresh(module: Path) -> None:
    assert (module / "README.md").read_text(encoding="utf-8") == page(module), "run: make docs"


def test_the_index_names_every_module() -> None:
    index = (LIBRARY / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"\]\((\w+)/README\.md\)", index)) == {module.name for module in MODULES}


@each_root
def test_files_are_formatted(folder: Path) -> None:
    result = format_files(FormatRequest((folder,), recursive=True, write=False))

    assert result.diagnostics == ()
    assert [file.name for file in result.changed] == []


@each_root
def test_it_is_valid(folder: Path) -> None:
    assert [found.detail for found in validate(request(folder)).diagnostics] == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_input_has_a_default_and_a_meaning(module: Path) -> None:
    variables = loaded(module).variables.values()

    assert [one.name for one in variables if not one.description] == []


@each_sound
def test_its_tests_pass_and_go_along_every_edge(module: Path, values: tuple[Path, ...]) -> None:
    assert list(failures(request(module, *values), EVERYTHING)) == []


@pytest.mark.parametrize("folder", [*BASIC, REFERENCE], ids=named)
def test_the_tests_of_an_example_pass(folder: Path) -> None:
    assert [test for test in loaded(folder).tests if not test.startswith("module.")]
    assert list(failures(request(folder))) == []


@each_sound
def test_rules_have_nothing_to_say(module: Path, values: tuple[Path, ...]) -> None:
    assert findings(module, *PROFILES.get(module.name, ()), values=values) == []


@pytest.mark.parametrize("folder", [*BASIC, REFERENCE], ids=named)
def test_rules_have_nothing_to_say_about_an_example(folder: Path) -> None:
    assert findings(folder) == []


@pytest.mark.parametrize("case", [case for case in CASES if refusal(case)], ids=named)
def test_what_no_caller_could_use_is_refused(case: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        loaded(LIBRARY / case.parent.name, case)

    (found,) = refused.value.diagnostics
    assert found.detail.endswith(refusal(case))


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_refusal_is_tried(module: Path) -> None:
    written = set(
        re.findall(r'error_message = "(.+)"$', (module / "variables.ivr.hcl").read_text(), re.MULTILINE)
    )
    tried = {refusal(case) for case in CASES if case.parent.name == module.name}

    assert {text.replace('\\"', '"') for text in written} - tried == set()


@pytest.mark.parametrize("folder", [CAMPAIGN, REFERENCE], ids=named)
def test_whom_we_call_is_told_what_the_law_asks_for(folder: Path) -> None:
    asked = LintRequest(request(folder), flows=("flow.reminder",), profiles=(Profile.OUTBOUND_US,))

    assert [one.finding.hit.message for one in lint(asked).found] == []


def findings(folder: Path, *profiles: Profile, values: tuple[Path, ...] = ()) -> list[str]:
    """What `ivrplan lint` says, suppressions that do nothing included."""
    asked = LintRequest(request(folder, *values), profiles=(Profile.RECOMMENDED, *profiles))
    return [f"{one.finding.rule} {one.finding.hit.message}" for one in lint(asked).found]
