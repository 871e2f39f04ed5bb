"""The files of a new project: sound from the first moment, and never in the place of somebody's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivrplan import __version__
from ivrplan.cli.table import COMMANDS
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError
from ivrplan.workflow.init import Begun, Fetched, InitRequest, init
from ivrplan.workflow.scaffold.table import Ci, NewFile, new_files, providers
from ivrplan.workflow.scaffold.write import Written, write
from ivrplan.workflow.validate import validate

CHOICES = [(provider, ci) for provider in providers() for ci in Ci]
each_choice = pytest.mark.parametrize(("provider", "ci"), CHOICES)


def begin(folder: Path, provider: str | None = None, ci: Ci | None = None) -> Written:
    begun = init(InitRequest(folder, provider, ci))
    assert isinstance(begun, Begun)
    return begun.written


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def refusal(request: InitRequest) -> tuple[str, str]:
    with pytest.raises(ConfigurationError) as caught:
        init(request)
    (found,) = caught.value.diagnostics
    assert found.hint
    return found.summary, found.detail


@each_choice
def test_there_is_nothing_to_say_against_a_new_project(tmp_path: Path, provider: str, ci: Ci) -> None:
    begin(tmp_path, provider, ci)
    found = validate(LoadRequest(tmp_path))
    assert (found.diagnostics, found.silenced) == ((), ())
    assert (found.flows, found.resources) == (1, 1)


@each_choice
def test_no_mark_is_left_and_every_file_ends_with_one_line_end(provider: str, ci: Ci) -> None:
    for file in new_files(provider, ci):
        assert not re.search(r"@\w+@", file.text), file.path
        assert file.text.endswith("\n")
        assert not file.text.endswith("\n\n")
        assert "\t" not in file.text


@each_choice
def test_every_command_in_the_files_exists(provider: str, ci: Ci) -> None:
    named = re.compile(r"(?:^ *(?:- (?:run: )?)?|`)ivrplan ([a-z]+)", re.MULTILINE)
    found = {verb for file in new_files(provider, ci) for verb in named.findall(file.text)}
    assert found >= {"init", "plan", "apply", "drift"}
    assert found <= COMMANDS.keys()
    assert (ci is Ci.NONE) == ("validate" not in found)


@each_choice
def test_the_pipeline_is_given_the_credentials_that_the_provider_reads(provider: str, ci: Ci) -> None:
    texts = {file.path: file.text for file in new_files(provider, ci)}
    names = re.findall(r'env\("(\w+)"', texts["main.ivr.hcl"])
    assert len(names) == 2
    assert all(name.startswith(provider.upper()) for name in names)
    assert all(f"export {name}=..." in texts["README.md"] for name in names)
    match ci:
        case Ci.GITHUB:
            jobs = texts[".github/workflows/ivrplan.yml"]
            assert all(jobs.count(f"      {name}: ${{{{ secrets.{name} }}}}\n") == 2 for name in names)
        case Ci.GITLAB:
            assert ".gitlab-ci.yml" in texts
        case Ci.NONE:
            assert not [path for path in texts if path.endswith(".yml")]
            assert "pipeline" not in texts["README.md"]


@pytest.mark.parametrize("ci", [Ci.GITHUB, Ci.GITLAB])
def test_a_pipeline_installs_the_version_that_made_it(ci: Ci) -> None:
    (pipeline,) = (file.text for file in new_files(providers()[0], ci) if file.path.endswith(".yml"))
    assert f"  IVRPLAN: ivrplan=={__version__}\n" in pipeline


def test_what_the_state_leaves_beside_it_is_ignored(tmp_path: Path) -> None:
    begin(tmp_path)
    lines = (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {
        "ivrplan.state.json",
        "ivrplan.state.json.*",
        "ivrplan.state.d/",
        ".ivrplan/",
        "*.plan",
    } <= set(lines)


def test_without_a_choice_it_is_the_usual_one(tmp_path: Path) -> None:
    written = begin(tmp_path / "a")
    assert written.made == new_files(providers()[0], Ci.GITHUB)
    assert written.kept == ()
    assert contents(tmp_path / "a") == {file.path: file.text for file in written.made}


def test_what_is_there_is_kept_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").symlink_to("nowhere")
    (tmp_path / "values.auto.ivrvars").mkdir()
    written = begin(tmp_path)
    assert {file.path for file in written.kept} == {"README.md", ".gitignore", "values.auto.ivrvars"}
    assert (tmp_path / "README.md").read_text() == "mine"
    assert (tmp_path / ".gitignore").readlink() == Path("nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_failure_leaves_nothing_that_would_pass_for_a_project(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("in the way")
    summary, detail = refusal(InitRequest(tmp_path))
    assert summary == "File cannot be written"
    assert detail.startswith('".github/workflows/ivrplan.yml" cannot be written: ')
    assert contents(tmp_path) == {".github": "in the way"}
    (tmp_path / ".github").unlink()
    assert begin(tmp_path).kept == ()


def test_half_a_file_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = (NewFile("a", "", "a"), NewFile("b", "", "b"))
    real = Path.open

    def full(path: Path, *arguments: object, **named: object) -> object:
        opened = real(path, *arguments, **named)  # type: ignore[call-overload] # passed on as it is
        if path.name != "b":
            return opened
        opened.close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ConfigurationError) as caught:
        write(tmp_path, files)
    assert caught.value.diagnostics[0].detail == (
        '"b" cannot be written: No space left on device. No new file was left.'
    )
    assert list(tmp_path.iterdir()) == []


def test_a_project_is_begun_once(tmp_path: Path) -> None:
    begin(tmp_path)
    before = contents(tmp_path)
    assert init(InitRequest(tmp_path)) == Fetched(())
    for request in (InitRequest(tmp_path, provider=providers()[0]), InitRequest(tmp_path, ci=Ci.NONE)):
        assert refusal(request)[0] == "Project begun already"
    assert contents(tmp_path) == before


def test_hidden_files_and_values_make_no_project(tmp_path: Path) -> None:
    (tmp_path / ".main.ivr.hcl").write_text("an editor's")
    (tmp_path / "mine.auto.ivrvars").write_text("")
    assert begin(tmp_path).kept == ()


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refusal(InitRequest(tmp_path / "file")) == ("Not a folder", f'"{tmp_path / "file"}" is a file.')


def test_nothing_is_upgraded_where_nothing_is(tmp_path: Path) -> None:
    assert refusal(InitRequest(tmp_path, upgrade=True))[0] == "Nothing to upgrade"
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(("place", "around"), [("", False), ("flows", True), ("a/b", True)])
def test_a_repository_around_the_folder_is_told_of(tmp_path: Path, place: str, around: bool) -> None:
    (tmp_path / ".git").mkdir()
    begun = init(InitRequest(tmp_path / place))
    assert isinstance(begun, Begun)
    assert begun.repository == (tmp_path if around else None)
