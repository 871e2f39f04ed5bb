"""Every example of the library of modules, and the line that is made of all of them, deployed and taken down again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.world import World
from tests.modules.library import BASIC, REFERENCE, named
from tests.repo.pages import ROOT


@pytest.mark.parametrize("example", [*BASIC, REFERENCE], ids=named)
def test_an_example_is_deployed_and_taken_down(world: World, example: Path) -> None:
    world.begin({})
    for name in ("modules", "examples"):
        shutil.copytree(
            ROOT / name, world.folder / name, ignore=shutil.ignore_patterns("ivrplan.state*", "*.py")
        )
    here = ("-C", named(example))

    world.run("apply", "--auto-approve", *here).ended()
    assert "No changes." in world.run("plan", "--detailed-exitcode", *here).ended().stdout
    assert {vendor for vendor in ("cxone", "genesys") if world.flows(vendor)} >= expected(example)

    world.run("destroy", "--auto-approve", *here).ended()
    assert [world.flows(vendor) for vendor in ("cxone", "genesys")] == [[], []]


def expected(example: Path) -> set[str]:
    """The vendors that have an inbound flow then: campaigns are not listed among them."""
    text = (example / "main.ivr.hcl").read_text(encoding="utf-8")
    return {
        vendor
        for vendor, type_ in (("cxone", "cxone_ivr_flow"), ("genesys", "genesys_flow"))
        if type_ in text
    }
