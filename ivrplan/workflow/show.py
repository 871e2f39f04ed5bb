"""A saved plan, read for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ivrplan.plan import planfile
from ivrplan.plan.change import Plan
from ivrplan.workflow.project import load_providers, resource_types


def show(path: Path, environment: Mapping[str, str]) -> Plan:
    """The plan that was saved in a file.

    Raises:
        PlanError: it is no saved plan, was changed since, or cannot be read.
    """
    return planfile.read(path, resource_types(load_providers(environment)))
