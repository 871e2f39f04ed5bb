"""CXone's stand-in: the flow API as registration (S3) and node configuration (S0) see it.

Both are views of one stored flow. Campaign flows (S1) are others and live in `campaign/`; flow versions and webhooks
(S2) get a place of their own beside these files when they are served.
"""
