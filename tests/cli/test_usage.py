"""How the command line answers to being called: help, mistakes, and what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from ivrplan.cli.main import cli
from ivrplan.cli.table import COMMANDS, ELSEWHERE
from tests.cli.conftest import Command


def commands(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands())


def test_the_bare_name_shows_help(ivrplan: Command) -> None:
    ended = ivrplan()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == ivrplan("--help").out
    assert all(name in ended.out for name in COMMANDS)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help_in_80_columns(ivrplan: Command, path: tuple[str, ...]) -> None:
    ended = ivrplan(*path, "--help")
    assert ended.code == 0
    assert ended.out.startswith(f"Usage: ivrplan {' '.join(path)}")
    assert max(map(len, ended.out.splitlines())) <= 80


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_option_says_what_it_is_for(path: tuple[str, ...]) -> None:
    options = [one for one in ALL[path].params if isinstance(one, click.Option)]
    assert not [one.name for one in options if not (one.help or "").endswith((".", "]"))]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_and_the_command_agree_on_the_name(name: str) -> None:
    assert ALL[name,].name == name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plann"], "There is no command 'plann'. Did you mean 'plan'?"),
        (["xyzzy"], "There is no command 'xyzzy'. `--help` lists the commands."),
        (["state", "lst"], "There is no command 'lst'. Did you mean 'list'?"),
        (["plan", "-out=x"], "Long options have two dashes: did you mean --out?"),
        (["apply", "-auto-approve"], "Long options have two dashes: did you mean --auto-approve?"),
        (["plan", "--ouut", "x"], "--out"),
        (["plan", "--destroy", "--refresh-only"], "exclude each other"),
        (["plan", "--var", "nothing"], "--var needs the form NAME=VALUE."),
        (["apply", "saved", "--target", "x.y"], "do not go with FILE"),
        (["apply", "saved", "--allow-large-change"], "do not go with FILE"),
        (["apply", "--parallelism", "0"], "1<=x<=100"),
        (["show"], "Missing argument"),
        (["sandbox", "--port", "70000"], "0<=x<=65535"),
    ],
)
def test_a_wrong_call_ends_with_1_and_says_what_to_do(
    ivrplan: Command, arguments: list[str], words: str
) -> None:
    ended = ivrplan(*arguments)
    assert (ended.code, ended.out) == (1, "")
    assert words in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("word", ELSEWHERE)
def test_commands_of_other_tools_are_pointed_to_ours(ivrplan: Command, word: str) -> None:
    assert ELSEWHERE[word] in ivrplan(word).err
    assert word not in COMMANDS


def test_a_wrong_call_is_told_to_programs_as_json(ivrplan: Command) -> None:
    ended = ivrplan("plan", "--json", "-out=x")
    document = json.loads(ended.out)
    assert (ended.code, ended.err) == (1, "")
    assert (document["format_version"], document["type"]) == ("1.0", "error")
    assert "--out" in document["diagnostics"][0]["hint"]


def test_the_value_of_a_variable_is_not_repeated(ivrplan: Command) -> None:
    assert "hunter2" not in ivrplan("plan", "--var", "hunter2").err


def test_version(ivrplan: Command) -> None:
    assert ivrplan("--version").out.startswith("ivrplan, version ")


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "", **environment},
    )
    return done.stdout


IMPORTED = """
import sys
before = set(sys.modules)
sys.argv = {arguments}
from ivrplan.cli.main import main
try:
    main()
except SystemExit:
    pass
print("\\n" + ",".join(sorted(set(sys.modules) - before)))
"""
ALLOWED = {
    "ivrplan",
    "ivrplan.cli",
    "ivrplan.cli.main",
    "ivrplan.cli.group",
    "ivrplan.cli.options",
    "ivrplan.cli.table",
}


@pytest.mark.parametrize(
    "arguments", [["ivrplan", "--help"], ["ivrplan"], ["ivrplan", "--version"], ["ivrplan", "plann"]]
)
def test_help_pays_for_click_and_nothing_else(arguments: list[str]) -> None:
    loaded = python(IMPORTED.format(arguments=arguments)).splitlines()[-1].split(",")
    foreign = {name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith(("click", "__mp_main__"))} == ALLOWED
    assert not {"asyncio", "ssl", "email", "http", "unittest"} & set(loaded)


@pytest.mark.parametrize("name", COMMANDS)
def test_heavy_packages_are_loaded_when_they_are_used(name: str) -> None:
    heavy = {"httpx", "deepdiff", "networkx", "starlette", "uvicorn"}
    code = f"import sys, {COMMANDS[name].module}; print(*sys.modules)"
    assert not heavy & set(python(code).split())


def test_a_shell_completes_commands_without_loading_them() -> None:
    code = IMPORTED.format(arguments=["ivrplan"])
    told = python(code, _IVRPLAN_COMPLETE="bash_complete", COMP_WORDS="ivrplan pl", COMP_CWORD="1")
    assert told.splitlines()[0] == "plain,plan"
    assert "ivrplan.workflow" not in told


def test_a_shell_completes_options() -> None:
    told = python(
        IMPORTED.format(arguments=["ivrplan"]),
        _IVRPLAN_COMPLETE="bash_complete",
        COMP_WORDS="ivrplan plan --ref",
        COMP_CWORD="2",
    )
    assert {"plain,--refresh-only", "plain,--refresh"} <= set(told.splitlines())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_set_up_for_each_shell(shell: str) -> None:
    assert "_IVRPLAN_COMPLETE" in python(
        IMPORTED.format(arguments=["ivrplan"]), _IVRPLAN_COMPLETE=f"{shell}_source", PATH="/usr/bin:/bin"
    )
