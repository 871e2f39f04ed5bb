"""CXone's stand-in: the flow API as registration (S3) and node configuration (S0) see it.

Both are views of one stored flow. Its versions (S2) live in `versions/`. Campaign flows (S1) are others and live in
`campaign/`; webhooks (S2) and event subscriptions (S1) in `hooks.py`.
"""
