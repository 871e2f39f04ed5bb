"""What a node waits for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from ivrplan.flow.outcome import is_digit


class Wants(StrEnum):
    """What sort of input a node waits for."""

    KEY = "key"
    """One key, `timeout` or `invalid`."""

    DIGITS = "digits"
    """Several keys at once, `timeout` or `invalid`."""

    STATE = "state"
    """Whether it is open: `open`, `closed`, `holiday`."""

    VALUE = "value"
    """The value of a variable: any text."""

    OUTCOME = "outcome"
    """How the call leaves the node, where that is not as usual: `full`, `busy`, `error`."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a call waits for.

    Attributes:
        node: the node that waits.
        wants: what sort of input.
        accepts: the inputs that have a meaning of their own here, in the order of every listing. Where a key or digits
            are wanted, others are possible, too, and wrong; where a value is wanted, all others lead to `default`.
        optional: the call goes on, or comes to a good end, when nothing is said; what is said next may be meant for
            another node.
        variable: the variable whose value is wanted.
        secret: whether what is answered is a secret.
        tries: how often it can be answered wrongly or not at all before the call goes on without an answer.
    """

    node: str
    wants: Wants
    accepts: tuple[str, ...]
    optional: bool = False
    variable: str = ""
    secret: bool = False
    tries: int = 1

    def takes(self, text: str) -> bool:
        """Whether this can be said here at all, be it right or wrong."""
        match self.wants:
            case Wants.KEY:
                return text in self.accepts or is_digit(text)
            case Wants.DIGITS:
                return text in self.accepts or (bool(text) and all(map(is_digit, text)))
            case Wants.STATE | Wants.OUTCOME:
                return text in self.accepts
            case Wants.VALUE:
                return True
            case _:
                assert_never(self.wants)
