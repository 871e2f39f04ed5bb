"""A small set of calls that together take every edge of a flow that a call can take.

    moves.py       what has to happen at a node so that a call leaves it by an outcome
    situations.py  where calls can be, and with which variables: a search of limited size
    calls.py       calls through these situations, until every edge is taken; and why an edge is not

How a call goes is for `ivrplan/flow/simulation/` to say: what is planned here is what goes there, and a test holds the two
together. What calls have passed is counted in `coverage.py`.
"""
