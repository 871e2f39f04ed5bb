"""What a flow promises to callers: how they get to somebody, how long that takes, and what they hear before.

    ways.py      the shortest ways to where calls may end, with the costs of the simulation
    menus.py     menus by how many come before them; loops, and how often callers can go round
    promises.py  all of it together

How long things take is for `ivrplan/flow/simulation/` to say: a call that presses what is told here goes that way in just
that time, and a test holds the two together.
"""
