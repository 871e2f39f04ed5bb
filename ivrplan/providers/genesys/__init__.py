"""Genesys Cloud (system S4): flows as versions that are validated, then published.

    provider.py   what its provider block may say; the provider
    flows.py      the resource type `genesys_flow`: its steps, run and found again
    api.py        its endpoints, and what each answers
    convert.py    flow <-> canonical document <-> what the vendor reads
    nodes.py      node kinds <-> the vendor's node types and settings
    limits.py     what the vendor cannot do, as rules

How requests are sent, repeated and paced is the concern of `providers/http`; which steps are needed, of plan.
"""
