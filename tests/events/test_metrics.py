"""Metrics are valid OpenMetrics, add up over runs, and a damaged file is begun anew."""

from __future__ import annotations

import multiprocessing
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics import parser

from ivrplan.events.entry import AuditEntry, Delivery, Status, StepFact, Subject
from ivrplan.events.families import BUCKETS, FAMILIES, Kind
from ivrplan.events.metrics import Meter, RunOutcome, add_to_file, merged
from ivrplan.events.openmetrics import NotMetricsError, Series, empty_histogram, observe, read, write
from ivrplan.providers.http.client import Attempt

SUBJECT: Final = Subject("plan", "default", "ada@desk", "x_flow.a", "x_flow", "x", "update", "flow")
ENTRY: Final = AuditEntry(
    SUBJECT,
    "2026-11-21T09:30:00+00:00",
    Status.SUCCEEDED,
    seconds=0.7,
    validation_success=True,
    steps=(StepFact("UPDATE_NODES", Status.SUCCEEDED, seconds=0.3), StepFact("publish", Status.SUCCEEDED)),
    delivery=Delivery("flow.updated", 200, 1),
)


def busy() -> Meter:
    """A meter that has seen one of everything."""
    meter = Meter("default")
    meter.change(ENTRY)
    meter.change(replace(ENTRY, status=Status.FAILED, seconds=None, validation_success=False, delivery=None))
    meter.audited(2, good=True)
    meter.tried(Attempt("Acme", "update flow", "429", 1, 2.5))
    meter.tried(Attempt("Acme", "update flow", "200", 2))
    meter.drift({("x_flow", "changed"): 1}, {"changed": 1, "clean": 4})
    meter.run("apply", RunOutcome.SUCCESS, 1_795_253_833.5)
    return meter


def collected(text: str) -> list[Metric]:
    """The families that a collector reads."""
    return list(parser.text_string_to_metric_families(text))  # type: ignore[no-untyped-call]


