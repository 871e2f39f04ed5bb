"""Outbound campaign flows of NICE CXone (S1): every write is a job that the vendor runs in its own time.

    flows.py     the resource type `cxone_campaign_flow`
    steps.py     the steps of a change, and how to find them again after a crash
    failures.py  what can go wrong with a change, in words
    api.py       the endpoints, and what their answers must look like
    convert.py   flow <-> canonical document
    actions.py   fields of a node <-> its actions
    wire.py      canonical document <-> what is sent and answered; documents compared
    limits.py    what the vendor cannot do, as rules

The provider itself (credentials, address, connection) is that of the folder above.
"""
