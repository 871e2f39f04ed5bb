"""NICE CXone.

    provider.py    the provider: credentials, address, connection
    settings.py    what its block may say
    flows.py       the resource type `cxone_ivr_flow`
    campaign/      the resource type `cxone_campaign_flow` (S1), in files of the same names
    releases/      what callers get of a `cxone_ivr_flow`: versions (S2)
    webhooks.py    the resource type `cxone_webhook` (S2)
    subscriptions.py   the resource type `cxone_event_subscription` (S1)
    steps.py       the steps of a change, and how to find them again after a crash
    api.py         the endpoints, and what their answers must look like
    convert.py     flow <-> canonical document
    properties.py  fields of a node <-> its properties
    wire.py        canonical document <-> the two shapes that the vendor knows: connections (S3) and nodes (S0)
    limits.py      what the vendor cannot do, as rules
    paging.py      listings
    values.py      JSON answers as values of the language

How requests are authenticated, paced and retried is the HTTP core's concern.
"""
