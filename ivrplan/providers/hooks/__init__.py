"""Addresses that a vendor posts its events to, as resources: what is alike for every vendor.

    fields.py      what a block may say: addresses, events, secrets
    collection.py  one collection of a vendor: its endpoints, and its objects <-> canonical documents
    steps.py       the steps of a change, and how to find them again after a crash
    kind.py        the resource type

A vendor's folder says where its collections are and what their objects look like.
"""
