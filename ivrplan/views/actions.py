"""The words and signs for what is done to a resource. One place for plans and progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ivrplan.providers.contract import Action


class Words(NamedTuple):
    """How an action is told.

    Attributes:
        sign: in plans.
        meaning: in the legend.
        will: behind an address in a plan.
        doing: while it goes on.
        done: when it has happened.
    """

    sign: str
    meaning: str
    will: str
    doing: str
    done: str


WORDS: Final[Mapping[Action, Words]] = {
    Action.CREATE: Words("+", "create", "will be created", "creating", "created"),
    Action.UPDATE: Words("~", "update in-place", "will be updated in-place", "updating", "updated"),
    Action.REPLACE: Words("-/+", "destroy and then create anew", "must be replaced", "replacing", "replaced"),
    Action.DELETE: Words("-", "destroy", "will be destroyed", "destroying", "destroyed"),
    Action.RELEASE: Words("^", "release: callers get it", "will be released", "releasing", "released"),
    Action.ROLLBACK: Words(
        "<",
        "roll back: callers get an earlier version",
        "will be rolled back",
        "rolling back",
        "rolled back",
    ),
    Action.FORGET: Words(
        ".",
        "forget: not managed any more",
        "will be removed from the state, but will not be destroyed",
        "forgetting",
        "forgotten",
    ),
    Action.NO_OP: Words(" ", "leave as it is", "stays as it is", "leaving", "left"),
}
"""Every action has its words: a test sees to it."""

CREATE_FIRST: Final = "+/-"
"""The sign of a replacement whose new object is created before the old one is destroyed."""
