"""Genesys Cloud (system S4): flows as versions that are validated, then published.

    provider.py   the provider: its resource types, and a client for its provider block
    settings.py   that block
    flows.py      the resource type `genesys_flow`
    webhooks.py   the resource type `genesys_webhook`
    steps.py      the steps of a change to one, run and found again
    history.py    the versions of a flow, and what callers get by one of them
    rollback.py   putting an earlier version before callers again
    doing.py      a change while its steps run
    failures.py   what can go wrong with it, in words
    api.py        its endpoints, and what each answers
    convert.py    flow <-> canonical document <-> what the vendor reads
    nodes.py      node kinds <-> the vendor's node types and settings
    limits.py     what the vendor cannot do, as rules

How requests are sent, repeated and paced is the concern of `providers/http`; which steps are needed, of plan.
"""
