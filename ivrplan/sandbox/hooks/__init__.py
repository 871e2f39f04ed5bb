"""Webhooks of all vendors' stand-ins: what is registered, and the deliveries to it.

    body.py        what vendors are asked to call, as far as deliveries are concerned
    table.py       what is registered, with the secrets
    operations.py  listing, creating, reading, replacing and deleting: wire in, wire out
    delivery.py    posting events in the background, with a record of each

A vendor's folder says what its bodies look like, and announces what happens.
"""
