"""Each command and each option, against the sandbox: what it prints where, and with which status it ends."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def applied(project: Command) -> Command:
    """Runs commands in a folder whose flow is deployed."""
    ended = project("apply", "--auto-approve")
    assert ended.code == 0, ended
    return project


def edit(applied: Command, sandbox: str, properties: dict[str, Any]) -> None:
    """Change the flow's first node at the vendor, behind our back."""
    identity = applied("output", "--raw", "main_id").out.strip()
    with urllib.request.urlopen(f"{sandbox}/_control/flows/cxone") as answer:
        flows = json.load(answer)["flows"]
    nodes = next(flow for flow in flows if flow["id"] == identity)["nodes"]
    node = next(node["id"] for node in nodes if "welcome" in json.dumps(node))
    body = json.dumps({"nodes": {node: {"properties": properties}}}).encode()
    request = urllib.request.Request(
        f"{sandbox}/_control/edit/cxone/{identity}", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).close()


# validate


def test_validate(project: Command) -> None:
    ended = project("validate")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "The configuration is valid: 1 flow, 1 resource.\n"


def test_validate_shows_problems_on_stderr_and_the_sum_on_stdout(ivrplan: Command) -> None:
    ivrplan.write('flow "main" {\n  entry = "a"\n  play "a" {\n    say = "x"\n  }\n}\n')
    ended = ivrplan("validate")
    assert ended.code == 1
    assert "error[IVR" in ended.err
    assert "--> main.ivr.hcl:3:" in ended.err
    assert ended.out.startswith("The configuration is not valid: ")


def test_validate_as_json_tells_the_same(ivrplan: Command) -> None:
    ivrplan.write('flow "main" {\n  entry = "a"\n  play "a" {\n    say = "x"\n  }\n}\n')
    ended = ivrplan("validate", "--json")
    document = json.loads(ended.out)
    assert (ended.code, ended.err) == (1, "")
    assert next(iter(document)) == "format_version"
    assert document["valid"] is False
    assert document["error_count"] == len([d for d in document["diagnostics"] if d["severity"] == "error"])


@pytest.mark.parametrize("command", ["validate", "plan", "apply", "destroy", "drift", "output"])
def test_a_missing_folder_is_an_error_and_no_traceback(ivrplan: Command, command: str) -> None:
    ended = ivrplan("-C", "nowhere", command)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: Folder not found\n")


@pytest.mark.parametrize("place", ["before", "behind"])
def test_the_folder_may_stand_before_or_behind_the_command(project: Command, place: str) -> None:
    (project.folder / "inner").mkdir()
    (project.folder / "main.ivr.hcl").rename(project.folder / "inner" / "main.ivr.hcl")
    words = ["-C", "inner", "validate"] if place == "before" else ["validate", "--chdir", "inner"]
    assert project(*words).code == 0


def test_an_error_before_the_start_is_json_where_json_was_asked_for(ivrplan: Command) -> None:
    ivrplan.write("flow {")
    for command in ("validate", "plan", "drift", "output"):
        ended = ivrplan(command, "--json")
        document = json.loads(ended.out)
        assert (ended.code, ended.err) == (1, "")
        assert (document["format_version"], document["type"]) == ("1.0", "error")
        assert document["diagnostics"][0]["range"]["filename"] == "main.ivr.hcl"


# plan, show


def test_plan(project: Command) -> None:
    ended = project("plan")
    assert (ended.code, ended.err) == (0, "")
    assert "# cxone_ivr_flow.main will be created" in ended.out
    assert ended.out.splitlines()[-1] == "Plan: 1 to add, 0 to change, 0 to destroy, 0 to release."


def test_detailed_exitcode(project: Command) -> None:
    assert project("plan", "--detailed-exitcode").code == 2
    assert project("apply", "-y").code == 0
    assert project("plan", "--detailed-exitcode").code == 0


def test_a_plan_with_errors_ends_with_1_and_says_why_on_stderr(project: Command) -> None:
    text = (project.folder / "main.ivr.hcl").read_text()
    project.write(text.replace('next = "bye"', 'next = "by"'))
    ended = project("plan", "--detailed-exitcode")
    assert ended.code == 1
    assert "error" in ended.err
    assert "Traceback" not in ended.err


def test_values_come_in_terraform_s_order_and_the_last_one_wins(project: Command) -> None:
    project.write('say = "from file"\n', "x.ivrvars")
    assert "from option" in project("plan", "--var-file", "x.ivrvars", "--var", "say=from option").out
    assert "from file" in project("plan", "--var", "say=from option", "--var-file", "x.ivrvars").out


def test_a_workspace_has_a_state_of_its_own(applied: Command) -> None:
    assert "1 to add" in applied("plan", "--workspace", "staging").out
    assert "No changes." in applied("plan", "--workspace", "default").out


def test_the_workspace_may_come_from_the_environment(applied: Command) -> None:
    applied.monkeypatch.setenv("IVRPLAN_WORKSPACE", "staging")
    assert "1 to add" in applied("plan").out


