"""Asks Terraform for the values of many expressions at once, offline and without a provider.

Each expression becomes an output in a file of its own, and all are planned together. Terraform names the file of every
mistake that it finds; those outputs are left out, and the rest is planned again until nothing is wrong. A plan tells
values exactly: every digit of a number, sets from lists, and what is known only after apply.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ivrplan.language.values import UNKNOWN, SetValue, Value

SURROUNDINGS: Final = """\
resource "terraform_data" "later" {}

locals {
  greeting = "hello"
  zähler   = 3
  var = {
    names   = ["ada", "bob"]
    secret  = sensitive("s3cret")
    secrets = sensitive(["a", "b"])
  }
  later = {
    id     = terraform_data.later.id
    n      = jsondecode(terraform_data.later.id)
    flag   = jsondecode(terraform_data.later.id)
    list   = jsondecode(terraform_data.later.id)
    object = jsondecode(terraform_data.later.id)
  }
}
"""
"""The names of the cases' scope, as locals."""

_SENSITIVE: Final = "Output refers to sensitive values"
_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What Terraform makes of an expression.

    Attributes:
        problem: the summary of what is wrong with it; empty when it has a value.
        value: its value, without what is sensitive being marked.
        sensitive: whether any part of the value is sensitive.
    """

    problem: str = ""
    value: Value = None
    sensitive: bool = False


class Terraform:
    """A terraform binary, and an empty folder to work in.

    Args:
        binary: the program.
        folder: where the configuration is written.
    """

    def __init__(self, binary: str, folder: Path) -> None:
        self._binary = binary
        self._folder = folder

    def version(self) -> str:
        return str(json.loads(self._run("version", "-json"))["terraform_version"])

    def functions(self) -> set[str]:
        """The names of the functions that it has."""
        names = json.loads(self._run("metadata", "functions", "-json"))["function_signatures"]
        return {name.removeprefix("core::") for name in names}

    def misread(self, texts: Iterable[str]) -> set[int]:
        """The positions of those texts that are no well-formed configuration."""
        for number, text in enumerate(texts):
            (self._folder / f"n{number}.tf").write_text(text, newline="")
        output = self._run("fmt", "-list=false", "-write=false", "-no-color", ".")
        return {int(number) for number in re.findall(r"\bon n(\d+)\.tf line ", output)}

    def formatted(self, texts: Sequence[str]) -> list[str]:
        """The texts, all well-formed, as `terraform fmt` writes them."""
        for number, text in enumerate(texts):
            self._file(number).write_text(text, newline="")
        self._run("fmt", "-list=false", "-no-color", ".")
        return [self._file(number).read_bytes().decode() for number in range(len(texts))]

    def values(self, expressions: Iterable[str]) -> list[Answer]:
        """What each expression comes to. Names are those of `SURROUNDINGS`, behind `local.`."""
        (self._folder / "main.tf").write_text(SURROUNDINGS)
        written = list(expressions)
        problems: dict[int, str] = {}
        sensitive: set[int] = set()
        for number, expression in enumerate(written):
            self._write(number, expression, sensitive=False)
        for _ in range(_ROUNDS):
            found = self._mistakes()
            if not found:
                known = self._planned()
                return [
                    Answer(problems[number])
                    if number in problems
                    else Answer("", known[number], number in sensitive)
                    for number in range(len(written))
                ]
            for number, summary in found.items():
                if summary == _SENSITIVE:
                    sensitive.add(number)
                    self._write(number, written[number], sensitive=True)
                else:
                    problems[number] = summary
                    self._file(number).unlink()
        msg = f"Terraform still finds mistakes after {_ROUNDS} rounds: {found}"
        raise AssertionError(msg)

    def _file(self, number: int) -> Path:
        return self._folder / f"n{number}.tf"

    def _write(self, number: int, expression: str, *, sensitive: bool) -> None:
        text = f'output "n{number}" {{\n  sensitive = {str(sensitive).lower()}\n  value = [(\n{expression}\n)]\n}}\n'
        self._file(number).write_text(text, newline="")

    def _mistakes(self) -> dict[int, str]:
        """The summary of the first mistake by the number of the expression."""
        output = self._run("plan", "-json", "-out=plan", "-input=false", "-refresh=false", "-lock=false")
        found: dict[int, str] = {}
        for line in output.splitlines():
            diagnostic = json.loads(line).get("diagnostic")
            if diagnostic is None or diagnostic["severity"] != "error":
                continue
            for number in _named(diagnostic):
                found.setdefault(number, diagnostic["summary"])
        return found

    def _planned(self) -> Mapping[int, Value]:
        plan = json.loads(self._run("show", "-json", "plan"), parse_float=Decimal)
        outputs = plan["planned_values"].get("outputs", {})
        result: dict[int, Value] = {}
        for name, change in plan["output_changes"].items():
            kind = outputs.get(name, {}).get("type")
            (result[int(name[1:])],) = _read(change["after"], change["after_unknown"], kind)
        return result

    def _run(self, *arguments: str) -> str:
        own = {
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
            "HOME": "/home/ada",
            "TF_DATA_DIR": "data",
        }
        return subprocess.run(
            [self._binary, *arguments],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        ).stdout


def _named(diagnostic: Mapping[str, Any]) -> list[int]:
    """The expressions that a mistake is about. Infinity is found late, and all of its outputs are named in one text."""
    file = diagnostic.get("range", {}).get("filename", "")
    found = re.findall(r"^n(\d+)\.tf$", file) or re.findall(r'output value "n(\d+)"', diagnostic["detail"])
    assert found, diagnostic
    return list(map(int, found))


def _read(value: Any, unknown: Any, kind: Any) -> Any:
    """A value of a plan as one of ours. `unknown` is true, or has the shape of the value and is true in places."""
    if unknown is True:
        return UNKNOWN
    if isinstance(value, list):
        flags = unknown or [False] * len(value)
        kinds = _element_kinds(kind, len(value))
        items = tuple(_read(*item) for item in zip(value, flags, kinds, strict=True))
        return SetValue(items) if isinstance(kind, list) and kind[0] == "set" else items
    if isinstance(value, dict):
        flags = unknown or {}
        missing = {name for name, flag in flags.items() if flag is True}
        return {
            name: _read(value.get(name), flags.get(name), _attribute_kind(kind, name))
            for name in sorted(value.keys() | missing)
        }
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _element_kinds(kind: Any, count: int) -> list[Any]:
    match kind:
        case ["tuple", [*kinds]]:
            return kinds
        case ["list" | "set", one]:
            return [one] * count
        case _:
            return [None] * count


def _attribute_kind(kind: Any, name: str) -> Any:
    match kind:
        case ["object", {**attributes}]:
            return attributes.get(name)
        case ["map", one]:
            return one
        case _:
            return None
