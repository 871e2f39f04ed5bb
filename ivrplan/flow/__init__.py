"""Flows as data: the vendor-neutral model of a call flow and what can be computed from it alone.

    outcome.py   how a call leaves a node
    frozen.py    an immutable mapping
    fields.py    the types of node fields: text, seconds, edges, settings
    opening.py   opening hours: days and times of day
    reference.py where a goto leads: a vendor's id, or a flow of the configuration
    nodes.py     one class a kind of node
    kinds.py     block word -> class: the one table
    flow.py      a flow: its nodes and its entry, as a value and as JSON
    value.py     a flow as a value of the language
    compose.py   embedded flows inlined
    handover.py  the flows that a flow hands calls over to, and the vendor's ids in their place
    path.py      a caller's way: edges, steps, paths
    graph.py     the call graph: who leads where, what is reachable, what can end
    names.py     names as people tell them apart
    texts.py     all that callers hear, and all that vendors and other systems are given
    variables.py what gives variables values, and where calls come without one
    loops.py     loops as exact node sequences (on components.py, the search for them)
    depth.py     the longest way through
    routes.py    the ways that ask least of callers; what a call comes to before they are asked anything
    announced.py which keys a prompt tells callers to press (with phrases.py, the words of several languages)
    diff.py      what differs between two flows, node by node (with renames.py and content.py, which find and compare)
    differences.py  the closed set of what can differ
    patch.py     a flow and a difference -> the other flow
    simulation/  a call through a flow, offline
    covering/    a small set of calls that together take every edge
    coverage.py  which nodes and edges calls have passed
    drawing/     a flow as a drawing: what is drawn of it, and where everything stands on the sheet
    promises/    how callers get to somebody, how long that takes, and what they hear before

No vendor is known here: what a vendor cannot do and how it writes a flow down belong to its provider. How a flow is
written in a configuration is config's concern; whether it is a good flow is for rules to say.
"""