def parsed(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """What a collector reads: values by sample name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in collected(text)
        for sample in family.samples
    }


def values(text: str, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one name, by their labels besides the workspace."""
    return {
        tuple(value for label, value in labels if label != "workspace"): number
        for (sample, labels), number in parsed(text).items()
        if sample == name
    }


def test_a_collector_reads_everything() -> None:
    text = write(busy().series)
    families = {family.name: family for family in collected(text)}
    assert families.keys() == FAMILIES.keys()
    assert {name: family.type for name, family in families.items()} == {
        name: family.kind.value for name, family in FAMILIES.items()
    }
    assert {name: family.documentation for name, family in families.items()} == {
        name: family.help for name, family in FAMILIES.items()
    }
    assert text.endswith("# EOF\n")


def test_what_is_counted() -> None:
    text = write(busy().series)
    assert values(text, "ivrplan_changes_total") == {
        ("update", "failed", "x_flow"): 1,
        ("update", "succeeded", "x_flow"): 1,
    }
    assert values(text, "ivrplan_change_duration_seconds_sum") == {("update", "succeeded", "x_flow"): 0.7}
    assert values(text, "ivrplan_step_duration_seconds_count") == {
        ("update", "succeeded", "x_flow", "UPDATE_NODES"): 2
    }
    assert values(text, "ivrplan_validations_total") == {("failure", "x_flow"): 1, ("success", "x_flow"): 1}
    assert values(text, "ivrplan_request_attempts_total") == {
        ("update flow", "200", "Acme"): 1,
        ("update flow", "429", "Acme"): 1,
    }
    assert values(text, "ivrplan_request_retries_total") == {("update flow", "Acme"): 1}
    assert values(text, "ivrplan_rate_limit_waits_total") == {("Acme",): 1}
    assert values(text, "ivrplan_rate_limit_wait_seconds_total") == {("Acme",): 2.5}
    assert values(text, "ivrplan_drift_objects") == {("changed",): 1, ("clean",): 4}
    assert values(text, "ivrplan_webhook_deliveries_total") == {("flow.updated", "success"): 1}
    assert values(text, "ivrplan_audit_entries_total") == {("success",): 2}
    assert values(text, "ivrplan_last_success_timestamp_seconds") == {("apply",): 1_795_253_833.5}


@pytest.mark.parametrize("outcome", [RunOutcome.FAILURE, RunOutcome.DECLINED])
def test_a_run_that_did_not_succeed_has_no_last_success(outcome: RunOutcome) -> None:
    meter = Meter("default")
    meter.run("apply", outcome, 5.0)
    text = write(meter.series)
    assert values(text, "ivrplan_runs_total") == {("apply", outcome.value): 1}
    assert values(text, "ivrplan_last_success_timestamp_seconds") == {}


def test_counters_go_on_and_gauges_are_as_the_last_run_saw_them(tmp_path: Path) -> None:
    path = tmp_path / "ivrplan.prom"
    assert add_to_file(path, busy().series) == []
    later = busy()
    later.drift({}, {"changed": 0, "clean": 5})
    later.run("apply", RunOutcome.SUCCESS, 2_000_000_000.0)
    assert add_to_file(path, later.series) == []
    text = path.read_text()
    assert values(text, "ivrplan_changes_total")["update", "succeeded", "x_flow"] == 2
    assert values(text, "ivrplan_change_duration_seconds_count") == {("update", "succeeded", "x_flow"): 2}
    assert values(text, "ivrplan_change_duration_seconds_sum") == {("update", "succeeded", "x_flow"): 1.4}
    assert values(text, "ivrplan_runs_total") == {("apply", "success"): 3}
    assert values(text, "ivrplan_drift_objects") == {("changed",): 0, ("clean",): 5}
    assert values(text, "ivrplan_last_success_timestamp_seconds") == {("apply",): 2_000_000_000.0}


def test_workspaces_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ivrplan.prom"
    for name in ("staging", "production", "staging"):
        meter = Meter(name)
        meter.run("apply", RunOutcome.SUCCESS, 1.0)
        add_to_file(path, meter.series)
    runs = {dict(labels)["workspace"]: value for (name, labels), value in parsed(path.read_text()).items()
            if name == "ivrplan_runs_total"}  # fmt: skip
    assert runs == {"staging": 2, "production": 1}


WHOLE: Final = write(busy().series)


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        (WHOLE[: len(WHOLE) // 2], "its end is missing"),
        ("", "its end is missing"),
        ("nonsense\n# EOF\n", "line 1 cannot be read"),
        ('ivrplan_runs_total{command="apply"} 1\n# EOF\n', "line 1 cannot be read"),
        ('ivrplan_others_total{workspace="x"} 1\n# EOF\n', "line 1 cannot be read"),
        (WHOLE.replace('outcome="success"} 1', 'outcome="success"} many'), "cannot be read"),
        (WHOLE.replace('outcome="success"} 1', 'outcome="success"} NaN'), "cannot be read"),
        (WHOLE.replace('le="0.1"', 'le="0.11"'), "which there is none of any more"),
        (WHOLE.replace('le="+Inf"} 1', 'le="+Inf"} 0'), "does not add up"),
    ],
)
def test_a_damaged_file_is_reported_and_begun_anew(tmp_path: Path, damaged: str, why: str) -> None:
    assert damaged != WHOLE
    path = tmp_path / "ivrplan.prom"
    path.write_text(damaged)
    (problem,) = add_to_file(path, busy().series)
    assert problem.summary == "Metrics begun anew"
    assert why in problem.detail
    assert path.read_text() == WHOLE


def test_a_file_that_is_no_text_is_damaged_too(tmp_path: Path) -> None:
    path = tmp_path / "ivrplan.prom"
    path.write_bytes(b"\xff\xfe")
    assert [problem.summary for problem in add_to_file(path, busy().series)] == ["Metrics begun anew"]


def test_a_file_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    (problem,) = add_to_file(tmp_path / "none" / "ivrplan.prom", busy().series)
    assert problem.severity.value == "warning"
    assert "What this run counted is lost" in problem.detail


def _add(path: Path) -> None:
    for _ in range(10):
        add_to_file(path, busy().series)


def test_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ivrplan.prom"
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_add, args=(path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert values(path.read_text(), "ivrplan_runs_total") == {("apply", "success"): 40}


LABELS: Final = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n"\\{},= '), max_size=12
)
NUMBERS: Final = st.integers(0, 10**9).map(float)


@st.composite
def all_series(draw: st.DrawFn) -> Series:
    series: Series = {}
    for _ in range(draw(st.integers(0, 6))):
        family = draw(st.sampled_from(sorted(FAMILIES.values(), key=lambda each: each.name)))
        labels = tuple(draw(LABELS) for _ in family.labels)
        if family.kind is Kind.HISTOGRAM:
            histogram = empty_histogram()
            for seconds in draw(st.lists(st.sampled_from([0.0, 0.05, 0.2, 7.0, 1000.0]), max_size=5)):
                observe(histogram, seconds)
            series[family.name, labels] = histogram
        else:
            series[family.name, labels] = draw(NUMBERS)
    return series


def flat(series: Series) -> dict[tuple[str, ...], float]:
    """Every number by itself."""
    return {
        (name, *labels, str(place)): number
        for (name, labels), value in series.items()
        for place, number in enumerate(value if isinstance(value, list) else [value])
    }


@given(series=all_series())
def test_what_is_written_is_read_by_us_and_by_a_collector(series: Series) -> None:
    text = write(series)
    assert flat(read(text)) == pytest.approx(flat(series))
    expected = sum(len(BUCKETS) + 3 if isinstance(value, list) else 1 for value in series.values())
    assert len(parsed(text)) == expected
    for (name, labels), value in series.items():
        if not isinstance(value, list):
            suffix = "_total" if FAMILIES[name].kind is Kind.COUNTER else ""
            key = tuple(sorted(zip(FAMILIES[name].labels, labels, strict=True)))
            assert parsed(text)[name + suffix, key] == value


@given(left=all_series(), right=all_series())
def test_merging_twice_is_reading_twice(left: Series, right: Series) -> None:
    once = read(write(merged(left, right)))
    assert flat(once) == pytest.approx(flat(merged(read(write(left)), read(write(right)))))


@given(text=st.text(alphabet='ab{}"= \n#\\_,1', max_size=40))
def test_no_text_makes_reading_fall_over(text: str) -> None:
    with suppress(NotMetricsError):
        assert flat(read(f"{text}\n# EOF\n")) == {}
