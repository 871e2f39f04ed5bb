"""The files of a new project: one line each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

import ivrplan
from ivrplan.providers.table import PROVIDERS

_HERE: Final = "ivrplan.workflow.scaffold"
_CREDENTIAL: Final = re.compile(r'\benv\("(\w+)"')


class Ci(StrEnum):
    """Where pipelines run."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


class _Pipeline(NamedTuple):
    """What the files say about one kind of pipeline: its file, its template, and its words."""

    path: str
    template: str
    request: str
    secrets: str


_PIPELINES: Final[Mapping[Ci, _Pipeline]] = MappingProxyType(
    {
        Ci.GITHUB: _Pipeline(
            ".github/workflows/ivrplan.yml", "github.yml", "pull request", "secrets of the repository"
        ),
        Ci.GITLAB: _Pipeline(
            ".gitlab-ci.yml", "gitlab.yml", "merge request", "masked variables of the project"
        ),
    }
)


class NewFile(NamedTuple):
    """A file of a new project.

    Attributes:
        path: where it goes, below the root folder.
        purpose: what it is for, in a few words.
        text: what stands in it.
    """

    path: str
    purpose: str
    text: str


def providers() -> tuple[str, ...]:
    """The providers that a project can begin with, the usual one first."""
    return tuple(PROVIDERS)


def new_files(provider: str, ci: Ci) -> tuple[NewFile, ...]:
    """All files of a new project.

    Args:
        provider: the name of the provider that its first flow is deployed with.
        ci: where its pipelines run.
    """
    starter = _vendors_own(provider)
    marks = _marks(provider, starter, _PIPELINES.get(ci))
    made = [
        NewFile("main.ivr.hcl", "a call flow, and where it is deployed", _template("main.ivr.hcl") + starter),
        NewFile("variables.ivr.hcl", "what can be set from outside", _template("variables.ivr.hcl")),
        NewFile("values.auto.ivrvars", "the values", _template("values.auto.ivrvars")),
        NewFile("tests.ivr.hcl", "how calls have to go", _template("tests.ivr.hcl")),
        NewFile(".gitignore", "what does not belong into the repository", _template("gitignore")),
    ]
    if ci in _PIPELINES:
        pipeline = _PIPELINES[ci]
        made.append(NewFile(pipeline.path, "checks, plans, watches for drift", _template(pipeline.template)))
    made.append(NewFile("README.md", "how to go on", _template("README.md")))
    return tuple(file._replace(text=_filled(file.text, marks)) for file in made)


def _vendors_own(provider: str) -> str:
    module = PROVIDERS[provider].partition(":")[0]
    return files(module.rpartition(".")[0]).joinpath("starter.ivr.hcl").read_text(encoding="utf-8")


def _template(name: str) -> str:
    return files(_HERE).joinpath("files", name).read_text(encoding="utf-8")


def _marks(provider: str, starter: str, pipeline: _Pipeline | None) -> dict[str, str]:
    names = _CREDENTIAL.findall(starter)
    marks = {
        "provider": provider,
        "version": ivrplan.__version__,
        "minimum": ".".join(ivrplan.__version__.split(".")[:2]),
        "exports": "\n".join(f"   export {name}=..." for name in names),
        "names": " and ".join(f"`{name}`" for name in names),
        "github_secrets": "\n".join(f"      {name}: ${{{{ secrets.{name} }}}}" for name in names),
    }
    if pipeline is None:
        return {"pipeline": "", **marks}
    words = {"ci_file": pipeline.path, "request": pipeline.request, "secrets": pipeline.secrets}
    return {"pipeline": _template("pipeline.md"), **words, **marks}


def _filled(text: str, marks: Mapping[str, str]) -> str:
    """The text with its marks replaced, in their order: a text that is put in may hold marks that come later."""
    for name, value in marks.items():
        text = text.replace(f"@{name}@", value)
    return text.rstrip("\n") + "\n"
