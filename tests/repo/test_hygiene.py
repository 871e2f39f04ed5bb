"""What no other tool watches: names, sizes, words that have no place here.

The ceilings are a ratchet. An exception stands here with its reason, and goes when it is not needed any more.
"""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from ivrplan.cli.table import COMMANDS
from tests.repo.pages import ROOT, named_commands

LONGEST_FUNCTION: Final = 60
LONGEST_FILE: Final = 500

LONG_FUNCTIONS: Final[dict[str, str]] = {}
"""`path:function` -> why it is longer."""

LONG_FILES: Final[dict[str, str]] = {
    "tests/language/test_template_failures.py": "one table of mistakes in templates and what each says",
    "tests/providers/cxone/test_cxone_contract.py": "one vendor's contract, statement by statement",
}

VENDOR: Final = re.compile(r"cxone|genesys|incontact|purecloud", re.IGNORECASE)
VENDOR_CODE: Final[dict[str, str]] = {
    "ivrplan/providers/table.py": "the table of providers",
    "ivrplan/sandbox/app.py": "the table of stand-ins",
    "ivrplan/sandbox/settings.py": "what the control plane can set for each vendor",
    "ivrplan/cli/commands/sandbox.py": "the message that says where the stand-ins are mounted",
    "ivrplan/address.py": "an example in a hint",
}

FILES: Final = frozenset(
    {
        ".gitignore",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "constraints.txt",
        "pyproject.toml",
    }
)
FOLDERS: Final = ("ivrplan", "tests", "docs", "examples", "benchmarks", "modules", "schema", ".ci")
REGISTRIES: Final = ("pypi" + ".org", "python" + "hosted", "index" + "-url", "arti" + "factory")
MACHINE: Final = re.compile(r"(?<![\w.:/~-])/(?:work|root|home|Users)/\w+")
MACHINE_ALLOWED: Final = re.compile(r"/home/ada\b")
MARKERS: Final = re.compile(
    r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b"
)


def texts() -> Iterator[tuple[str, str]]:
    """Every text file of the project, with its path."""
    files = [file for file in ROOT.iterdir() if file.is_file()]
    files += [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.is_file()]
    for file in files:
        if "__pycache__" in file.parts or file.name.startswith(".coverage") or file.name == ".git":
            continue
        try:
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a case of a file that is no text


def modules(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


def found(pattern: re.Pattern[str], allowed: re.Pattern[str] | None = None) -> list[str]:
    return [
        f"{path}: {line.strip()}"
        for path, text in texts()
        for line in text.splitlines()
        if pattern.search(allowed.sub("", line) if allowed else line)
    ]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only git knows what is kept")
def test_nothing_was_left_at_the_top() -> None:
    command = ["git", "-c", "safe.directory=*", "ls-files"]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    top = {path.partition("/")[0] for path in kept.stdout.splitlines()}

    assert top - {*FOLDERS} == FILES


def test_no_registry_is_named() -> None:
    assert found(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert found(MACHINE, MACHINE_ALLOWED) == []


def test_nothing_is_marked_as_unfinished() -> None:
    assert found(MARKERS) == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert all(
        MACHINE.search(f"{before}/{top}/x")
        for before in ("", '"', "see ")
        for top in ("home", "root", "work")
    )
    assert not any(MACHINE.search(text) for text in ("https://a.example/home/x", "~/work/x", "docs/root/x"))
    assert MARKERS.search("# " + "TO" + "DO: later")


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9][\w.-]*==[0-9][\w.]*", line)] == []


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for more in project["optional-dependencies"].values() for one in more),
    ]
    names = {normal(re.split(r"[^\w-]", requirement)[0]) for requirement in wanted} - {
        normal(project["name"])
    }
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert sorted(names - {normal(line.partition("==")[0]) for line in lines}) == []


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


def test_every_package_says_what_it_is_for() -> None:
    folders = {file.parent for file in (ROOT / "ivrplan").rglob("*.py")}
    openings = {folder: folder / "__init__.py" for folder in folders}

    assert [str(file) for file in openings.values() if not file.exists()] == []
    assert [str(file) for file in openings.values() if not ast.get_docstring(parsed(file))] == []


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def test_package_docstrings_name_files_that_exist() -> None:
    missing = [
        f"{opening.parent.name}/{name}"
        for opening in (ROOT / "ivrplan").rglob("__init__.py")
        for name in re.findall(
            r"^ *(\w+(?:\.py|/)) {2,}\S", ast.get_docstring(parsed(opening)) or "", re.MULTILINE
        )
        if not (opening.parent / name).exists()
    ]

    assert missing == []


def test_the_package_prints_nothing_by_itself() -> None:
    calls = [
        f"{path}:{node.lineno}"
        for path, text in modules("ivrplan")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert calls == []


def test_messages_name_commands_that_exist() -> None:
    unknown = {
        path
        for path, text in modules("ivrplan")
        for node in ast.walk(ast.parse(code(text)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if set(named_commands(node.value)) - COMMANDS.keys()
    }

    assert sorted(unknown) == []


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(ast.parse(text))
    return (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_functions_are_short() -> None:
    long = {
        f"{path}:{function.name}"
        for path, text in modules("ivrplan", "tests", "benchmarks", "examples")
        for function in functions(text)
        if length(function) > LONGEST_FUNCTION
    }

    assert sorted(long - LONG_FUNCTIONS.keys()) == []
    assert sorted(LONG_FUNCTIONS.keys() - long) == [], "these are short enough now: take them off the list"


def test_files_are_short() -> None:
    long = {
        path
        for path, text in modules("ivrplan", "tests", "benchmarks", "examples")
        if len(text.splitlines()) > LONGEST_FILE
    }

    assert sorted(long - LONG_FILES.keys()) == []
    assert sorted(LONG_FILES.keys() - long) == [], "these are short enough now: take them off the list"


def code(text: str) -> str:
    """A module without comments and docstrings: names and literals in which a vendor would be code."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [part for part in body if not is_text(part)] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_a_vendors_own(path: str) -> bool:
    return re.match(r"ivrplan/(?:providers|sandbox)/(?:cxone|genesys)/", path) is not None


def test_vendors_are_named_in_their_own_folders_and_the_tables_only() -> None:
    naming = {
        path for path, text in modules("ivrplan") if not is_a_vendors_own(path) and VENDOR.search(code(text))
    }

    assert sorted(naming - VENDOR_CODE.keys()) == []
    assert sorted(VENDOR_CODE.keys() - naming) == [], "these name no vendor now: take them off the list"


def test_vendors_do_not_name_each_other() -> None:
    others = {"cxone": "genesys", "genesys": "cxone"}
    naming = [
        path
        for path, text in modules("ivrplan/providers", "ivrplan/sandbox")
        for own, other in others.items()
        if f"/{own}/" in path and other in text.lower()
    ]

    assert naming == []
