"""Running commands: in this process for most tests, as a process of its own where that is what is tested."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from ivrplan.cli.main import main

CONFIGURATION: Final = """
variable "say" { default = "Welcome." }
variable "secret" {
  default   = "none"
  sensitive = true
}
provider "cxone" {
  base_url      = "@URL@/cxone"
  client_id     = "sandbox"
  client_secret = "sandbox"
}
flow "main" {
  entry = "welcome"
  play "welcome" {
    say  = var.say
    next = "bye"
  }
  disconnect "bye" { say = "Goodbye." }
}
resource "cxone_ivr_flow" "main" {
  name = "@NAME@"
  flow = flow.main
}
test "callers hear goodbye" {
  flow = flow.main
  expect { terminal = "bye" }
}
output "main_id" { value = cxone_ivr_flow.main.id }
output "hidden" {
  value     = var.secret
  sensitive = true
}
"""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    """The address of a sandbox for all tests of the command line."""
    command = [sys.executable, "-m", "ivrplan", "sandbox", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        process.terminate()


@dataclass(frozen=True)
class Ended:
    """A command that has run."""

    code: int
    out: str
    err: str


@dataclass
class Command:
    """Runs commands in a folder."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str) -> Ended:
        self.monkeypatch.setattr(sys, "argv", ["ivrplan", *arguments])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = self.capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ended(code, written.out, written.err)

    def write(self, text: str, name: str = "main.ivr.hcl") -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def ivrplan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs commands in an empty folder, without colours, as wide as a usual terminal."""
    for name in [
        name for name in os.environ if name.startswith(("IVRPLAN_", "FORCE_COLOR", "CLICOLOR", "CI"))
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, monkeypatch, capsys)


@pytest.fixture
def project(ivrplan: Command, sandbox: str) -> Command:
    """Runs commands in a folder with one flow for one vendor, nothing of which is applied."""
    ivrplan.write(CONFIGURATION.replace("@URL@", sandbox).replace("@NAME@", ivrplan.folder.name))
    return ivrplan
