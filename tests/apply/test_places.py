"""A vendor's complaint about a node is shown where the node was written."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from ivrplan.apply.change import PartlyDoneError
from ivrplan.apply.places import placed
from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest, ResourceSchema, Schemas
from ivrplan.diagnostics import Diagnostic, IvrplanError, RejectedError, VendorAnswer, VendorProblem, error
from ivrplan.providers.cxone.campaign.flows import CxoneCampaignFlowConfig
from ivrplan.providers.cxone.settings import CxoneSettings

ADDRESS: Final = "cxone_campaign_flow.main"
TEXT: Final = """\
flow "main" {
  entry = "notice"
  disclosure "notice" {
    say  = "x"
    next = "bye"
  }
  disconnect "bye" {}
}
resource "cxone_campaign_flow" "main" {
  name = "Main"
  flow = flow.main
}
"""
SCHEMAS: Final = Schemas(
    MappingProxyType({"cxone": CxoneSettings}),
    MappingProxyType({"cxone_campaign_flow": ResourceSchema(CxoneCampaignFlowConfig, "cxone", flow="flow")}),
)


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    (tmp_path / "main.ivr.hcl").write_text(TEXT, encoding="utf-8")
    return load(LoadRequest(tmp_path), SCHEMAS)


def refusal(*nodes: str, said: int | None = None) -> RejectedError:
    """A vendor's refusal that complains about these nodes, in as many diagnostics or in `said`."""
    problems = tuple(VendorProblem("no", node) for node in nodes)
    diagnostics: list[Diagnostic] = [error("No", "no") for _ in range(len(nodes) if said is None else said)]
    return RejectedError(*diagnostics, answer=VendorAnswer("V", "write", problems=problems))


def lines(failure: IvrplanError, configuration: Configuration, address: str = ADDRESS) -> list[int | None]:
    found = placed(failure, address, configuration)
    assert {each.address for each in found} == {address}
    return [None if each.range is None else each.range.line for each in found]


def test_each_complaint_stands_at_its_node(configuration: Configuration) -> None:
    assert lines(refusal("bye", "", "notice", "elsewhere"), configuration) == [7, None, 3, None]


def test_so_it_does_when_the_change_was_partly_done(configuration: Configuration) -> None:
    failure = PartlyDoneError(refusal("bye"), None, unsettled=False)
    failure.__cause__ = refusal("bye")
    assert lines(failure, configuration) == [7]


def test_what_cannot_be_told_apart_has_no_place(configuration: Configuration) -> None:
    assert lines(refusal("bye", "notice", said=1), configuration) == [None]


def test_nor_has_what_deploys_no_flow(configuration: Configuration) -> None:
    assert lines(refusal("bye"), configuration, "cxone_campaign_flow.other") == [None]
    assert lines(IvrplanError(error("No", "no")), configuration) == [None]
