"""What can be wrong with the sandbox itself, as opposed to what a vendor answers."""


class SandboxError(Exception):
    """The sandbox cannot start or go on for a reason that its user can mend.

    Args:
        summary: what is wrong, fixed text.
        detail: with which object, in whole sentences.
        hint: how to mend it.
    """

    def __init__(self, summary: str, *, detail: str, hint: str) -> None:
        super().__init__(f"{summary}: {detail} {hint}")
        self.summary = summary
        self.detail = detail
        self.hint = hint


class BadControlRequestError(Exception):
    """A request to the control plane that cannot be carried out; the message says why."""


class UnknownFlowError(Exception):
    """The control plane was asked about a flow that the vendor does not have."""


class ConnectionDroppedError(ConnectionError):
    """What an in-process caller sees where a networked one would see its connection closed."""
