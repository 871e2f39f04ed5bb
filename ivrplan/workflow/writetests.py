"""Write tests for what no test of a configuration passes yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.config.write import write_file
from ivrplan.diagnostics import PlanError, error
from ivrplan.flow.coverage import Coverage
from ivrplan.flow.covering.untakeable import Untakeable
from ivrplan.flow.graph import CallGraph
from ivrplan.workflow.newfolder import write_new_file
from ivrplan.workflow.project import open_project
from ivrplan.workflow.test import called, coverage_by_flow, try_tests
from ivrplan.workflow.testing.generating import NewTest, propose, write_test
from ivrplan.workflow.testing.references import references
from ivrplan.workflow.testing.selection import ALL, Selection, flows_of

_SUFFIX: Final = ".ivr.hcl"
_HEAD: Final = (
    "# Written by `ivrplan test --generate`: how calls go now. Whether they should, is for people to say.\n"
)


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """What to write.

    Attributes:
        load: which folder, with which values.
        selection: tests for which flows; all flows that calls enter where nothing is said.
        out: the new file; None where the text is all that is wanted.
    """

    load: LoadRequest
    selection: Selection = ALL
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """What was written.

    Attributes:
        tests: the new tests.
        text: the same as a file; empty without any.
        left: what no test can pass, by the name of the flow.
        elsewhere: flows that the root module cannot refer to: their tests belong into the folders of their modules.
        file: the file that was made; None where there is none.
    """

    tests: tuple[NewTest, ...]
    text: str
    left: Mapping[str, tuple[Untakeable, ...]]
    elsewhere: tuple[str, ...]
    file: Path | None = None


def write_tests(request: WriteRequest) -> Writing:
    """Write tests.

    Raises:
        ConfigurationError: the files cannot be loaded, or a flow was asked for that there is not.
        PlanError: the file is there already, is no part of the folder, or cannot be written.
    """
    if request.out is not None:
        _check(request.load.root, request.out)
    configuration = open_project(request.load).configuration
    writing = _write(configuration, request.selection)
    if request.out is None or not writing.text:
        return writing
    write_new_file(request.out, writing.text)
    return replace(writing, file=request.out)


def _write(configuration: Configuration, selection: Selection) -> Writing:
    names = called(configuration) if selection.everything else flows_of(configuration, selection)
    written = references(configuration)
    own = [name for name in names if name in written]
    new: list[NewTest] = []
    left: dict[str, tuple[Untakeable, ...]] = {}
    for name, found in _passed(configuration, own).items():
        taken = {*configuration.tests, *(test.name for test in new)}
        proposal = propose(name, CallGraph(configuration.flows[name].composed), found, taken)
        new += proposal.tests
        left[name] = proposal.left
    blocks = (write_test(test, written[test.flow]) for test in new)
    text = write_file([_HEAD, *blocks]) if new else ""
    return Writing(tuple(new), text, left, tuple(name for name in names if name not in written))


def _passed(configuration: Configuration, flows: Collection[str]) -> dict[str, Coverage]:
    """What the tests that there are pass of these flows."""
    tests = [test for test in configuration.tests.values() if test.flow in flows]
    made = try_tests(configuration, tests)
    return coverage_by_flow(configuration, zip(tests, made, strict=True), flows)


def _check(root: Path, path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise PlanError(
            error(
                "File exists",
                f"{path.name} is there already, and tests never take the place of a file.",
                hint="Name another file, or move that one away.",
            )
        )
    if path.parent.resolve() != root.resolve() or not path.name.endswith(_SUFFIX):
        raise PlanError(
            error(
                "File is no part of the configuration",
                f"{path.name} would not be read with the folder: what is written there would not count.",
                hint=f"Name a file in the root folder that ends with {_SUFFIX}.",
            )
        )
