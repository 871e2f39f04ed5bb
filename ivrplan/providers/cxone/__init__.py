"""NICE CXone.

    provider.py   the provider block, the resource type `cxone_ivr_flow`, its steps
    api.py        the endpoints, and what their answers must look like
    convert.py    flow <-> canonical document
    wire.py       canonical document <-> the two shapes that the vendor knows: connections (S3) and nodes (S0)
    limits.py     what the vendor cannot do, as rules

How requests are authenticated, paced and retried is the HTTP core's concern.
"""
