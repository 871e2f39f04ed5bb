"""Campaign flows and their jobs outlive a sandbox that keeps a file."""

from pathlib import Path

from ivrplan.sandbox.cxone.campaign.jobs import Jobs
from ivrplan.sandbox.cxone.campaign.models import CampaignFlow, CampaignFlows, Job
from ivrplan.sandbox.settings import SandboxSettings
from ivrplan.sandbox.world import World

CONTENT = {"name": "Reminder", "description": "", "nodes": [], "transitions": [], "entry_node": ""}


def test_a_job_goes_on_after_a_restart(tmp_path: Path) -> None:
    settings = SandboxSettings(data=tmp_path / "sandbox.json")
    told: list[tuple[str, str]] = []

    def announce(event: str, flow_id: str) -> None:
        told.append((event, flow_id))

    world = World(settings)
    flows = CampaignFlows(world.store, announce)
    flows.put(CampaignFlow("f1", 3, CONTENT))
    Jobs(world, flows).order(Job("j1", "delete", "f1", 3))
    world.store.close()

    world = World(settings)
    flows = CampaignFlows(world.store, announce)
    jobs = Jobs(world, flows)
    assert flows.get("f1") == CampaignFlow("f1", 3, CONTENT)
    assert flows.id_of("Reminder") == "f1"
    for _ in range(2):
        jobs.go_on()
    assert len(flows) == 0
    assert told == [("flow.created", "f1"), ("flow.deleted", "f1")]
    world.store.close()
