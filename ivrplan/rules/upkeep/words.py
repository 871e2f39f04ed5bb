"""How messages name a suppression."""

from __future__ import annotations

from ivrplan.rules.silence import Silence


def describe(flow: str, silence: Silence) -> str:
    """The suppression, as the beginning of a sentence."""
    where = f'flow "{flow}"' if silence.node is None else f'node "{silence.node}" of flow "{flow}"'
    what = f"of {silence.rule} " if silence.rule else ""
    return f"The suppression {what}on {where}"
