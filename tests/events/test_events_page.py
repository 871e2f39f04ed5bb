"""The page about events is true: its example loads, its receiver believes us and nobody else, its tables are whole."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any, Final

import pytest

from ivrplan.config.files.early_settings import load_settings
from ivrplan.events.auditlog import AuditLog
from ivrplan.events.entry import AuditEntry, Status, Subject
from ivrplan.events.families import FAMILIES, Kind
from ivrplan.events.names import step_action
from ivrplan.events.settings import event_settings
from ivrplan.events.signature import TOLERANCE_SECONDS, is_signed, sign
from ivrplan.events.verify import entries
from ivrplan.providers.contract import StepKind

PAGE: Final = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
BODY: Final = b'{"event":"flow.created"}'
NAMES: Final = set(re.findall(r"`([^`\n]+)`", PAGE))


def test_the_example_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```hcl\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "main.ivr.hcl").write_text(example)
    found = event_settings(load_settings(tmp_path), tmp_path, {"HOOK_SECRET": "s"})
    assert found.audit
    assert found.metrics
    assert found.webhook


@pytest.fixture
def believed() -> Any:
    (sample,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    namespace: dict[str, Any] = {}
    exec(sample, namespace)
    return namespace["believed"]


def test_the_receiver_believes_us(believed: Any) -> None:
    now = int(time.time())
    headers = {"X-Ivrplan-Timestamp": str(now), "X-Ivrplan-Signature": sign(BODY, now, "s3cret")}
    assert believed(headers, BODY, "s3cret")
    assert is_signed(BODY, str(now), headers["X-Ivrplan-Signature"], "s3cret", now=now)
    assert not believed(headers, BODY, "another")
    assert not believed(headers, BODY + b" ", "s3cret")
    assert not believed({**headers, "X-Ivrplan-Timestamp": str(now + 1)}, BODY, "s3cret")
    late = now - TOLERANCE_SECONDS - 5
    assert not believed(
        {"X-Ivrplan-Timestamp": str(late), "X-Ivrplan-Signature": sign(BODY, late, "s3cret")}, BODY, "s3cret"
    )


@pytest.mark.parametrize(
    ("stamp", "signature", "now"),
    [
        ("1000", sign(BODY, 1000, "other"), 1000.0),
        ("1001", sign(BODY, 1000, "s"), 1000.0),
        ("1000", sign(BODY, 1000, "s"), 1301.0),
        ("1000", sign(BODY, 1000, "s"), 699.0),
        ("1000", "ü", 1000.0),
        ("-1000", sign(BODY, 1000, "s"), 1000.0),
        ("\u0661\u0660\u0660\u0660", sign(BODY, 1000, "s"), 1000.0),
        ("", "", 0.0),
    ],
)
def test_others_are_not_believed(stamp: str, signature: str, now: float) -> None:
    assert is_signed(BODY, "1000", sign(BODY, 1000, "s"), "s", now=1300.0)
    assert not is_signed(BODY, stamp, signature, "s", now=now)


def test_every_field_is_listed(tmp_path: Path) -> None:
    subject = Subject("p", "w", "a", "x.y", "x", "x", "create", "flow")
    log = tmp_path / "audit.jsonl"
    AuditLog(log).append([AuditEntry(subject, "t", Status.SUCCEEDED).to_json()])
    (entry,) = entries(log)
    assert entry.keys() <= NAMES


def test_every_metric_is_listed_with_its_labels() -> None:
    for family in FAMILIES.values():
        name = family.name + ("_total" if family.kind is Kind.COUNTER else "")
        (row,) = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{name}`" in line]
        labels = set(re.findall(r"`([^`]+)`", row.split("|")[2]))
        assert {"workspace", *labels} == set(family.labels)


def test_every_step_is_listed() -> None:
    assert {step_action(kind) for kind in StepKind} <= NAMES
