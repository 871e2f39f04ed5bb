"""Checks of folders, and the files behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Severity
from ivrplan.editor.checking import Checked, check_folder, unknown_values
from ivrplan.editor.library import Library, is_ours, required_variables, root_of
from ivrplan.workflow.project import load_providers
from tests.editor.folders import WORDS, marked

PROVIDERS = load_providers({})


def checked(
    root: Path, environment: Mapping[str, str] | None = None, required: Iterable[str] = ()
) -> Checked:
    request = LoadRequest(root, environment=environment or {}, assumed=unknown_values(required))
    return check_folder(request, PROVIDERS)


def test_a_sound_folder(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text('output "x" { value = 1 }\n')
    found = checked(tmp_path)
    assert found.diagnostics == ()
    assert found.configuration is not None


def test_rules_are_checked_and_warnings_told(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text(
        'flow "x" {\n  entry = "a"\n  # ivrplan: ignore[IVR103] a draft\n  play "a" { say = "x" }\n}\n'
    )
    (tmp_path / "a.auto.ivrvars").write_text("nothing = 1\n")
    found = checked(tmp_path).diagnostics
    assert [(item.severity, item.summary) for item in found[:1]] == [
        (Severity.WARNING, "Undeclared variable")
    ]
    told = {item.code: item.severity for item in found[1:]}
    assert told["IVR104"] is Severity.ERROR
    assert told["IVR803"] is Severity.NOTE


def test_values_are_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text('variable "a" {}\noutput "x" { value = var.a }\n')
    needy = checked(tmp_path)
    fine = checked(tmp_path, required=["a"])
    assert [item.summary for item in needy.diagnostics] == ["Required variable not set"]
    assert fine.diagnostics == ()


def test_values_that_are_there_are_checked(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text('variable "a" { type = number }\n')
    given = {"IVRPLAN_VAR_a": "x"}
    [problem] = checked(tmp_path, given, required=["a"]).diagnostics
    assert problem.summary == "Invalid value for variable"


def test_a_call_graph_that_hangs_on_a_missing_value_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text(
        'variable "a" {}\nflow "x" {\n  entry = var.a\n  disconnect "b" { say = "x" }\n}\n'
    )
    found = checked(tmp_path, required=["a"]).diagnostics
    assert found
    assert {item.severity for item in found} == {Severity.NOTE}
    assert all("var.a" in item.hint for item in found)


def test_a_library_reads_again_what_changed_on_the_disk(tmp_path: Path) -> None:
    main, library = tmp_path / "main.ivr.hcl", Library(WORDS)
    assert library.document(main) is None
    main.write_text("a")
    first = library.document(main)
    assert first is not None
    assert library.document(main) is first
    main.write_text("ab")
    again = library.document(main)
    assert again is not None
    assert again.text == "ab"


def test_open_files_come_before_the_disk(tmp_path: Path) -> None:
    main, new, library = tmp_path / "main.ivr.hcl", tmp_path / "new.ivr.hcl", Library(WORDS)
    main.write_text("disk")
    library.put(main, "typed")
    library.put(new, "new")
    texts = {path.name: item.document.text for path, item in library.folder(tmp_path).files.items()}
    assert texts == {"main.ivr.hcl": "typed", "new.ivr.hcl": "new"}
    assert library.overlay == {main: "typed", new: "new"}
    library.drop(main)
    found = library.document(main)
    assert found is not None
    assert found.text == "disk"


def test_files_of_values_belong_to_their_root_folder(tmp_path: Path) -> None:
    (tmp_path / "workspaces").mkdir()
    for name in ("main.ivr.hcl", "a.auto.ivrvars", "workspaces/b.ivrvars", ".c.ivr.hcl", "readme.md"):
        (tmp_path / name).write_text("")
    names = [path.name for path in Library(WORDS).folder(tmp_path).files]
    assert names == ["a.auto.ivrvars", "main.ivr.hcl", "b.ivrvars"]
    assert root_of(tmp_path / "workspaces" / "b.ivrvars") == tmp_path
    assert root_of(tmp_path / "main.ivr.hcl") == tmp_path
    assert is_ours(tmp_path / "main.ivr.hcl")
    assert not is_ours(tmp_path / "readme.md")


def test_variables_without_a_default_are_required() -> None:
    folder, _ = marked('variable "a" {}\nvariable "b" { default = 1 }\n§')
    assert required_variables(folder) == ["a"]


def test_a_module_is_checked_by_those_who_call_it(tmp_path: Path) -> None:
    calls = {
        "main": 'module "a" { source = "./modules/a" }',
        "modules/a": 'module "b" { source = "../b" }',
        "modules/b": "",
        "modules/alone": "",
    }
    for name, text in calls.items():
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.ivr.hcl").write_text(text)
    top = tmp_path / "main"
    (tmp_path / "modules").rename(top / "modules")
    library = Library(WORDS)

    def roots(name: str) -> list[Path]:
        return library.roots_of(top / name / "x.ivr.hcl")

    assert roots("modules/b") == roots("modules/a") == roots(".") == [top]
    assert roots("modules/alone") == [top / "modules/alone"]
    assert library.modules_of(top) == {top / "modules/a", top / "modules/b"}


def test_callers_beside_a_module_are_known_when_they_are_open(tmp_path: Path) -> None:
    for name in ("shared", "one"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ivr.hcl").write_text("")
    library, shared = Library(WORDS), tmp_path / "shared" / "x.ivr.hcl"
    assert library.roots_of(shared) == [tmp_path / "shared"]
    library.put(tmp_path / "one" / "x.ivr.hcl", 'module "s" { source = "../shared" }')
    assert library.roots_of(shared) == [tmp_path / "one"]


def test_modules_that_call_each_other_are_no_endless_way(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ivr.hcl").write_text(f'module "o" {{ source = "../{other}" }}')
    library = Library(WORDS)
    library.put(tmp_path / "one" / "x.ivr.hcl", 'module "o" { source = "../two" }')
    assert library.roots_of(tmp_path / "two" / "x.ivr.hcl") == [tmp_path / "one"]
