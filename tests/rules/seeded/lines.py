"""Sound flows as companies have them: greeting, hours, a data dip, menus of one or two levels, and ways to a person.

@given(lines())
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode

_WORDS: Final = (
    "sales",
    "billing",
    "support",
    "orders",
    "repairs",
    "returns",
    "travel",
    "claims",
    "cards",
    "loans",
)
_HOURS: Final = {"mon-fri": "09:00-17:30", "sat": "10:00-14:00"}
_LEAVES: Final = ("queue", "transfer", "agent", "callback", "voicemail", "news", "account", "menu")


class _Line:
    """Writes a flow from its entry to its ends. Names are counted, so that none is taken twice."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.nodes: list[AnyNode] = []

    def add(self, kind: str, edges: Mapping[str, str] | None = None, **fields: Any) -> str:
        """A node; its name."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(KINDS[kind].model_validate({"name": name, "edges": edges or {}, **fields}))
        return name

    def maybe(self) -> bool:
        return self.draw(st.booleans())

    def person(self) -> str:
        """Where somebody takes the call."""
        return self.add(
            "queue", queue=self.draw(st.sampled_from(_WORDS)), priority=self.draw(st.integers(1, 9))
        )

    def goodbye(self) -> str:
        return self.add("disconnect", say="Thank you for your call. Goodbye.")

    def message(self) -> str:
        return self.add("voicemail", mailbox="office", say="Please leave a message.", max_seconds=120)

    # Branches

    def leaf(self, word: str, above: str, level: int) -> str:
        """What is behind a key."""
        match self.draw(st.sampled_from(_LEAVES)):
            case "queue":
                full = {"full": self.message()} if self.maybe() else {}
                return self.add("queue", full, queue=word)
            case "transfer":
                busy = self.message()
                return self.add("transfer", {"busy": busy, "no_answer": busy}, number="+15550100")
            case "agent":
                away = self.person()
                return self.add("agent", {"busy": away, "no_answer": away}, agent=word)
            case "callback":
                return self.add("callback", queue=word, say="We will call you back.")
            case "voicemail":
                return self.message()
            case "news":
                return self.add("play", {"default": self.goodbye()}, say=f"This is the news about {word}.")
            case "account":
                return self.account(word)
            case _:
                return self.menu(above, level + 1) if level < 2 else self.person()

    def account(self, word: str) -> str:
        """Asks for a number, looks it up, and goes by the answer."""
        known, person = self.goodbye(), self.person()
        tier = self.add("decision", {"gold": person, "default": known}, variable=f"tier_of_{word}")
        look = self.add(
            "request",
            {"default": tier, "error": person},
            url="https://api.example.com/accounts",
            save={f"tier_of_{word}": "tier"},
        )
        return self.add(
            "collect",
            {"default": look, "timeout": person, "invalid": person},
            variable="account_number",
            say="Please enter your account number.",
            min_digits=4,
            max_digits=8,
            timeout=6,
            retries=self.draw(st.integers(1, 3)),
        )

    def menu(self, above: str = "", level: int = 1) -> str:
        """A menu; below the first, the star leads back to it."""
        lost, name = self.person(), f"menu_{level}_{len(self.nodes)}"
        words = self.draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=4, unique=True))
        edges = {str(key): self.leaf(word, name, level) for key, word in enumerate(words, 1)}
        said = [f"For {word}, press {key}." for key, word in enumerate(words, 1)]
        if above:
            edges["*"] = above
            said.append("To go back, press star.")
        waits = {"timeout": self.draw(st.integers(4, 8)), "retries": self.draw(st.integers(1, 3))}
        edges |= {"timeout": lost, "invalid": lost}
        self.nodes.append(
            KINDS["menu"].model_validate({"name": name, "edges": edges, "say": " ".join(said), **waits})
        )
        return name

    # The way to the first menu

    def opening(self, onward: str) -> str:
        """What comes before the first menu."""
        if self.maybe():
            closed = self.add("play", {"default": self.message()}, say="We are closed.")
            away = {"holiday": self.goodbye()} if self.maybe() else {}
            holidays = ["2027-01-01"] if away else []
            edges = {"open": onward, "closed": closed, **away}
            onward = self.add("hours", edges, open=_HOURS, timezone="Europe/Berlin", holidays=holidays)
        if self.maybe():
            onward = self.add("disclosure", {"default": onward}, say="Calls are recorded.")
        return self.add("play", {"default": onward}, say="Welcome to Northwind.") if self.maybe() else onward


@st.composite
def lines(draw: DrawFn) -> Flow:
    """A sound flow of a company."""
    line = _Line(draw)
    entry = line.opening(line.menu())
    order = draw(st.permutations(line.nodes)) if draw(st.booleans()) else line.nodes
    return Flow(name="main", description="The line that customers call.", entry=entry, nodes=tuple(order))
