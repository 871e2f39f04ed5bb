"""Events of vendors, received, and the flow that each is about checked for drift at once.

    trust.py     does an event come from who it says? Decided before anything in it is looked at
    events.py    which flow is an event about?
    receiver.py  the address that events are posted to
    checks.py    one check after another, one for a burst
    serve.py     all of it on a port, until it is stopped

What drift is, is the concern of `workflow/drift.py`. Nothing is written, neither here nor there.
"""
