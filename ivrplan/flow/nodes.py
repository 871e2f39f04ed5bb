"""The kinds of nodes: one frozen class each.

A class says what may be written in its block; `kinds.py` says under which word. Fields of type `Text` may be known only
after apply or be sensitive; names, targets and outcomes never are, so the call graph is always known in full.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ivrplan.flow.fields import (
    Count,
    Dates,
    Edges,
    Method,
    Name,
    Opening,
    Positive,
    Seconds,
    Settings,
    Strings,
    Switch,
    Terminator,
    Text,
    Texts,
    Timezone,
    refused,
)
from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.reference import Destination


class Node(BaseModel):
    """What all nodes share.

    Attributes:
        kind: the block word of this class.
        terminal: a call may end here. One with edges can also go on: a queue that is full, a number that is busy.
        name: unique inside its flow.
        edges: outcome -> name of the next node, in the order of `outcome.order`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: ClassVar[str]
    terminal: ClassVar[bool] = False
    required_any: ClassVar[tuple[str, ...]] = ()

    name: Name
    edges: Edges = FrozenMap({})


class _NeedsOneOf(Node):
    """A node of which at least one of several fields must be given."""

    @model_validator(mode="after")
    def _one_is_given(self) -> Self:
        if all(getattr(self, field) is None for field in self.required_any):
            raise refused(f"needs {' or '.join(self.required_any)}")
        return self


class Play(_NeedsOneOf):
    """Says a text or plays a recording, then goes on."""

    kind = "play"
    required_any = ("say", "audio")

    say: Text | None = None
    audio: Text | None = None


class Menu(Node):
    """Offers choices by key. `timeout` counts seconds; `retries` re-prompts before `timeout` or `invalid` is taken."""

    kind = "menu"

    say: Text | None = None
    audio: Text | None = None
    timeout: Seconds | None = None
    retries: Count | None = None


class Collect(Node):
    """Asks for several digits and keeps them in a variable. An empty `terminator` means that no key ends the input.

    `sensitive` says that the digits are a secret, such as the number of a card. No vendor contract has a word for it, so
    it is passed on as a property of ours: whether the vendor masks the digits in its recordings and logs is to be seen to
    at the vendor.
    """

    kind = "collect"

    variable: Name
    say: Text | None = None
    audio: Text | None = None
    min_digits: Positive | None = None
    max_digits: Positive | None = None
    terminator: Terminator = "#"
    timeout: Seconds | None = None
    retries: Count | None = None
    sensitive: Switch | None = None

    @model_validator(mode="after")
    def _digits_fit(self) -> Self:
        if self.min_digits is not None and self.max_digits is not None and self.min_digits > self.max_digits:
            raise refused("min_digits must not be more than max_digits")
        return self


class Hours(_NeedsOneOf):
    """Asks whether it is open: by the vendor's own schedule, or by hours that are written here."""

    kind = "hours"
    required_any = ("schedule", "open")

    schedule: Text | None = None
    timezone: Timezone | None = None
    open: Opening | None = None
    holidays: Dates = ()


class Decision(Node):
    """Branches on a variable: outcomes are its values, `default` is any other."""

    kind = "decision"

    variable: Name


class Set(Node):
    """Gives variables values."""

    kind = "set"

    values: Texts

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.values:
            raise refused("needs at least one variable to set")
        return self


class Disclosure(_NeedsOneOf):
    """Says what callers have to be told by law (recording, automation), then goes on."""

    kind = "disclosure"
    required_any = ("say", "audio")

    say: Text | None = None
    audio: Text | None = None


class Request(Node):
    """Asks another system (a data dip) and saves parts of its answer: variable -> path into the answer."""

    kind = "request"

    url: Text
    method: Method = "GET"
    headers: Texts = FrozenMap({})
    body: Text | None = None
    save: Strings = FrozenMap({})
    timeout: Seconds | None = None


class Embed(Node):
    """Uses another flow as a part of this one. Its outcomes are the outcomes of that flow's exits."""

    kind = "embed"

    flow: Name


class Goto(Node):
    """Hands the call to another flow and never comes back."""

    kind = "goto"
    terminal = True

    flow: Destination


class Queue(Node):
    """Waits for somebody who serves a queue."""

    kind = "queue"
    terminal = True

    queue: Text
    priority: int | None = Field(default=None, strict=True)
    skills: tuple[Name, ...] = ()
    say: Text | None = None


class Agent(Node):
    """Rings one person."""

    kind = "agent"
    terminal = True

    agent: Text
    say: Text | None = None


class Transfer(Node):
    """Hands the call to a telephone number."""

    kind = "transfer"
    terminal = True

    number: Text
    say: Text | None = None


class Voicemail(Node):
    """Takes a message, of at most `max_seconds`."""

    kind = "voicemail"
    terminal = True

    mailbox: Text
    say: Text | None = None
    max_seconds: Positive | None = None


class Callback(Node):
    """Promises to call back, out of a queue."""

    kind = "callback"
    terminal = True

    queue: Text | None = None
    say: Text | None = None


class Disconnect(Node):
    """Hangs up, after a last word where there is one."""

    kind = "disconnect"
    terminal = True

    say: Text | None = None
    audio: Text | None = None


class Exit(Node):
    """Leaves an embedded flow with an outcome; the node's own name unless another is given."""

    kind = "exit"
    terminal = True

    outcome: Name

    @model_validator(mode="before")
    @classmethod
    def _outcome_from_name(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("outcome") is None and "name" in data:
            return {**data, "outcome": data["name"]}
        return data


class Custom(Node):
    """A node of a vendor's own type, passed through.

    What such a node does when it is done is the vendor's business, so it is taken to be able to end the call.
    """

    kind = "node"
    terminal = True

    type: Name
    settings: Settings = FrozenMap({})


AnyNode: TypeAlias = (
    Play
    | Menu
    | Collect
    | Hours
    | Decision
    | Set
    | Disclosure
    | Request
    | Embed
    | Goto
    | Queue
    | Agent
    | Transfer
    | Voicemail
    | Callback
    | Disconnect
    | Exit
    | Custom
)
"""Every kind of node: a closed union for `match` with `assert_never`."""