def test_a_saved_plan_is_shown_and_applied_as_it_is(project: Command) -> None:
    saved = project("plan", "--out", "my plan.bin")
    assert saved.out.endswith("To apply exactly this:\n\n    ivrplan apply 'my plan.bin'\n")
    shown = project("show", "my plan.bin")
    assert (shown.code, shown.err) == (0, "")
    assert saved.out.startswith(shown.out.rstrip("\n"))
    ended = project("apply", "my plan.bin")
    assert ended.code == 0
    assert "will be created" not in ended.out
    assert "Apply complete. 1 done." in ended.out
    stale = project("apply", "my plan.bin")
    assert (stale.code, stale.out) == (1, "")


def test_the_command_to_go_on_with_names_the_folder(project: Command) -> None:
    assert (
        f"ivrplan -C {project.folder} apply p.bin"
        in project("-C", str(project.folder), "plan", "--out", "p.bin").out
    )


def test_a_plan_as_json(project: Command) -> None:
    project("plan", "--out", "p.bin")
    for words in (["plan", "--json"], ["show", "--json", "p.bin"]):
        document = json.loads(project(*words).out)
        assert document["format_version"] == "1.2"
        assert document["resource_changes"][0]["change"]["actions"] == ["create"]


@pytest.mark.parametrize("words", [["show", "gone"], ["show", "main.ivr.hcl"], ["apply", "gone"]])
def test_what_is_no_saved_plan_is_refused(project: Command, words: list[str]) -> None:
    ended = project(*words)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: ")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--target", "cxone_ivr_flow.main"], "No changes."),
        (["--replace", "cxone_ivr_flow.main", "--allow-large-change"], "must be replaced"),
        (["--no-refresh"], "No changes."),
        (["--refresh-only"], "No changes."),
        (["--destroy", "--allow-large-change"], "will be destroyed"),
    ],
)
def test_how_a_plan_is_made(applied: Command, options: list[str], expected: str) -> None:
    ended = applied("plan", *options)
    assert ended.code == 0, ended
    assert expected in ended.out


def test_a_plan_that_is_limited_says_so(project: Command) -> None:
    assert (
        "Only a part: this plan was limited to cxone_ivr_flow.main"
        in project("plan", "--target", "cxone_ivr_flow.main").out
    )


# apply, destroy


def test_apply_without_anybody_to_ask_does_nothing(project: Command) -> None:
    project.monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    ended = project("apply")
    assert ended.code == 1
    assert "Approval needed" in ended.err
    assert project("state", "list").out == ""


@pytest.mark.parametrize("command", ["apply", "destroy"])
def test_a_program_is_told_at_once_that_it_cannot_answer(project: Command, command: str) -> None:
    ended = project(command, "--json")
    document = json.loads(ended.out)
    assert (ended.code, document["diagnostics"][0]["summary"]) == (1, "Approval needed")


def test_apply_as_json_is_a_stream_that_begins_with_the_version_and_ends_with_the_summary(
    project: Command,
) -> None:
    ended = project("apply", "--json", "--auto-approve")
    lines = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, ended.err) == (0, "")
    assert lines[0]["type"] == "version"
    assert next(iter(lines[0])) == "type"
    assert [line["type"] for line in lines[1:4]] == ["plan", "apply_start", "step_start"]
    assert (lines[-1]["type"], lines[-1]["successful"]) == ("summary", True)
    assert lines[-1]["finished"] == ["cxone_ivr_flow.main"]
    again = [json.loads(line) for line in project("apply", "--json", "-y").out.splitlines()]
    assert [line["type"] for line in again] == ["version", "plan", "summary"]


def test_apply_with_nothing_to_do_says_so(applied: Command) -> None:
    ended = applied("apply")
    assert ended.code == 0
    assert ended.out.strip() == "No changes. What callers get is what the configuration says."


def test_apply_takes_in_what_changed_and_sends_nothing(applied: Command, sandbox: str) -> None:
    edit(applied, sandbox, {"prompt": "Changed by hand."})
    ended = applied("apply", "--refresh-only", "--auto-approve")
    assert ended.code == 0, ended
    assert applied("drift").code == 0


def test_destroy(applied: Command) -> None:
    ended = applied("destroy", "--auto-approve")
    assert ended.code == 0
    assert "Destroy complete. 1 done." in ended.out
    assert applied("state", "list").out == ""
    assert "There is nothing to destroy." in applied("destroy").out


def test_destroy_of_a_target(applied: Command) -> None:
    assert applied("destroy", "-y", "--target", "cxone_ivr_flow.main", "--parallelism", "1").code == 0


# drift


