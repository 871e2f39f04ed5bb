"""`ivrplan lint` and `ivrplan explain`: what they look at, how they end, and what they write."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from ivrplan.plan.rules import all_rules
from ivrplan.views.lints.table import Form
from ivrplan.workflow.project import load_providers
from tests.cli.conftest import Command

MAIN: Final = """
flow "main" {
  entry = "welcome"
  play "welcome" {
    say  = "Welcome."
    next = "menu"
  }
  menu "menu" {
    say = "Press a key."
    on = {
      "1" = "q", "2" = "q", "3" = "q", "4" = "q", "5" = "q", "6" = "q"
      timeout = "q", invalid = "q"
    }
  }
  # ivrplan: ignore[too-many-choices] there are none
  queue "q" { queue = "Sales" }
@MORE@
}
flow "other" {
  entry = "bye"
  # ivrplan: ignore[IVR103] until 2999-12-31: used in spring
  disconnect "lost" { say = "Bye." }
  disconnect "bye" { say = "Bye." }
}
"""
LOST: Final = '  disconnect "lost" { say = "Bye." }'
ONLY: Final = ("--profile", "core", "--select", "IVR201", "--select", "IVR803")
"""A few rules, so that what is tested here does not depend on how many there are."""


@pytest.fixture
def advised(ivrplan: Command) -> Command:
    """A folder in which something could be better, and nothing is wrong."""
    ivrplan.write(MAIN.replace("@MORE@", ""))
    return ivrplan


@pytest.fixture
def broken(ivrplan: Command) -> Command:
    """A folder in which something is wrong."""
    ivrplan.write(MAIN.replace("@MORE@", LOST))
    return ivrplan


def rules(document: dict[str, Any]) -> list[str]:
    return [one["rule"] for one in document["findings"]]


def test_findings_are_told_in_full(broken: Command) -> None:
    ended = broken("lint", *ONLY)
    assert ended.code == 1
    assert "error[IVR103]: Unreachable node" in ended.out
    assert "--> main.ivr.hcl:8:3, in flow.main.menu" in ended.out
    assert 'menu "menu" {' in ended.out
    assert "Callers get there like this: welcome -> menu" in " ".join(ended.out.split())
    assert "more: ivrplan explain IVR201" in ended.out
    assert "suppressed: IVR103 (unreachable-node) at flow.other.lost" in ended.out
    assert ended.out.endswith("\n1 error, 1 warning, 1 note, 1 suppressed in 2 flows.\n")
    assert ended.err == ""


@pytest.mark.parametrize(
    ("level", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0), (None, 0)]
)
def test_the_level_decides_how_it_ends(advised: Command, level: str | None, code: int) -> None:
    options = () if level is None else ("--fail-level", level)
    assert advised("lint", *ONLY, *options).code == code


def test_nothing_to_say_is_said(ivrplan: Command) -> None:
    ivrplan.write('flow "main" {\n  entry = "bye"\n  disconnect "bye" { say = "Bye." }\n}\n')
    ended = ivrplan("lint", "--profile", "core", "--fail-level", "note")
    assert (ended.code, ended.out) == (0, "No findings in 1 flow.\n")


def test_some_flows_only(broken: Command) -> None:
    document = json.loads(broken("lint", *ONLY, "flow.other", "--json").out)
    assert document["flows"] == ["flow.other"]
    assert document["findings"] == []
    wrong = broken("lint", "flow.oter")
    assert wrong.code == 1
    assert 'Did you mean "flow.other"?' in wrong.err


def test_rules_can_be_chosen_on_the_command_line(broken: Command) -> None:
    assert rules(json.loads(broken("lint", "--profile", "core", "--json").out)) == ["IVR103"]
    ended = broken(
        "lint", "--profile", "core", "--select", "too-many-choices", "--ignore", "IVR103", "--json"
    )
    assert rules(json.loads(ended.out)) == ["IVR201"]


def test_the_command_line_wants_what_the_configuration_ignores(broken: Command) -> None:
    broken.write('ivrplan {\n  rules { ignore = ["too-many-choices", "IVR103"] }\n}\n', "rules.ivr.hcl")
    assert rules(json.loads(broken("lint", "--profile", "core", "--json").out)) == []
    ended = broken("lint", "--profile", "core", "--select", "IVR201", "--json")
    assert rules(json.loads(ended.out)) == ["IVR201"]


def test_rules_that_do_not_exist_are_refused(broken: Command) -> None:
    ended = broken("lint", "--select", "too-many-choises", "--ignore", "IVR101")
    assert ended.code == 1
    assert 'Did you mean "too-many-choices"?' in ended.err
    assert "IVR101 (edge-to-missing-node) cannot be ignored" in " ".join(ended.err.split())


def test_json_has_everything(broken: Command) -> None:
    document = json.loads(broken("lint", *ONLY, "--json").out)
    assert document["failed"] is True
    counts = [document[f"{name}_count"] for name in ("error", "warning", "note", "suppressed")]
    assert counts == [1, 1, 1, 1]
    crowded = document["findings"][0]
    assert crowded["address"] == "flow.main.menu"
    assert crowded["range"]["start"] == {"line": 8, "column": 3}
    assert [step["node"] for step in crowded["path"]] == ["welcome", "menu"]
    assert crowded["path"][0]["range"]["start"]["line"] == 6
    assert document["suppressed"][0]["reason"] == "used in spring"


def test_fingerprints_stay_when_lines_move(broken: Command) -> None:
    def fingerprints() -> list[str]:
        return [one["fingerprint"] for one in json.loads(broken("lint", *ONLY, "--json").out)["findings"]]

    before = fingerprints()
    broken.write("\n\n# Something new.\n\n" + MAIN.replace("@MORE@", LOST))
    assert fingerprints() == before
    assert len(set(before)) == 3


def test_concise_is_a_line_each_and_the_counts_are_no_data(broken: Command) -> None:
    ended = broken("lint", *ONLY, "--format", "concise")
    lines = ended.out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(
        'main.ivr.hcl:8:3: warning[IVR201] In flow "main", menu "menu" offers 6 choices'
    )
    assert ended.err == "1 error, 1 warning, 1 note, 1 suppressed in 2 flows.\n"


def test_paths_are_those_of_who_runs_it(broken: Command) -> None:
    folder = broken.folder / "prod"
    folder.mkdir()
    (broken.folder / "main.ivr.hcl").rename(folder / "main.ivr.hcl")
    for where in ("prod", str(folder)):
        ended = broken("-C", where, "lint", *ONLY, "--format", "concise")
        assert ended.out.startswith("prod/main.ivr.hcl:8:3: ")


def test_a_file_instead_of_the_standard_output(broken: Command) -> None:
    ended = broken("lint", *ONLY, "--format", "sarif", "--out", "found.sarif")
    assert (ended.code, ended.out) == (1, "")
    assert json.loads((broken.folder / "found.sarif").read_text())["version"] == "2.1.0"
    wrong = broken("lint", "--out", "nowhere/found.txt")
    assert wrong.code == 1
    assert "File cannot be written" in wrong.err


def test_fixes_are_shown_and_made(broken: Command) -> None:
    before = (broken.folder / "main.ivr.hcl").read_text()
    shown = broken("lint", *ONLY, "--diff", "--format", "concise")
    assert (shown.code, len(shown.out.splitlines())) == (1, 3)
    assert "-  # ivrplan: ignore[too-many-choices] there are none" in shown.err
    assert "Would fix 1 finding in 1 file." in shown.err
    assert (broken.folder / "main.ivr.hcl").read_text() == before
    made = broken("lint", *ONLY, "--fix", "--format", "concise")
    assert len(made.out.splitlines()) == 2
    assert made.err.startswith("Fixed 1 finding in 1 file.\n")
    gone = before.replace("  # ivrplan: ignore[too-many-choices] there are none\n", "")
    assert (broken.folder / "main.ivr.hcl").read_text() == gone
    assert "Fixed" not in broken("lint", *ONLY, "--fix").err


SARIF: Final = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "text": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "required": ["name", "rules"],
                            "properties": {"rules": {"uniqueItems": True, "items": {"$ref": "#/$defs/rule"}}},
                        }
                    },
                },
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "required": ["id", "shortDescription", "fullDescription", "help"],
            "properties": {
                "shortDescription": {"$ref": "#/$defs/text"},
                "help": {"$ref": "#/$defs/text"},
                "defaultConfiguration": {
                    "properties": {"level": {"enum": ["none", "note", "warning", "error"]}}
                },
            },
        },
        "result": {
            "required": ["ruleId", "level", "message", "locations", "partialFingerprints"],
            "properties": {
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/text"},
                "locations": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/location"}},
                "partialFingerprints": {"additionalProperties": {"type": "string"}, "minProperties": 1},
                "codeFlows": {
                    "items": {
                        "required": ["threadFlows"],
                        "properties": {
                            "threadFlows": {
                                "minItems": 1,
                                "items": {
                                    "required": ["locations"],
                                    "properties": {
                                        "locations": {
                                            "minItems": 1,
                                            "items": {
                                                "properties": {"location": {"$ref": "#/$defs/location"}}
                                            },
                                        }
                                    },
                                },
                            }
                        },
                    }
                },
                "suppressions": {
                    "items": {
                        "required": ["kind"],
                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                    }
                },
            },
        },
        "location": {
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "required": ["uri"],
                            "properties": {"uri": {"type": "string", "pattern": "^[^\\\\ ]+$"}},
                        },
                        "region": {
                            "required": ["startLine"],
                            "properties": {
                                name: {"type": "integer", "minimum": 1}
                                for name in ("startLine", "startColumn", "endLine", "endColumn")
                            },
                        },
                    },
                }
            },
        },
    },
}
"""What is required of SARIF 2.1.0, of the parts that are written here."""


def test_sarif_is_what_code_scanning_takes(broken: Command) -> None:
    document = json.loads(broken("lint", *ONLY, "--format", "sarif").out)
    jsonschema.validate(document, SARIF)
    (run,) = document["runs"]
    known = run["tool"]["driver"]["rules"]
    assert all(known[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert all("## What it finds" in rule["help"]["markdown"] for rule in known)
    assert [one["ruleId"] for one in run["results"]] == ["IVR201", "IVR803", "IVR103", "IVR103"]
    (flow,) = run["results"][0]["codeFlows"]
    texts = [step["location"]["message"]["text"] for step in flow["threadFlows"][0]["locations"]]
    assert texts == ["welcome, left by default", "menu"]
    assert run["results"][-1]["suppressions"] == [{"kind": "inSource", "justification": "used in spring"}]


def test_junit_can_be_parsed_and_fails_where_the_command_does(broken: Command) -> None:
    def failures(*options: str) -> list[str]:
        root = ET.fromstring(broken("lint", *ONLY, "--format", "junit", *options).out)
        found = [case for case in root.iter("testcase") if case.find("failure") is not None]
        assert root.get("failures") == str(len(found))
        assert [suite.get("name") for suite in root] == ["flow.main", "flow.other"]
        return [case.get("name", "").partition(" ")[0] for case in found]

    assert failures() == ["IVR103"]
    assert failures("--fail-level", "warning") == ["IVR201", "IVR103"]
    assert failures("--fail-level", "never") == []


def test_gitlab_gets_the_worst_first(broken: Command) -> None:
    found = json.loads(broken("lint", *ONLY, "--format", "gitlab").out)
    assert [one["severity"] for one in found] == ["critical", "major", "info"]
    assert found[0]["check_name"] == "IVR103 unreachable-node"
    assert found[0]["location"] == {"path": "main.ivr.hcl", "lines": {"begin": 17, "end": 17}}
    assert len({one["fingerprint"] for one in found}) == 3


def test_github_gets_ten_of_a_kind_and_a_word_on_the_others(ivrplan: Command) -> None:
    lost = "\n".join(f'  disconnect "lost{n:02}" {{ say = "Bye." }}' for n in range(12))
    ivrplan.write(MAIN.replace("@MORE@", lost))
    lines = ivrplan("lint", *ONLY, "--format", "github").out.splitlines()
    assert [line.partition(" ")[0] for line in lines if line.startswith("::")] == [
        *["::error"] * 10,
        "::warning",
        "::notice",
    ]
    assert lines[10] == "2 more errors: GitHub shows 10 annotations of a kind."
    assert lines[11].startswith("main.ivr.hcl:27:3: error[IVR103]")


def test_github_is_told_nothing_that_it_could_take_for_a_command(ivrplan: Command) -> None:
    strange = '"100%\\n::error::, a:b"'
    ivrplan.write(
        f'flow "main" {{\n  entry = "bye"\n  disconnect "bye" {{ say = "x" }}\n  queue {strange} {{ queue = "Q" }}\n}}\n'
    )
    (line,) = ivrplan("lint", *ONLY, "--format", "github").out.splitlines()
    assert "100%25%0A::error::" in line
    properties = line.removeprefix("::error ").partition("::")[0]
    assert [part.partition("=")[0] for part in properties.split(",")] == [
        "file",
        "line",
        "endLine",
        "col",
        "endColumn",
        "title",
    ]


@pytest.mark.parametrize("form", list(Form))
def test_no_form_shows_a_secret(ivrplan: Command, form: Form) -> None:
    secret = "hunter2-hunter2"
    ivrplan.monkeypatch.setenv("IVRPLAN_VAR_pin", secret)
    ivrplan.write(
        'variable "pin" { sensitive = true }\n'
        'flow "main" {\n  entry = "a"\n  play "a" {\n    say = "Your code is ${var.pin}, press 1 or 2."\n'
        '    next = "m"\n  }\n  menu "m" {\n    say = var.pin\n    on = { "1" = "q" }\n  }\n'
        '  queue "q" { queue = var.pin }\n  queue "lost" { queue = "${var.pin}" }\n}\n'
    )
    profiles = [part for name in ("recommended", "outbound-us", "recording") for part in ("--profile", name)]
    ended = ivrplan("lint", *profiles, "--format", form.value)
    assert "IVR103" in ended.out
    assert secret not in ended.out + ended.err


def test_every_rule_is_explained(ivrplan: Command) -> None:
    known = all_rules(load_providers({}))
    listed = ivrplan("explain").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.id for rule in known]
    for rule in known:
        for key in (rule.id, rule.name):
            text = ivrplan("explain", key).out
            assert text.startswith(f"{rule.id} {rule.name}\n\n{rule.summary}.")
            assert " ".join(rule.mend.split()) in " ".join(text.split())
            assert "Cases" not in text


def test_rules_of_every_source_file_are_known() -> None:
    """No id can be shown that nobody explains."""

    folder = Path(__file__).parents[2] / "ivrplan"
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if "sandbox" not in path.parts)
    written = {number for text in texts for number in re.findall(r'id="(IVR\d{3})"', text)}
    assert written == {rule.id for rule in all_rules(load_providers({}))}


def test_a_rule_that_does_not_exist_is_not_explained(ivrplan: Command) -> None:
    ended = ivrplan("explain", "too-many-choises")
    assert ended.code == 1
    assert 'Did you mean "too-many-choices"?' in ended.err
    assert ivrplan("explain", "ivr201").out == ivrplan("explain", "IVR201").out


def test_explanations_for_programs(ivrplan: Command) -> None:
    document = json.loads(ivrplan("explain", "IVR103", "--json").out)
    assert (document["name"], document["severity"], document["hard"]) == ("unreachable-node", "error", False)
    assert document["page"].startswith("# IVR103 unreachable-node\n")
    every = json.loads(ivrplan("explain", "--json").out)["rules"]
    assert document["id"] in [rule["id"] for rule in every]
