"""The example with many tenants: one library of flows in git, two vendors, a module called once for each tenant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.world import ROOT, World
from tests.fakes.repositories import Repository

EXAMPLE = ROOT / "examples" / "multi_tenant"
SOURCE = "https://git.example.com/telephony/flows.git"
LINES = [
    ("cxone", "Maritime Museum line"),
    ("cxone", "Northwind Harbour line"),
    ("genesys", "Harbour Clinic line"),
]


def library() -> dict[str, str]:
    folder = EXAMPLE / "library"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.hcl")
    }


@pytest.fixture
def repository(world: World, tmp_path: Path) -> Repository:
    """The library at v1.0.0; git finds it where the configuration says that it is."""
    repository = Repository(tmp_path / "flows.git")
    repository.commit(library(), tag="v1.0.0")
    world.environment |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.url}.insteadOf",
        "GIT_CONFIG_VALUE_0": SOURCE,
    }
    return repository


@pytest.fixture
def tenants(world: World, repository: Repository) -> World:
    """The example, installed and applied."""
    world.begin(EXAMPLE)
    world.run("init").ended()
    world.apply()
    return world


def texts(flow: Mapping[str, Any]) -> set[str]:
    """What the nodes of a flow at a vendor say."""
    nodes = flow["versions"][-1]["nodes"] if "versions" in flow else flow["nodes"]
    properties = (node.get("properties", node.get("settings", {})) for node in nodes)
    return {text for each in properties for text in each.values() if isinstance(text, str)}


def test_every_tenant_has_its_line_at_its_vendor(tenants: World) -> None:
    tenants.check_whole(*LINES)
    by_name = {flow["name"]: texts(flow) for vendor in ("cxone", "genesys") for flow in tenants.flows(vendor)}
    assert "For berths, press 1. For repairs, press 2. " in by_name["Northwind Harbour line"]
    assert "Welcome to Maritime Museum." in by_name["Maritime Museum line"]
    assert "For appointments, press 1. For results, press 2. " in by_name["Harbour Clinic line"]


def test_a_new_version_of_the_library_reaches_all_tenants_when_it_is_asked_for(
    tenants: World, repository: Repository
) -> None:
    files = library()
    files["reception/main.ivr.hcl"] = files["reception/main.ivr.hcl"].replace("timeout = 6", "timeout = 8")
    repository.commit(files, tag="v1.1.0")
    tenants.run("plan", "--detailed-exitcode").ended()

    tenants.edit_file("main.ivr.hcl", "ref=v1.0.0", "ref=v1.1.0")
    assert "Module not installed" in tenants.run("plan").ended(1).stderr
    tenants.run("init").ended()
    plan = tenants.run("plan", "--detailed-exitcode").ended(2)
    assert "Plan: 0 to add, 3 to change, 0 to destroy, 1 to release." in plan.stdout
    assert plan.stdout.count("~ timeout = 6 -> 8") == 3

    tenants.apply()
    tenants.check_whole(*LINES)


def test_a_tag_that_is_moved_changes_nothing(tenants: World, repository: Repository) -> None:
    repository.commit({**library(), "stranger.txt": "x"}, tag="v1.0.0")
    tenants.run("plan", "--detailed-exitcode").ended()
    tenants.run("init").ended()
    tenants.run("plan", "--detailed-exitcode").ended()


def test_a_tenant_comes_and_a_tenant_goes(tenants: World) -> None:
    tenants.edit_file("tenants.auto.ivrvars", "  museum = {", "  gallery = {")
    tenants.edit_file("tenants.auto.ivrvars", "Maritime Museum", "Maritime Gallery")
    plan = tenants.run("plan").ended()
    assert "Plan: 1 to add, 0 to change, 1 to destroy, 0 to release." in plan.stdout
    tenants.run("apply", "--auto-approve", "--allow-large-change").ended()
    tenants.check_whole(
        ("cxone", "Maritime Gallery line"),
        ("cxone", "Northwind Harbour line"),
        ("genesys", "Harbour Clinic line"),
    )


def test_a_mistake_that_a_tenant_makes_in_a_module_is_shown_there(tenants: World) -> None:
    tenants.edit_file("tenants.auto.ivrvars", '"tickets", "tours", "shop"', '"tickets", "tickets"')
    refused = tenants.run("validate").ended(1)
    assert "Duplicate block" in refused.stderr
    assert "/reception/main.ivr.hcl:" in refused.stderr
    assert "The module is called here, as module.line." in refused.diagnostics
