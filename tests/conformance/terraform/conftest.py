"""Terraform, where it is installed; without it these tests say why they are skipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conformance.terraform.oracle import Terraform


@pytest.fixture
def terraform(tmp_path: Path) -> Terraform:
    binary = shutil.which("terraform")
    if binary is None:
        pytest.skip("there is no terraform on the PATH to compare with")
    return Terraform(binary, tmp_path)
