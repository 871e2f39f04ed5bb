"""What came of tests, for people, for programs, and as JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree as ET

from ivrplan.flow.coverage import Coverage, Share
from ivrplan.flow.path import Edge, arrow
from ivrplan.flow.reference import FlowReference
from ivrplan.views.diagnostics import DiagnosticView, diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.text import columns, one_line, padded, plural, printable
from ivrplan.workflow.test import Result, Run, percent_text

FORMAT_VERSION: Final = "1.0"
_MANY: Final = 20
"""So many edges that no call takes are named for each flow."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def results_text(run: Run, palette: Palette) -> str:
    """A line for each test, below its flow; nothing where no test was run."""
    return "\n".join(_result_lines(run, palette))


def _result_lines(run: Run, palette: Palette) -> Iterator[str]:
    for flow, results in by_flow(run).items():
        yield palette.bold(str(FlowReference(flow)))
        for result in results:
            sign = palette.green("pass") if result.passed else palette.red("FAIL")
            yield f"  {sign}  {one_line(result.test.name)}"


def by_flow(run: Run) -> Mapping[str, list[Result]]:
    """The results below the names of the flows that were called, both in the order in which tests were written."""
    found: dict[str, list[Result]] = {}
    for result in run.results:
        found.setdefault(result.test.flow, []).append(result)
    return found


def summary_text(run: Run, palette: Palette) -> str:
    """The last line."""
    count, failed = len(run.results), len(run.failed)
    if failed:
        return f"{palette.red('Tests fail:')} {failed} of {plural(count, 'test')}."
    if count and not run.successful:
        return f"{palette.red('Coverage is too low;')} all tests pass: {plural(count, 'test')} of {plural(len(by_flow(run)), 'flow')}."
    if count:
        return f"{palette.green('All tests pass:')} {plural(count, 'test')} of {plural(len(by_flow(run)), 'flow')}."
    if run.declared:
        return f"No test was run: none of {plural(run.declared, 'test')} is what was asked for."
    return "No test was run: the configuration has none."


NO_TESTS: Final = """\
A test says what a caller does, and how the call has to go:

  test "sales is one press away" {
    flow   = flow.main
    inputs = ["1"]
    expect { terminal = "sales" }
  }

`ivrplan test --generate` writes tests for every way through the flows. More: docs/tests.md"""
"""What helps where there is no test."""


# Coverage


def coverage_text(run: Run, palette: Palette) -> str:
    """What calls have passed of each flow, with the edges that none has taken; the total last."""
    rows = [(str(FlowReference(name)), found) for name, found in run.coverage.items()]
    width = max((columns(name) for name, _ in rows), default=0)
    lines = [palette.bold("Coverage")]
    for name, found in rows:
        lines.append(f"  {padded(name, width)}  {_shares(found.nodes, found.edges)}")
        lines += [f"    {palette.yellow('not passed:')} {text}" for text in _missed(found)]
    if len(rows) > 1:
        lines.append(f"  {padded('total', width)}  {_shares(run.nodes, run.edges)}")
    return "\n".join(lines)


def _shares(nodes: Share, edges: Share) -> str:
    return f"{_share(nodes)} nodes, {_share(edges)} edges ({percent_text(edges.percent)})"


def _share(share: Share) -> str:
    return f"{share.covered} of {share.total}"


def _missed(found: Coverage) -> Iterator[str]:
    for edge in found.missed_edges[:_MANY]:
        yield one_line(f"{edge.source} {arrow(edge.outcome)} {edge.target}")
    if len(found.missed_edges) > _MANY:
        yield f"{len(found.missed_edges) - _MANY} more edges"
    if not found.edges.total and found.missed_nodes:
        yield one_line(found.missed_nodes[0])


# JSON


def run_json(run: Run) -> dict[str, Any]:
    """Every test with what came of it, and the coverage of every flow."""
    return {
        "format_version": FORMAT_VERSION,
        "passed": run.successful,
        "test_count": len(run.results),
        "failed_count": len(run.failed),
        "tests": [_result_json(result) for result in run.results],
        "coverage": {
            "percent": float(round(run.percent, 2)),
            "nodes": _share_json(run.nodes),
            "edges": _share_json(run.edges),
            "flows": {name: _coverage_json(found) for name, found in run.coverage.items()},
        },
        "diagnostics": diagnostics_to_json(run.diagnostics),
    }


def _result_json(result: Result) -> dict[str, Any]:
    test, tried = result.test, result.tried
    return {
        "name": test.name,
        "flow": str(FlowReference(test.flow)),
        "passed": result.passed,
        "path": list(tried.path),
        "terminal": tried.terminal or None,
        "seconds": float(tried.seconds),
        "keypresses": tried.keypresses,
        "diagnostics": diagnostics_to_json(result.diagnostics),
    }


def _coverage_json(found: Coverage) -> dict[str, Any]:
    return {
        "nodes": _share_json(found.nodes),
        "edges": _share_json(found.edges),
        "missed_nodes": list(found.missed_nodes),
        "missed_edges": [_edge_json(edge) for edge in found.missed_edges],
    }


def _share_json(share: Share) -> dict[str, int]:
    return {"covered": share.covered, "total": share.total}


def _edge_json(edge: Edge) -> dict[str, str]:
    return {"from": edge.source, "outcome": edge.outcome, "to": edge.target}


# JUnit


def junit_xml(run: Run) -> str:
    """The results as CI servers read them: a suite for each flow.

    Times are those of the calls, not of the machine, so that the file is the same whenever it is made.
    """
    root = ET.Element(
        "testsuites", name="ivrplan", tests=str(len(run.results)), failures=str(len(run.failed))
    )
    for flow, results in by_flow(run).items():
        failed = sum(not result.passed for result in results)
        name = _xml(str(FlowReference(flow)))
        suite = ET.SubElement(root, "testsuite", name=name, tests=str(len(results)), failures=str(failed))
        suite.set("errors", "0")
        suite.set("time", _time(results))
        for result in results:
            suite.append(_case(result, name, run.sources))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(result: Result, suite: str, sources: Mapping[str, str]) -> ET.Element:
    place = result.test.range
    case = ET.Element("testcase", name=_xml(result.test.name), classname=suite, time=_time([result]))
    case.set("file", _xml(place.file))
    case.set("line", str(place.line))
    view = DiagnosticView(Palette(), sources)
    for diagnostic in result.diagnostics:
        text = _xml(printable(view.one(diagnostic)))
        if result.passed:
            ET.SubElement(case, "system-out").text = text
        else:
            ET.SubElement(case, "failure", message=_xml(diagnostic.summary), type="failure").text = text
    return case


def _time(results: list[Result]) -> str:
    return f"{sum(result.tried.seconds for result in results):.3f}"


def _xml(text: str) -> str:
    """The text without the characters that XML has no way to write."""
    return _NO_XML.sub("\ufffd", text)
