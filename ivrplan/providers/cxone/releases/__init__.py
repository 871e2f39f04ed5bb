"""Releases of CXone flows: versions that are registered, simulated and published (vendor contract S2).

    block.py     what a `release` block may say
    content.py   what is released of a flow <-> a version as the vendor knows it
    api.py       the endpoints, and what their answers must look like
    steps.py     the steps of a release, and how to find them again after a crash
    history.py   the versions of a flow, and what callers get by one of them
    rollback.py  putting an earlier version before callers again
    trials.py    the calls that are simulated before callers get a version
    failures.py  what to tell people when a release cannot go on
    limits.py    what the vendor cannot release, as rules

Registering and configuring the flow itself is the concern of the folder above.
"""
