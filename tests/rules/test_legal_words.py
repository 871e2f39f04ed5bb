"""How prompts say that a key ends further calls."""

from __future__ import annotations

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disconnect, Menu
from ivrplan.rules.legal.words import opt_outs

SAID = (
    "To opt out, press 9.",
    "Press 9 to unsubscribe.",
    "If you do not want further calls, press 9.",
    "If you don't wish to hear from us, press 9.",
    "To get no more calls, press 9.",
    "If you would like not to be called again, press 9.",
    "To stop these calls, press 9.",
    "Press 9 and we will never call again.",
    "To remove your number, press 9.",
    "To be taken off our calling list, press 9.",
    "Wenn Sie keine Anrufe mehr wünschen, drücken Sie die 9. Keine weiteren Anrufe: drücken Sie 9.",
    "Wenn Sie nicht mehr angerufen werden möchten, drücken Sie die 9.",
    "Si no desea recibir llamadas, pulse 9.",
    "Pour ne plus être appelé, tapez 9.",
)


def keys(say: str, target: str = "bye") -> list[str]:
    """The keys of a menu with a 1 and a 9 that do so."""
    menu = Menu(name="menu", say=say, edges={"1": "go", "9": target, "timeout": "go"})
    nodes = (menu, Disconnect(name="go"), Disconnect(name=target))
    return [edge.outcome for edge in opt_outs(CallGraph(Flow(name="main", entry="menu", nodes=nodes)))]


@pytest.mark.parametrize("say", SAID)
def test_words_for_it_are_understood(say: str) -> None:
    assert keys(say) == ["9"]
    assert keys(f"To hear your balance, press 1. {say}") == ["9"]
    assert keys(say.upper()) == ["9"]


@pytest.mark.parametrize(
    "say", ["For your balance, press 9.", "To list your calls, press 9.", "Press nine.", ""]
)
def test_other_words_are_not(say: str) -> None:
    assert keys(say) == []


@pytest.mark.parametrize("target", ["opt_out", "opted_out", "dnc", "do_not_call", "offer.opt_out"])
def test_the_name_of_what_follows_says_it_too(target: str) -> None:
    assert keys("Press 1 or 9.", target) == ["9"]
