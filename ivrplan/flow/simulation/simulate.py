"""A whole call at once."""

from __future__ import annotations

from dataclasses import replace

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.timing import USUAL, Timing
from ivrplan.flow.simulation.walk import Walk


def simulate(flow: Flow | CallGraph, script: Script, timing: Timing = USUAL) -> Walk:
    """The way that a call takes. It is the same whenever it is asked for, and never raises.

    Args:
        flow: the flow, as it is deployed: embedded flows are inlined.
        script: what the caller does, what is known of them, when they call.
        timing: how long things take.
    """
    call, inputs, used = Call(flow, script, timing), script.inputs, 0
    while (question := call.question) is not None:
        text = inputs[used] if used < len(inputs) else None
        if text is None or (question.optional and text not in question.accepts):
            call.answer(None)
        else:
            used += 1
            call.answer(text)
    return replace(call.walk, unused=inputs[used:])
