"""The main job, shown on the embedded sandbox: plan, apply, nothing to do, a change behind our back, drift, repair.

Runs in a folder of its own, on a free port, and leaves nothing behind. Ends with status 0 when every command answered
as it should.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
IVRPLAN = [sys.executable, "-m", "ivrplan"]


@contextmanager
def sandbox() -> Iterator[str]:
    """The vendors' stand-ins on a free port; its address."""
    command = [*IVRPLAN, "sandbox", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            words = process.stdout.readline().split()
            yield next(word for word in words if word.startswith("http://"))
        finally:
            process.terminate()


def tell(text: str) -> None:
    """Say what comes next."""
    print(f"\n\x1b[1;36m== {text}\x1b[0m" if sys.stdout.isatty() else f"\n== {text}", flush=True)


def ivrplan(*arguments: str, folder: Path, expected: int = 0) -> None:
    """Run a command as a person would, and see that it ends as it should."""
    print(f"\n$ ivrplan {' '.join(arguments)}\n", flush=True)
    status = subprocess.run([*IVRPLAN, *arguments], cwd=folder, check=False).returncode
    if status != expected:
        sys.exit(f"ivrplan {arguments[0]} ended with status {status} instead of {expected}")


def flow_id(folder: Path) -> str:
    """The id that CXone gave the flow."""
    command = [*IVRPLAN, "output", "--raw", "cxone_flow_id"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def edit(url: str, identity: str) -> None:
    """Change the main menu at the vendor, as a person would in the vendor's own editor."""
    patch = {"nodes": {menu_id(url, identity): {"properties": {"timeoutSeconds": 2}}}}
    post(f"{url}/_control/edit/cxone/{identity}", patch)


def menu_id(url: str, identity: str) -> str:
    """The vendor's id of the node that is called `menu`."""
    with urllib.request.urlopen(f"{url}/_control/flows/cxone") as answer:
        flows = json.load(answer)["flows"]
    flow = next(flow for flow in flows if flow["id"] == identity)
    return next(node["id"] for node in flow["nodes"] if node["id"].startswith("node_menu"))


def post(url: str, body: object) -> None:
    """Send JSON."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        answer.read()


def main() -> None:
    """The whole story."""
    with tempfile.TemporaryDirectory(prefix="ivrplan-demo-") as scratch, sandbox() as url:
        folder = Path(scratch) / "quickstart"
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("ivrplan.state*", "__pycache__"))
        os.environ["IVRPLAN_VAR_sandbox"] = url

        tell("One call flow is described for two vendors. What would be done?")
        ivrplan("plan", "--out", "first.ivrplan", folder=folder)
        tell("Exactly that is applied.")
        ivrplan("apply", "first.ivrplan", folder=folder)
        tell("Nothing is left to do.")
        ivrplan("plan", "--detailed-exitcode", folder=folder)

        tell("Somebody changes the main menu directly at the vendor: callers get 2 seconds to choose.")
        edit(url, flow_id(folder))
        tell("ivrplan sees it. Status 2 means drift, for cron and CI.")
        ivrplan("drift", folder=folder, expected=2)
        tell("The next apply repairs it.")
        ivrplan("apply", "--auto-approve", folder=folder)
        ivrplan("drift", folder=folder)
        tell("That was the main job. README.md goes on from here.")


if __name__ == "__main__":
    main()
