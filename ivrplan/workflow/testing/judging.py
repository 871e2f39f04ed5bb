"""Whether a call went as its test says that it has to go.

What is asked is what a vendor is asked before a release, and as strictly: a call that comes to no good end has failed
whatever is expected, and the path is the whole path, node by node. What a vendor cannot tell is asked here, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from ivrplan.config.expectations import Expectation
from ivrplan.flow.simulation.ends import Ended
from ivrplan.flow.simulation.walk import Walk


class Wrong(StrEnum):
    """What is not as expected; the names of attributes of `expect`, and what holds for every call."""

    END = "end"
    """The call comes to no good end."""

    PATH = "path"
    TERMINAL = "terminal"
    PROMPTS = "prompts"
    MAX_SECONDS = "max_seconds"
    MAX_KEYPRESSES = "max_keypresses"

    UNUSED = "unused"
    """Inputs are left: no failure, but worth a word."""


def judge(expect: Expectation, walk: Walk) -> tuple[Wrong, ...]:
    """What is not as expected.

    A call that took another path ends somewhere else and says something else, too: of these, the first one counts.
    """
    found = (*_course(expect, walk), *_limits(expect, walk))
    return found or ((Wrong.UNUSED,) if walk.unused else ())


def _course(expect: Expectation, walk: Walk) -> Iterator[Wrong]:
    if not isinstance(walk.end, Ended):
        yield Wrong.END
    elif expect.path is not None and expect.path != walk.path:
        yield Wrong.PATH
    elif expect.terminal and expect.terminal != walk.terminal:
        yield Wrong.TERMINAL
    elif expect.prompts is not None and expect.prompts != walk.prompts:
        yield Wrong.PROMPTS


def _limits(expect: Expectation, walk: Walk) -> Iterator[Wrong]:
    if expect.max_seconds is not None and walk.seconds > expect.max_seconds:
        yield Wrong.MAX_SECONDS
    if expect.max_keypresses is not None and walk.keypresses > expect.max_keypresses:
        yield Wrong.MAX_KEYPRESSES