def test_drift(applied: Command, sandbox: str) -> None:
    clean = applied("drift")
    assert (clean.code, clean.out) == (0, "No drift. 1 resource is as applied.\n")
    edit(applied, sandbox, {"prompt": "Changed by hand."})
    ended = applied("drift")
    assert (ended.code, ended.err) == (2, "")
    assert "! cxone_ivr_flow.main was changed at the vendor" in ended.out
    assert ended.out.splitlines()[-1] == "Drift: 1 changed; 0 of 1 managed resource are as applied."
    assert applied("drift", "--exit-zero").code == 0
    assert applied("drift", "--target", "cxone_ivr_flow.main").code == 2
    document = json.loads(applied("drift", "--json").out)
    assert (document["format_version"], document["drifted"]) == ("1.0", True)


def test_unmanaged_objects_are_drift_when_they_are_asked_for(applied: Command) -> None:
    assert applied("workspace", "new", "other").code == 0
    assert "unmanaged" in applied("drift", "--unmanaged", "--workspace", "other").out


def test_what_cannot_be_read_is_an_error_and_no_drift(applied: Command) -> None:
    text = (applied.folder / "main.ivr.hcl").read_text()
    applied.write(text.replace('client_secret = "sandbox"', 'client_secret = "wrong-secret"'))
    ended = applied("drift")
    assert ended.code == 1
    assert "? cxone_ivr_flow.main could not be read" in ended.out
    assert "wrong-secret" not in ended.out + ended.err


# state, output, unlock


def test_state(applied: Command) -> None:
    assert applied("state", "list").out == "cxone_ivr_flow.main\n"
    assert applied("state", "list", "cxone_ivr_flow.main").out == "cxone_ivr_flow.main\n"
    shown = applied("state", "show", "cxone_ivr_flow.main").out
    assert shown.startswith('# cxone_ivr_flow.main\nresource "cxone_ivr_flow" "main" {\n')
    assert 'play "welcome" {' in shown
    assert json.loads(applied("state", "list", "--json").out)["resources"][0]["type"] == "cxone_ivr_flow"
    assert (
        json.loads(applied("state", "show", "--json", "cxone_ivr_flow.main").out)["flow"]["entry"]
        == "welcome"
    )


def test_state_without_a_resource(applied: Command) -> None:
    assert applied("state", "show", "cxone_ivr_flow.gone").code == 1
    assert applied("state", "list", "nonsense").code == 1


def test_output(applied: Command) -> None:
    everything = applied("output").out
    identity = applied("output", "--raw", "main_id").out.strip()
    assert everything == f'hidden  = (sensitive value)\nmain_id = "{identity}"\n'
    assert applied("output", "main_id").out == f'"{identity}"\n'
    assert json.loads(applied("output", "main_id", "--json").out) == identity
    document = json.loads(applied("output", "--json").out)
    assert document["outputs"]["hidden"] == {"sensitive": True, "value": None}
    for words in (["output", "hidden"], ["output", "main"], ["output", "--raw", "hidden"]):
        assert applied(*words).code == 1
    assert 'Did you mean "main_id"?' in applied("output", "main_i").err


def test_output_raw_of_what_is_no_text_is_json(project: Command) -> None:
    project.write((project.folder / "main.ivr.hcl").read_text() + 'output "list" { value = [1, true] }\n')
    project("apply", "-y")
    assert project("output", "--raw", "list").out == "[1, true]\n"
    assert project("output", "--raw").code == 1


def test_unlock_of_no_lock(project: Command) -> None:
    ended = project("unlock", "abc")
    assert ended.code == 1
    assert "No such lock" in ended.err


# secrets


def test_no_secret_reaches_any_output(project: Command) -> None:
    secret = "hunter2-4711"
    text = (project.folder / "main.ivr.hcl").read_text()
    project.write(text.replace("say  = var.say", "say  = var.secret"))
    project.monkeypatch.setenv("IVRPLAN_VAR_secret", secret)
    for words in (
        ["validate", "--json"],
        ["plan"],
        ["plan", "--json"],
        ["plan", "--out", "p.bin"],
        ["show", "p.bin"],
        ["show", "--json", "p.bin"],
        ["apply", "-y"],
        ["apply", "-y", "--json"],
        ["drift", "--json"],
        ["state", "show", "cxone_ivr_flow.main"],
        ["state", "show", "--json", "cxone_ivr_flow.main"],
        ["output"],
        ["output", "--json"],
        ["plan", "--destroy", "--allow-large-change", "--json"],
    ):
        ended = project(*words)
        assert secret not in ended.out + ended.err, words
        assert ended.code == 0, (words, ended)
    kept = [path for path in project.folder.rglob("*") if path.is_file()]
    assert not [path for path in kept if secret.encode() in Path(path).read_bytes()]


def test_names_from_the_configuration_play_no_tricks(project: Command) -> None:
    text = (project.folder / "main.ivr.hcl").read_text()
    project.write(text.replace('  name = "', '  name = "\\u001b[31mM\\u202e\\u009b2J'))
    for words in (
        ["plan"],
        ["plan", "--json"],
        ["apply", "-y"],
        ["state", "show", "cxone_ivr_flow.main"],
        ["drift"],
    ):
        ended = project(*words)
        assert ended.code == 0, ended
        assert not set(ended.out + ended.err) & set("\x1b\u202e\x9b"), words
