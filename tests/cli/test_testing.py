"""`ivrplan test`: what people, programs and CI servers get to read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Command

LINE: Final = """
flow "main" {
  entry = "menu"
  menu "menu" {
    say = "Press 1 for sales."
    on  = { "1" = "sales", timeout = "bye", invalid = "bye" }
  }
  queue "sales" {
    queue = "Sales"
  }
  disconnect "bye" { say = "Goodbye." }
}
"""
GOOD: Final = """
test "sales is one press away" {
  flow   = flow.main
  inputs = ["1"]
  expect { path = ["menu", "sales"] }
}
test "who says nothing hears goodbye" {
  flow = flow.main
  expect { terminal = "bye" }
}
"""
BAD: Final = """
test "sales is two presses away" {
  flow   = flow.main
  inputs = ["2"]
  expect { path = ["menu", "sales"] }
}
"""
PART: Final = """
flow "office" {
  entry = "check"
  hours "check" {
    schedule = "usual"
    on       = { open = "open", closed = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
test "it is closed" {
  flow   = flow.office
  inputs = ["closed"]
  expect { terminal = "closed" }
}
output "office" { value = flow.office }
"""
CALLER: Final = """
module "hours" {
  source = "./hours"
}
flow "main" {
  entry = "office"
  embed "office" {
    flow = module.hours.office
    on   = { open = "sales", closed = "bye" }
  }
  queue "sales" { queue = "Sales" }
  disconnect "bye" {}
}
test "open" {
  flow   = flow.main
  inputs = ["open"]
  expect { path = ["office.check", "sales"] }
}
"""


@pytest.fixture
def line(ivrplan: Command) -> Command:
    ivrplan.write(LINE + GOOD)
    return ivrplan


@pytest.fixture
def modular(ivrplan: Command) -> Command:
    ivrplan.write(CALLER)
    (ivrplan.folder / "hours").mkdir()
    ivrplan.write(PART, "hours/main.ivr.hcl")
    return ivrplan


def test_tests_that_pass_are_listed_by_flow(line: Command) -> None:
    ended = line("test")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "flow.main\n"
        "  pass  sales is one press away\n"
        "  pass  who says nothing hears goodbye\n"
        "\n"
        "All tests pass: 2 tests of 1 flow.\n"
    )


def test_a_failure_is_shown_where_it_was_expected(line: Command) -> None:
    line.write(BAD, "bad.ivr.hcl")
    ended = line("test", "sales is two presses away")

    assert ended.code == 1
    assert ended.out == "flow.main\n  FAIL  sales is two presses away\n\nTests fail: 1 of 1 test.\n"
    assert ended.err == (
        "\n"
        "error: Call takes another path\n"
        "   --> bad.ivr.hcl:5:19, in flow.main\n"
        '  5 |   expect { path = ["menu", "sales"] }\n'
        "    |                   ^^^^^^^^^^^^^^^^^\n"
        "\n"
        '  In the test "sales is two presses away", the call takes another path than\n'
        "  expected.\n"
        "\n"
        "    expected: menu -> sales\n"
        "    actual:   menu -> bye\n"
        "                      ^^^^^\n"
        "\n"
        "  The call:\n"
        '    menu  -[invalid]->  "Press 1 for sales."\n'
        '    bye                 "Goodbye."\n'
    )


def test_without_tests_it_says_how_to_write_one(ivrplan: Command) -> None:
    ivrplan.write(LINE)
    ended = ivrplan("test")

    assert (ended.code, ended.out) == (0, "No test was run: the configuration has none.\n")
    assert 'test "sales is one press away" {' in ended.err
    assert "ivrplan test --generate" in ended.err


@pytest.mark.parametrize(
    ("names", "run"),
    [
        (["who says nothing hears goodbye"], ["who says nothing hears goodbye"]),
        (["flow.main"], ["sales is one press away", "who says nothing hears goodbye"]),
        (["--filter", "SALES"], ["sales is one press away"]),
        (["--filter", "who*"], ["who says nothing hears goodbye"]),
        (["--filter", "?ales*"], ["sales is one press away"]),
    ],
)
def test_tests_are_chosen(line: Command, names: list[str], run: list[str]) -> None:
    document = json.loads(line("test", "--json", *names).out)

    assert [test["name"] for test in document["tests"]] == run


@pytest.mark.parametrize(
    ("names", "run"),
    [
        ([], ["open", "module.hours.it is closed"]),
        (["module.hours"], ["module.hours.it is closed"]),
        (["module.hours.flow.office"], ["module.hours.it is closed"]),
        (["module.hours.it is closed"], ["module.hours.it is closed"]),
        (["flow.main", "module.hours"], ["open", "module.hours.it is closed"]),
    ],
)
def test_tests_of_modules_are_run_and_chosen(modular: Command, names: list[str], run: list[str]) -> None:
    document = json.loads(modular("test", "--json", *names).out)

    assert [test["name"] for test in document["tests"]] == run
    assert document["passed"]


def test_the_tests_of_the_flow_that_a_resource_deploys_are_chosen(project: Command) -> None:
    project.write('test "hello" {\n  flow = flow.main\n  expect { terminal = "bye" }\n}\n', "tests.ivr.hcl")

    assert "pass  hello" in project("test", "cxone_ivr_flow.main").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["flow.mian"], 'Did you mean "flow.main"?'),
        (["no such test"], "neither the name of a test nor the address"),
        (["--filter", "zebra"], 'None of the names of 2 tests holds or matches "zebra".'),
        (["--out", "x.ivr.hcl"], "--out goes with --generate only."),
        (["--generate", "--coverage"], "--generate excludes"),
        (["--generate", "--out", "main.ivr.hcl"], "main.ivr.hcl is there already"),
        (["--generate", "--out", "tests.txt"], "would not be read with the folder"),
        (["--generate", "flow.nothing"], '"flow.nothing" is neither'),
        (["--junit", "no/such/folder.xml"], "Report cannot be written"),
    ],
)
def test_a_wrong_call_says_what_to_do(line: Command, arguments: list[str], words: str) -> None:
    ended = line("test", *arguments)

    assert ended.code == 1
    assert words in " ".join(ended.err.split())


def test_several_unknown_names_are_told_at_once(line: Command) -> None:
    assert line("test", "flow.a", "flow.b").err.count("error: Unknown test") == 2


def test_coverage_names_what_no_call_passes(line: Command) -> None:
    ended = line("test", "--coverage")

    assert ended.out.endswith(
        "Coverage\n"
        "  flow.main  3 of 3 nodes, 2 of 3 edges (66.66 %)\n"
        "    not passed: menu -[invalid]-> bye\n"
        "\n"
        "All tests pass: 2 tests of 1 flow.\n"
    )


def test_parts_of_flows_need_no_tests_of_their_own(modular: Command) -> None:
    modular.write(PART.split("test ")[0] + 'output "office" { value = flow.office }\n', "hours/main.ivr.hcl")
    document = json.loads(modular("test", "--json").out)

    assert list(document["coverage"]["flows"]) == ["main"]


def test_too_little_coverage_fails(line: Command) -> None:
    ended = line("test", "--min-coverage", "66.67")

    assert ended.code == 1
    assert "error: Coverage is too low" in ended.err
    assert ended.out.endswith("Coverage is too low; all tests pass: 2 tests of 1 flow.\n")
    assert "Coverage\n" in ended.out
    assert line("test", "--min-coverage", "66.66").code == 0


def test_too_little_coverage_is_told_to_programs(line: Command) -> None:
    document = json.loads(line("test", "--json", "--min-coverage", "100").out)

    assert (document["passed"], document["failed_count"]) == (False, 0)
    assert document["coverage"]["flows"]["main"]["missed_edges"] == [
        {"from": "menu", "outcome": "invalid", "to": "bye"}
    ]
    assert [one["summary"] for one in document["diagnostics"]] == ["Coverage is too low"]


def test_a_ci_server_gets_every_result(line: Command) -> None:
    line.write(BAD.replace("sales is", 'a \\"<&>\\" \\u0007 is'), "bad.ivr.hcl")
    ended = line("test", "--junit", "results.xml", "--json")
    root = ET.parse(line.folder / "results.xml").getroot()

    assert ended.code == 1
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "3", "1")
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("flow.main", "3", "1")
    by_name = {case.get("name"): case for case in suite}
    good, bad = by_name["sales is one press away"], by_name['a "<&>" \ufffd is two presses away']
    assert (good.get("file"), good.get("line"), list(good)) == ("main.ivr.hcl", "14", [])
    (failure,) = bad
    assert failure.get("message") == "Call takes another path"
    assert "actual:   menu -> bye" in (failure.text or "")


def test_a_file_of_an_earlier_run_is_replaced(line: Command) -> None:
    line("test", "--junit", "results.xml")
    first = (line.folder / "results.xml").read_bytes()
    line("test", "--junit", "results.xml", "--parallel", "2")

    assert (line.folder / "results.xml").read_bytes() == first


def test_tests_are_written_for_what_none_passes(line: Command) -> None:
    ended = line("test", "--generate")

    assert ended.code == 0
    assert ended.out == (
        "# Written by `ivrplan test --generate`: how calls go now. Whether they should, is for people to say.\n"
        "\n"
        'test "menu invalid leads to bye" {\n'
        "  flow   = flow.main\n"
        '  inputs = ["invalid"]\n'
        "\n"
        "  expect {\n"
        '    path     = ["menu", "bye"]\n'
        '    terminal = "bye"\n'
        "  }\n"
        "}\n"
    )
    assert ended.err == "1 test written.\n"


def test_what_is_written_passes_and_leaves_nothing_to_write(line: Command) -> None:
    assert line("test", "--generate", "--out", "tests.ivr.hcl").err == "1 test written into tests.ivr.hcl.\n"

    assert line("fmt", "--check").code == 0
    assert line("test", "--min-coverage", "100").code == 0
    again = line("test", "--generate", "--out", "more.ivr.hcl")
    assert (again.code, again.out) == (0, "")
    assert again.err == "Nothing to write: the tests pass everything that a test can pass.\n"
    assert not (line.folder / "more.ivr.hcl").exists()


def test_a_flow_that_a_module_gives_out_gets_tests_of_its_caller(modular: Command) -> None:
    written = modular("test", "--generate", "module.hours", "--out", "tests.ivr.hcl")

    assert written.err == "1 test written into tests.ivr.hcl.\n"
    assert "  flow   = module.hours.office\n" in (modular.folder / "tests.ivr.hcl").read_text(
        encoding="utf-8"
    )
    assert modular("test", "--min-coverage", "100", "module.hours").code == 0


def test_a_flow_that_a_module_keeps_gets_tests_in_its_own_folder(modular: Command) -> None:
    modular.write(PART.replace("value = flow.office", 'value = "x"'), "hours/main.ivr.hcl")
    modular.write(CALLER.split("flow")[0])
    ended = modular("test", "--generate", "module.hours")
    assert "Tests of module.hours.flow.office belong into the folders of their modules." in ended.err

    own = modular("-C", "hours", "test", "--generate", "--json")
    assert [test["name"] for test in json.loads(own.out)["tests"]] == ["check open leads to open"]


def test_what_no_test_can_pass_is_said_with_the_reason(ivrplan: Command) -> None:
    ivrplan.write(
        LINE.replace('timeout = "bye"', 'timeout = "vip", "2" = "lost"').replace(
            'queue "sales"',
            """
  set "vip" {
    values = { level = "gold" }
    next   = "level"
  }
  decision "level" {
    variable = "level"
    on       = { gold = "bye", default = "sales" }
  }
  play "lost" { say = "Hm." }
  queue "sales\"""",
        )
    )
    ended = ivrplan("test", "--generate")

    assert ended.code == 0
    assert ended.err.splitlines() == [
        "no test passes flow.main: menu -[2]-> lost",
        '  Who takes it comes to no good end. The call is lost at "lost", which leads nowhere.',
        "no test passes flow.main: level -> sales",
        '  "level" is always "gold" when a call comes to "level".',
        "3 tests written.",
    ]


def test_a_secret_that_is_heard_is_not_shown(ivrplan: Command) -> None:
    ivrplan.write(
        'variable "pin" {\n  default   = "hunter2"\n  sensitive = true\n}\n'
        + LINE.replace('"Press 1 for sales."', '"Your number is ${var.pin}."')
        + BAD
    )
    ended = ivrplan("test")

    assert "(sensitive value)" in ended.err
    assert "hunter2" not in ended.err + ended.out
    assert "hunter2" not in ivrplan("test", "--json").out
    ivrplan("test", "--junit", "results.xml")
    assert "hunter2" not in Path("results.xml").read_text(encoding="utf-8")
    assert "hunter2" not in ivrplan("test", "--generate").out
