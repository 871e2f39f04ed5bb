"""The provider's page says all there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, ResourceSchema, Schemas
from ivrplan.flow.graph import CallGraph
from ivrplan.providers.cxone.api import PROFILE
from ivrplan.providers.cxone.campaign.actions import PARAMETERS, SHAPES
from ivrplan.providers.cxone.campaign.limits import rules as campaign_rules
from ivrplan.providers.cxone.limits import rules
from ivrplan.providers.cxone.properties import PROPERTIES, TYPED
from ivrplan.providers.cxone.provider import CxoneProvider
from ivrplan.providers.cxone.settings import CxoneLimits, CxoneSettings, JobSettings
from ivrplan.providers.settings import TimeoutSettings
from ivrplan.rules.rule import Rule, Subject

PAGE = (Path(__file__).parents[3] / "docs" / "providers" / "cxone.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```hcl\n(.*?)```", PAGE, re.DOTALL)
SCHEMAS = Schemas(
    {"cxone": CxoneSettings},
    {
        name: ResourceSchema(kind.config, "cxone", flow="flow" if "flow" in kind.config.model_fields else "")
        for name, kind in CxoneProvider({}).types.items()
    },
)


@pytest.mark.parametrize(
    "name",
    [
        *CxoneSettings.model_fields,
        *(name for kind in CxoneProvider({}).types.values() for name in kind.config.model_fields),
    ],
)
def test_every_attribute_is_explained(name: str) -> None:
    assert f"| `{name}` |" in PAGE or f"| `{name} {{ " in PAGE


@pytest.mark.parametrize("block", [CxoneLimits, JobSettings, TimeoutSettings])
def test_every_number_is_explained_with_its_default(
    block: type[CxoneLimits | JobSettings | TimeoutSettings],
) -> None:
    for name, field in block.model_fields.items():
        row = next(line for line in PAGE.splitlines() if f"{{ {name} }}` |" in line)
        assert f"; {field.default} |" in row


@pytest.mark.parametrize(
    "rule", [*rules(CxoneLimits()), *campaign_rules(CxoneLimits())], ids=lambda rule: str(rule.id)
)
def test_every_rule_is_listed(rule: Rule) -> None:
    assert f"| {rule.id} | {rule.name} |" in PAGE


@pytest.mark.parametrize("name", [*PROPERTIES.values(), *TYPED])
def test_every_property_is_listed(name: str) -> None:
    assert f"`{name}" in PAGE


@pytest.mark.parametrize("kind", SHAPES)
def test_every_directive_is_listed(kind: str) -> None:
    section = PAGE[PAGE.index("### How a flow becomes a campaign document") :]
    row = next(
        line for line in section.splitlines() if kind in line.partition(" | ")[0].strip("| ").split(", ")
    )
    assert f"| `{SHAPES[kind].directive}`" in row
    assert ("`play` before" in row) == SHAPES[kind].speaks_first
    assert f"`{PARAMETERS}`" in section


def test_every_scope_is_listed() -> None:
    for dialect in PROFILE.dialects:
        assert all(f"| `{scope}` |" in PAGE for scope in dialect.scopes)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(example: str, tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text(example, encoding="utf-8")
    environment = {"CXONE_CLIENT_ID": "me", "CXONE_CLIENT_SECRET": "secret", "CXONE_WEBHOOK_SECRET": "s"}
    configuration = load(LoadRequest(tmp_path, environment=environment), SCHEMAS)
    settings = configuration.providers["cxone"].settings
    assert isinstance(settings, CxoneSettings)
    for block in configuration.resources.values():
        kind = CxoneProvider({}).types[block.type]
        flow = kind.to_flow(kind.desired(block.evaluate({})))
        if "flow" not in kind.config.model_fields:
            continue
        assert flow is not None
        assert not [hit for rule in kind.limits(settings) for hit in rule.check(Subject(CallGraph(flow)))]
