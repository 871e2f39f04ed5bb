"""The commands: one line each. The sentence stands here too, so that help need not import the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """Where a command is, and what it does in a few words."""

    module: str
    summary: str


COMMANDS: Final[Mapping[str, Entry]] = {
    "init": Entry("ivrplan.cli.commands.init", "Begin a project, or fetch its modules."),
    "fmt": Entry("ivrplan.cli.commands.fmt", "Rewrite files in the canonical style."),
    "validate": Entry("ivrplan.cli.commands.validate", "Check the configuration; nothing is sent."),
    "lint": Entry("ivrplan.cli.commands.lint", "Tell what could be better about call flows."),
    "explain": Entry("ivrplan.cli.commands.explain", "Tell what a rule is about."),
    "test": Entry("ivrplan.cli.commands.test", "Simulate calls, and see that they go as tests expect."),
    "plan": Entry("ivrplan.cli.commands.plan", "Show what would change, node by node."),
    "apply": Entry("ivrplan.cli.commands.apply", "Make it so: plan, ask, apply. Or apply a saved plan."),
    "destroy": Entry("ivrplan.cli.commands.destroy", "Delete everything that is managed."),
    "rollback": Entry("ivrplan.cli.commands.rollback", "Let callers get an earlier version again."),
    "versions": Entry("ivrplan.cli.commands.versions", "List the versions that a vendor keeps of a flow."),
    "show": Entry("ivrplan.cli.commands.show", "Show a saved plan."),
    "drift": Entry("ivrplan.cli.commands.drift", "Tell what somebody changed at the vendors."),
    "audit": Entry("ivrplan.cli.commands.audit", "Look at the record of what was changed, and verify it."),
    "import": Entry("ivrplan.cli.commands.import_", "Manage what a vendor has already."),
    "listen": Entry("ivrplan.cli.commands.listen", "Check flows for drift when a vendor says they changed."),
    "state": Entry("ivrplan.cli.commands.state", "Look at what is managed."),
    "workspace": Entry("ivrplan.cli.commands.workspace", "Keep several states: staging, production."),
    "output": Entry("ivrplan.cli.commands.output", "Print output values."),
    "graph": Entry("ivrplan.cli.commands.graph", "Draw what waits for what."),
    "report": Entry("ivrplan.cli.commands.report", "Tell what a call flow promises to callers."),
    "draw": Entry("ivrplan.cli.commands.draw", "Draw a call flow, as a picture or for Markdown."),
    "simulate": Entry(
        "ivrplan.cli.commands.simulate", "Let a call go through a flow; press the keys yourself."
    ),
    "console": Entry("ivrplan.cli.commands.console", "Try expressions out."),
    "schema": Entry("ivrplan.cli.commands.schema", "Print what configurations may say, for editors."),
    "language-server": Entry(
        "ivrplan.cli.commands.language_server", "Serve an editor, which starts it by itself."
    ),
    "unlock": Entry("ivrplan.cli.commands.unlock", "Break a lock whose holder is known to be gone."),
    "sandbox": Entry("ivrplan.cli.commands.sandbox", "Serve stand-ins of all vendors, to try things out."),
}

ELSEWHERE: Final[Mapping[str, str]] = {
    "force-unlock": "It is called `ivrplan unlock`.",
    "refresh": "Use `ivrplan apply --refresh-only`.",
    "taint": "Use `ivrplan apply --replace ADDRESS`.",
    "version": "Use `ivrplan --version`.",
}
"""Commands that people know from other tools, and what does the same here."""
