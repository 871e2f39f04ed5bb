"""What `import --all` tells people: counts, what needs an eye, what to do next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivrplan.diagnostics import Severity
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Custom, Disconnect
from ivrplan.plan.survey import Listed, Read
from ivrplan.plan.writing import Placeholder
from ivrplan.rules.rule import Finding, Hit
from ivrplan.views.adoptions import adoption_json, adoption_text, survey_line
from ivrplan.views.palette import Palette
from ivrplan.workflow.adoption import Adopted, Adoption, LeftOut, OfType

FLOW = Flow(
    name="a", entry="x", nodes=(Custom(name="x", type="WHISPER"), Disconnect(name="bye")), description=None
)
FINDINGS = (
    Finding("IVR301", "too-many", Severity.WARNING, "Many choices", "a", Hit("It has 9."), "Fewer."),
    Finding("IVR101", "lost", Severity.ERROR, "Node is lost", "a", Hit("Nobody gets there."), "Lead there."),
)
VARIABLES = (Placeholder("fake_a_secret", required=True), Placeholder("fake_a_key", required=False))
OBJECT = Adopted("fake_flow.a", "id-1", "A", "fake_flow_a.ivr.hcl", FLOW, FINDINGS, VARIABLES)
ADOPTION = Adoption(
    folder=Path("my folder"),
    in_root=False,
    files=("fake_flow_a.ivr.hcl",),
    objects=(OBJECT,),
    left_out=(LeftOut("fake_flow", "id-2", "B\x1b[31m", "it could not be read"),),
    types=(OfType("fake_flow", 5, 1, 1, 1),),
    diagnostics=(),
    sources={},
)

NAMED = [{"name": "fake_a_secret", "required": True}, {"name": "fake_a_key", "required": False}]

TEXT = """\
Wrote 1 object into 1 file in my folder. Nothing was sent, and the state is as it was.

  type       found  managed  in import blocks  filtered out
  fake_flow  5      1        1                 1

Left out: 1 object.
  fake_flow "B\\u001b[31m" [id=id-2]: it could not be read

The vendor's own, and passed through as `node` blocks: 1 node.
  fake_flow_a.ivr.hcl: 1 node

The vendor does not show these values. Give them before you plan:
  IVRPLAN_VAR_fake_a_secret  (fake_flow_a.ivr.hcl)

The vendor does not show these values. What it has stays, unless you give them:
  IVRPLAN_VAR_fake_a_key  (fake_flow_a.ivr.hcl)

The rules complain. `ivrplan validate` tells where. A plan with errors cannot be applied.
  error[IVR101] Node is lost: 1
  warning[IVR301] Many choices: 1

Read what was written, move it into the root folder, and look whether it asks for nothing but imports:

    mv -n 'my folder'/*.ivr.hcl 'a root/'
    ivrplan -C 'a root' plan"""


def test_everything_that_needs_an_eye_is_told() -> None:
    assert adoption_text(ADOPTION, Palette(), Path("a root")) == TEXT


def test_many_are_counted() -> None:
    many = tuple(LeftOut("fake_flow", str(number), "X", "it is gone") for number in range(25))
    text = adoption_text(replace(ADOPTION, left_out=many), Palette(), Path())
    assert text.count("it is gone") == 20
    assert "  and 5 more\n" in text


def test_json_has_all_of_it() -> None:
    document = adoption_json(ADOPTION)
    (one,) = document["objects"]
    assert (one["vendor_nodes"], one["variables"]) == (1, NAMED)
    assert [finding["rule"] for finding in one["findings"]] == ["IVR301", "IVR101"]
    assert document["types"] == {
        "fake_flow": {"found": 5, "managed": 1, "in_import_blocks": 1, "filtered": 1}
    }


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Listed("fake_flow", 9, 7), "fake_flow: 9 listed, 7 to read"),
        (Read("fake_flow", 1, 70), None),
        (Read("fake_flow", 50, 70), "fake_flow: 50 of 70 read"),
        (Read("fake_flow", 70, 70), "fake_flow: 70 of 70 read"),
    ],
)
def test_a_log_gets_few_lines(event: Listed | Read, line: str | None) -> None:
    assert survey_line(event) == line
