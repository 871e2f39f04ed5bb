"""Terraform, where it is installed; without it these tests say why they are skipped."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.conformance.terraform.oracle import Terraform

SERIES: Final = "1.11."
"""The versions that the list of differences is about: later ones differ from it, too, in some of them."""


@pytest.fixture
def terraform(tmp_path: Path) -> Terraform:
    binary = shutil.which("terraform")
    if binary is None:
        pytest.skip("there is no terraform on the PATH to compare with")
    found = Terraform(binary, tmp_path)
    if not found.version().startswith(SERIES):
        pytest.skip(f"the differences are listed for Terraform {SERIES}x, and here is {found.version()}")
    return found
