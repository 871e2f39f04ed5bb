"""Genesys Cloud's stand-in: flows, their versions, validation that takes a while, and publishing (S4).

Webhooks get a place of their own beside these files when they are served.
"""
