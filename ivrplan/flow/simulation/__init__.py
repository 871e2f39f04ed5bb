"""A call through a flow, offline: what the caller does and when, which way the call takes, what is heard, how long it is.

    script.py    what the caller does, what is known of them, when the call comes
    timing.py    how long things take
    prompts.py   what is heard at a node
    question.py  what a node waits for, and what may be answered
    asking.py    node -> what it asks, what is decided without asking
    clock.py     opening hours at a moment
    memory.py    the variables of a call
    stay.py      a visit that is not over yet
    ends.py      the closed set of how a call can end
    walk.py      what came of a call: visits, end, seconds
    call.py      a call that goes on answer by answer
    simulate.py  a whole call at once

Nothing here reads files or asks a vendor. What a vendor's own simulation says of the same call is for its provider;
whether a call went as a test expects is for who runs tests. The meaning of every input is in docs/simulation.md.
"""
