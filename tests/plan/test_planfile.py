"""Saved plans: read as they were written, refused when they were changed, and without a secret."""

# ruff: noqa: ASYNC240 - the files are small, and nothing else runs in a test's loop

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivrplan import __version__
from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import Diagnostic, PlanError, Severity, SourceRange, StalePlanError, error
from ivrplan.language.plain import Masked, from_json, mask, to_json
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan import planfile
from ivrplan.plan.change import Mode, Plan
from ivrplan.plan.planfile import thawed
from ivrplan.plan.rules import Verdict
from ivrplan.providers.contract import Action
from tests.fakes.vendor import TYPES
from tests.fakes.world import Ref, World


async def _world() -> World:
    """Something of everything: creations, updates, drift, replacements, deletions, secrets, unknown parts."""
    finding = Diagnostic(
        Severity.WARNING,
        "Odd",
        "It is odd.",
        hint="Mend it.",
        range=SourceRange("main.ivr.hcl", 1, 2, 3, 4),
        code="IVR1",
        address="flow.main",
        related=((SourceRange("other.ivr.hcl", 5, 6, 7, 8), "here"),),
    )
    world = World(verdict=Verdict((finding,), ("IVR2: allowed",)))
    world.want("fake_flow.a", name="A", key=Sensitive("s3cret-one"), parts={"x": {"t": 1}})
    world.want("fake_flow.b", name="B", shape="round", lifecycle=Lifecycle(create_before_destroy=True))
    world.want("fake_flow.c", name="C")
    world.want("fake_flow.d", name="D")
    world.want("fake_flow.e", name="E")
    world.want("fake_flow.g", name="G")
    world.want("fake_flow.old", name="M")
    await world.apply()
    world.vendor.create("fake_hook", {"name": "I"}, "by hand")
    world.want("fake_hook.i", name="I")
    world.take("fake_hook.i", "I", by="name")
    world.forget("fake_flow.g")
    world.remove("fake_flow.g")
    world.forget("fake_flow.old")
    world.want("fake_flow.new", name="M")
    world.move("fake_flow.old", "fake_flow.new")
    world.vendor.edit("A", lambda document: document.update(note="s3cret-one", key="s3cret-two"))
    world.vendor.edit("D", lambda _: None)
    world.vendor.named("D").published = world.vendor.named("D").version
    world.vendor.named("E").published = 1
    world.want("fake_flow.a", name="A", key=Sensitive("s3cret-six"), parts={"x": {"t": 2}})
    world.want("fake_flow.b", name="B", shape="square", lifecycle=Lifecycle(create_before_destroy=True))
    world.forget("fake_flow.c")
    world.want("fake_hook.f", name="F", key=Ref("fake_flow.a", "version"), size=(1, None, True))
    world.show("key", Sensitive("s3cret-out"), sensitive=True)
    world.show("id", Ref("fake_hook.f"))
    return world


def _through(plan: Plan, folder: Path) -> Plan:
    path = folder / "plan.json"
    planfile.write(plan, path)
    return planfile.read(path, TYPES)


async def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    plan = await (await _world()).plan()
    actions = {change.action for change in plan.changes}
    assert actions == set(Action) - {Action.ROLLBACK}  # which no plan holds that can be saved
    again = _through(plan, tmp_path)
    assert replace(again, changes=(), outputs=()) == replace(plan, changes=(), outputs=())
    for mine, theirs in zip(again.changes, plan.changes, strict=True):
        bare = {"before": None, "after": None, "difference": None, "drift": None}
        assert replace(mine, **bare) == replace(theirs, **bare)  # type: ignore[arg-type] # compared below
        assert [each.path for each in mine.difference.fields] == [
            each.path for each in theirs.difference.fields
        ]
        assert [each.path for each in mine.drift.fields] == [each.path for each in theirs.drift.fields]
    assert [(o.name, o.sensitive) for o in again.outputs] == [(o.name, o.sensitive) for o in plan.outputs]
    assert again.outputs[1].after is UNKNOWN
    assert (again.counts, again.empty, again.failed) == (plan.counts, plan.empty, plan.failed)


async def test_a_saved_plan_can_be_applied(tmp_path: Path) -> None:
    world = await _world()
    outcome = await world.run(_through(await world.plan(), tmp_path))
    assert outcome.failed == ()
    assert world.vendor.named("A").document["key"] == "s3cret-six"
    assert (await world.plan()).empty


async def test_a_saved_plan_holds_no_secret_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    planfile.write(await (await _world()).plan(), path)
    text = path.read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert "$masked" in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


async def test_a_secret_that_the_configuration_has_no_more_refuses_the_plan(tmp_path: Path) -> None:
    world = await _world()
    plan = _through(await world.plan(), tmp_path)
    world.want("fake_flow.a", name="A", key=Sensitive("s3cret-new"), parts={"x": {"t": 2}})
    outcome = await world.run(plan)
    assert "fake_flow.a" in outcome.failed
    assert outcome.diagnostics[0].summary == "Plan and configuration disagree"


