"""As a new user: begin a project, plan it, apply it. Whatever was chosen, it works."""

from __future__ import annotations

import re

import pytest

from ivrplan.workflow.scaffold.table import Ci, providers
from tests.end_to_end.world import World


@pytest.mark.parametrize("ci", Ci)
@pytest.mark.parametrize("provider", providers())
def test_a_new_project_is_deployed(world: World, provider: str, ci: Ci) -> None:
    world.begin({})
    world.run("init", "--provider", provider, "--ci", ci.value).ended()
    world.edit_file("values.auto.ivrvars", "http://127.0.0.1:8787", world.url)

    assert world.run("fmt", "--check").ended().text == ""
    assert world.run("validate").ended().stderr == ""
    assert "1 to add" in world.run("plan").ended().stdout
    world.apply()
    world.check_whole((provider, "Acme main line"))
    world.run("plan", "--detailed-exitcode").ended()
    world.run("drift").ended()
    assert world.run("test", "--coverage").ended().stderr == ""
    for command in pipeline(world):
        world.run(*command.split()).ended()
    verbs = {command.split()[0] for command in pipeline(world)}
    assert ci is Ci.NONE or verbs == {"init", "fmt", "validate", "lint", "test", "plan", "drift"}


def pipeline(world: World) -> list[str]:
    """The commands of ivrplan that the project's pipeline runs."""
    files = [*world.folder.glob(".gitlab-ci.yml"), *world.folder.glob(".github/workflows/*.yml")]
    return [
        command
        for file in files
        for command in re.findall(r"^ *- (?:run: )?ivrplan (.+)$", file.read_text("utf-8"), re.MULTILINE)
    ]
