"""A configuration that calls modules from git, loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError
from ivrplan.workflow.install import install
from tests.config.case_schemas import SCHEMAS
from tests.config.modules.projects import write
from tests.fakes.repositories import Repository, make_repository

MENUS = """\
variable "name" { type = string }
module "inner" {
  source = "../inner"
  name   = "{{ var.name }}"
}
output "text" { value = module.inner.text }
"""
INNER = """\
variable "name" { type = string }
output "text" { value = "${path.module}: Hello ${var.name}" }
"""


@pytest.fixture
def flows(tmp_path: Path) -> Repository:
    files = {"menus/main.ivr.hcl": MENUS, "inner/main.ivr.hcl": INNER}
    return make_repository(tmp_path / "flows.git", {"v1": files})


def project(tmp_path: Path, flows: Repository) -> Path:
    text = f"""\
{{% for name in ["ada", "bob"] %}}
module "{{{{ name }}}}" {{
  source = "git::{flows.url}//menus?ref=v1"
  name   = "{{{{ name }}}}"
}}
{{% endfor %}}
output "texts" {{ value = [module.ada.text, module.bob.text] }}
"""
    return write(tmp_path / "project", {"main.ivr.hcl": text})


def test_modules_are_loaded_from_where_they_were_installed(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, flows)
    with pytest.raises(ConfigurationError) as failure:
        load(LoadRequest(root), SCHEMAS)
    assert {found.summary for found in failure.value.diagnostics} == {"Module not installed"}

    (installed,) = install(root)

    loaded = load(LoadRequest(root), SCHEMAS)
    path = installed.folder.relative_to(root) / "inner"
    assert loaded.outputs["texts"].evaluate({}) == (f"{path}: Hello ada", f"{path}: Hello bob")


def test_what_is_wrong_in_a_fetched_module_has_its_place(tmp_path: Path, flows: Repository) -> None:
    flows.commit({"menus/main.ivr.hcl": 'variable "name" {}\noutput "text" { value = var.nam }\n'}, tag="v1")
    root = project(tmp_path, flows)
    (installed,) = install(root)
    with pytest.raises(ConfigurationError) as failure:
        load(LoadRequest(root), SCHEMAS)
    places = {found.range.file for found in failure.value.diagnostics if found.range}
    assert str(installed.folder.relative_to(root) / "menus/main.ivr.hcl") in places
