"""Writes the reference page of the functions: `python -m ivrplan.language.functions.document > docs/reference/functions.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from ivrplan.language.functions.contract import Function
from ivrplan.language.functions.table import FAMILIES
from ivrplan.language.functions.unavailable import UNAVAILABLE
from ivrplan.language.typemodel import format_type

_INTRODUCTION = """\
# Functions

What expressions and templates can call. They are Terraform's functions by their names, and give the same values;
`env` is our own. This page is generated from `ivrplan/language/functions/table.py`.

- Arguments are converted to the parameter's type where they can be: `upper(1)` is `"1"`.
- A parameter with a `?` can be left out, one with `...` takes any number of arguments; a list can be spread over it
  with `max(list...)`.
- Where an argument is known only after apply, or sensitive, so is the result. Functions that only pass parts on, such
  as `merge`, keep the other parts known and clear.
- Relative paths start at the root folder of the configuration.
- Texts are counted and cut in characters as people see them: a flag or an accented letter is one.
- Regular expressions are RE2's. They are matched by trial: nested repetitions such as `(a+)+b` can take very long on a
  long text.
"""


def page() -> str:
    """The reference page as Markdown."""
    return "\n".join((_INTRODUCTION, *_families(), *_unavailable(), ""))


def _families() -> Iterator[str]:
    for family, functions in FAMILIES.items():
        yield f"## {family}\n"
        yield from _table(sorted(functions, key=lambda function: function.name))
        yield ""


def _table(functions: Sequence[Function]) -> Iterator[str]:
    yield "| function | parameters | returns | what it returns |"
    yield "| --- | --- | --- | --- |"
    for function in functions:
        description = function.description.replace("|", "\\|")
        yield f"| `{function.signature}` | {_parameters(function)} | `{format_type(function.returns)}` | {description} |"


def _parameters(function: Function) -> str:
    variadic = () if function.variadic is None else (function.variadic,)
    return ", ".join(f"{item.name}: `{format_type(item.type)}`" for item in (*function.parameters, *variadic))


def _unavailable() -> Iterator[str]:
    yield "## Not offered\n"
    yield "| function | why | instead |"
    yield "| --- | --- | --- |"
    for name, entry in sorted(UNAVAILABLE.items()):
        yield f"| `{name}` | {entry.reason} | {entry.hint} |"


if __name__ == "__main__":
    sys.stdout.write(page())