Edit = Callable[[dict[str, Any]], None]
EDITS: tuple[Edit, ...] = (
    lambda document: document["plan"].update(id="other"),
    lambda document: document["plan"]["changes"].pop(),
    lambda document: document["plan"]["changes"][0].update(action="delete"),
    lambda document: document.update(digest="sha256:0"),
    lambda document: document.pop("digest"),
)


@pytest.mark.parametrize("edit", EDITS)
async def test_a_plan_that_was_edited_is_refused(tmp_path: Path, edit: Edit) -> None:
    found = await _refused(tmp_path, edit)
    assert found == (
        "Plan file was changed",
        "plan.json is not as `ivrplan plan` saved it, so what was reviewed is not what would be applied.",
        "Plan again, and do not edit the file.",
    )


async def _refused(folder: Path, edit: Edit) -> tuple[str, str, str]:
    path = folder / "plan.json"
    planfile.write(await (await _world()).plan(), path)
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return _read(path)


def _read(path: Path) -> tuple[str, str, str]:
    with pytest.raises(PlanError) as caught:
        planfile.read(path, TYPES)
    (found,) = caught.value.diagnostics
    return found.summary, found.detail, found.hint


NOT_A_PLAN = "Not a saved plan"
PREFIX = "plan.json is not a plan of this version of ivrplan. "


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda document: document.update(format="tar"), "It does not say that it is one."),
        (lambda document: document.update(format_version=2), "Its format version is 2, not 1."),
        (lambda document: document.pop("plan"), "Its content is missing."),
    ],
)
async def test_what_is_no_plan_is_refused(tmp_path: Path, edit: Edit, why: str) -> None:
    assert await _refused(tmp_path, edit) == (NOT_A_PLAN, PREFIX + why, "Plan again.")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"format": "ivrplan plan"'])
def test_what_is_no_json_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    assert _read(path) == (NOT_A_PLAN, f"{PREFIX}It is not JSON text, or was cut off.", "Plan again.")


def test_what_is_no_object_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("[]", encoding="utf-8")
    assert _read(path) == (NOT_A_PLAN, f"{PREFIX}It does not say that it is one.", "Plan again.")


async def test_every_truncation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    planfile.write(await (await _world()).plan(), path)
    whole = path.read_bytes().rstrip()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert _read(path)[0] == NOT_A_PLAN


async def test_a_plan_of_another_version_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    planfile.write(await (await _world()).plan(), path)
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | {"ivrplan_version": "9.9"}), encoding="utf-8")
    with pytest.raises(StalePlanError) as caught:
        planfile.read(path, TYPES)
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "Plan of another version",
            f"plan.json was made by ivrplan 9.9; this is {__version__}.",
            "Plan again with this version.",
        ),
    ]


@pytest.mark.parametrize("part", ["changes", "mode", "records", "diagnostics"])
async def test_a_plan_with_parts_of_a_wrong_form_is_refused(tmp_path: Path, part: str) -> None:
    """Its digest fits: some other program wrote it."""

    def edit(document: dict[str, Any]) -> None:
        document["plan"][part] = "nonsense"
        document["digest"] = planfile._digest(document["plan"])

    summary, detail, hint = await _refused(tmp_path, edit)
    assert (summary, hint) == (NOT_A_PLAN, "Plan again.")
    assert detail.startswith("A part of it is missing or has a wrong form: ")


async def test_places_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    plan = await World().plan()
    with pytest.raises(PlanError) as caught:
        planfile.write(plan, tmp_path / "no" / "plan.json")
    assert [(d.summary, d.detail) for d in caught.value.diagnostics] == [
        ("Plan cannot be saved", "plan.json: No such file or directory."),
    ]
    assert _read(tmp_path / "plan.json")[:2] == (
        "Plan cannot be read",
        "plan.json: No such file or directory.",
    )


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
        st.text(max_size=5),
        st.just(UNKNOWN),
        st.text(max_size=5).map(Sensitive),
        st.text(max_size=5).map(Sensitive).map(mask),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), values, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_is_read_as_it_was_written(document: dict[str, Any]) -> None:
    masked = mask(document, "00ff")
    text = json.dumps(to_json(masked), ensure_ascii=False)
    assert from_json(json.loads(text)) == masked


@given(st.text(), st.text())
def test_equal_secrets_of_one_plan_stay_equal_and_others_do_not(left: str, right: str) -> None:
    first, second = (thawed(mask(Sensitive(text), "00ff")) for text in (left, right))
    assert isinstance(first, Sensitive)
    assert (first == second) is (left == right)


def test_a_plan_keeps_its_mode(tmp_path: Path) -> None:
    plan = Plan("id", "2026", Mode.DESTROY, "staging", "digest", "lineage", 3, (), targets=("a.b",))
    assert _through(replace(plan, diagnostics=(error("x"),)), tmp_path).mode is Mode.DESTROY
    assert thawed(Masked("blake2b:00:00")) == Sensitive("blake2b:00:00")
