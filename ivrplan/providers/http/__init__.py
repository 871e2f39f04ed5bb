"""The one HTTP core: every request to a vendor goes through it, and httpx is imported nowhere else.

    client.py     ApiClient: one request with its token, pace and retries; `connect` opens one
    operation.py  what is asked of a vendor, and whether it may be asked twice
    profile.py    what differs between vendors: tokens, error bodies, correlation ids, hints
    runtime.py    time, chance and transport, so that tests need none of the real ones
    tokens.py     bearer tokens: cached, refreshed early, fetched once for all who wait
    retry.py      when to try again, and after how long
    rate.py       how fast requests may leave, learned from 429
    bodies.py     what is sent; sensitive values are revealed here and nowhere else
    answers.py    what came back, checked before it is believed
    errors.py     failed calls as diagnostics
    redact.py     secrets out of every text
    poll.py       waiting for something that a vendor does in its own time
    settle.py     sending what must not happen twice where the vendor knows no idempotency key
    lanes.py      connections
    post.py       one message to a URL that a person named, which is no vendor

What an endpoint is called, what goes into it and what its answer means is the business of a vendor's folder.
"""
