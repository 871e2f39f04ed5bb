"""`ivrplan console` where no terminal is: expressions as options and from the standard input."""

from __future__ import annotations

import io
import json
import sys

import pytest

from ivrplan.cli.prompt import Completer
from tests.cli.conftest import Command, Ended


def fed(project: Command, monkeypatch: pytest.MonkeyPatch, text: str | bytes, *options: str) -> Ended:
    """The command, with this on its standard input."""
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return project("console", *options)


def test_expressions_as_options(project: Command) -> None:
    ended = project("console", "-e", "var.say", "--expression", "[for n in [1, 2] : n * 2]")
    assert ended == Ended(0, '"Welcome."\n[\n  2,\n  4,\n]\n', "")


def test_what_is_sensitive_is_not_shown(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IVRPLAN_VAR_secret", "hunter2-4711")
    asked = ["-e", "var.secret", "-e", "var", "-e", 'upper("${var.secret}!")', "-e", "type(var.secret)"]
    ended = project("console", *asked)
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "(sensitive value)",
        "{",
        '  "say" = "Welcome."',
        '  "secret" = (sensitive value)',
        "}",
        "(sensitive value)",
        "string",
    ]
    ended = project("console", "--json", *asked)
    assert "hunter2" not in ended.out.lower()
    assert json.loads(ended.out.splitlines()[0]) == {
        "format_version": "1.0",
        "value": None,
        "unknown": False,
        "sensitive": True,
    }


def test_what_a_vendor_will_tell_is_unknown_until_the_state_has_it(project: Command) -> None:
    asked = ("console", "-e", "cxone_ivr_flow.main.id", "-e", "cxone_ivr_flow.main.name")
    name = f'"{project.folder.name}"'
    assert project(*asked).out.splitlines() == ["(known after apply)", name]
    assert project("apply", "--auto-approve").code == 0
    identity = project("output", "--json", "main_id").out.strip()
    assert project(*asked).out.splitlines() == [identity, name]


def test_no_vendor_is_asked_and_no_state_is_written(ivrplan: Command) -> None:
    ivrplan.write(
        'provider "cxone" {\n  base_url = "http://127.0.0.1:9"\n  client_id = "a"\n  client_secret = "b"\n}\n'
        'flow "f" {\n  entry = "bye"\n  disconnect "bye" {}\n}\n'
        'resource "cxone_ivr_flow" "f" {\n  name = "f"\n  flow = flow.f\n}\n'
    )
    assert ivrplan("console", "-e", "cxone_ivr_flow.f.id").out == "(known after apply)\n"
    assert [path.name for path in ivrplan.folder.iterdir()] == ["main.ivr.hcl"]


def test_a_wrong_expression_is_shown_with_what_was_typed(project: Command) -> None:
    ended = project("console", "-e", "1", "-e", "upper(var.sya)", "-e", "2")
    assert (ended.code, ended.out) == (1, "1\n")
    assert ended.err.splitlines() == [
        "error: Reference to something undeclared",
        "   --> <console>:1:7",
        "  1 | upper(var.sya)",
        "    |       ^^^^^^^",
        "",
        '  No variable named "sya" is declared.',
        "",
        '  help: Did you mean "say"?',
    ]


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("", "Missing expression"),
        ("1 +", "Missing expression"),
        ("[1, 2", "Unclosed list"),
        ("1 2", "Extra characters after expression"),
        ("nope(1)", "Unknown function"),
        ("type()", "Wrong number of arguments"),
        ("type([1]...)", "Wrong number of arguments"),
        ("[type(1)]", "Function not offered"),
        ("output.main_id", "Unknown name"),
    ],
)
def test_what_has_no_value(project: Command, text: str, summary: str) -> None:
    ended = project("console", "-e", text)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"error: {summary}\n")
    refused = json.loads(project("console", "--json", "-e", text).out)
    assert refused["diagnostics"][0]["summary"] == summary


def test_lines_from_the_standard_input(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "1\n\n# a remark\n[\n  1,\n\n  2,\n]\r\n<<-EOT\n  ${var.say}\n  EOT\n"
    ended = fed(project, monkeypatch, text)
    assert ended == Ended(0, "1\n[\n  1,\n  2,\n]\n<<EOT\nWelcome.\n\nEOT\n", "")


def test_programs_get_a_line_for_each_expression(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = fed(project, monkeypatch, '{ a = "x\\ny" }\ntype(1)\n', "--json")
    assert [json.loads(line) for line in ended.out.splitlines()] == [
        {"format_version": "1.0", "value": {"a": "x\ny"}, "unknown": {}, "sensitive": {}},
        {"format_version": "1.0", "type_of": "number"},
    ]


@pytest.mark.parametrize("word", ["exit", " quit "])
def test_a_word_to_leave(project: Command, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert fed(project, monkeypatch, f"1\n{word}\n2\n") == Ended(0, "1\n", "")


def test_reading_stops_at_the_first_error(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = fed(project, monkeypatch, "1\nnope\n2\n")
    assert (ended.code, ended.out) == (1, "1\n")
    assert "--> <console>:1:1" in ended.err


def test_what_is_open_at_the_end_is_an_error(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = fed(project, monkeypatch, "1\n(2 +\n")
    assert (ended.code, ended.out) == (1, "1\n")
    assert ended.err.startswith("error: Missing expression\n")


def test_bytes_that_are_no_text_are_an_error(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = fed(project, monkeypatch, b"1\n\xff\n")
    assert (ended.code, ended.out) == (1, "1\n")
    assert ended.err.startswith("error: Invalid character\n")


def test_a_configuration_with_errors_is_shown_and_nothing_evaluated(ivrplan: Command) -> None:
    ivrplan.write("\nlocals { b = var.c }\n")
    ended = ivrplan("console", "-e", "1")
    assert (ended.code, ended.out) == (1, "")
    assert "--> main.ivr.hcl:2:14" in ended.err


def test_an_unknown_workspace_is_an_error(project: Command) -> None:
    ended = project("console", "--workspace", "nowhere", "-e", "1")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: Unknown workspace\n")


def test_a_long_row_of_names_that_ends_at_a_resource(project: Command) -> None:
    chain = "\n".join(f"  n{number} = local.n{number - 1}" for number in range(1, 200))
    project.write(f"locals {{\n  n0 = cxone_ivr_flow.main.id\n{chain}\n}}\n", "chain.ivr.hcl")
    assert project("console", "-e", "local.n199").out == "(known after apply)\n"


def test_data_that_nobody_has_read_is_unknown(project: Command) -> None:
    project.write('data "cxone_ivr_flow" "shared" { name = "shared" }\n', "data.ivr.hcl")
    assert project("console", "-e", "data.cxone_ivr_flow.shared.id").out == "(known after apply)\n"


def test_names_are_completed_one_after_the_other() -> None:
    complete = Completer(["local.a", "var.ab", "var.ac", "upper("])
    assert [complete("var.", number) for number in range(3)] == ["var.ab", "var.ac", None]
    assert complete("u", 0) == "upper("
    assert complete("x", 0) is None
