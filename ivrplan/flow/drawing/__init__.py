"""Drawings of call flows: what is drawn, and where on the sheet it stands.

    drawing.py   a drawing as a value: nodes, edges, and how they look
    content.py   what a node says of itself in a line
    build.py     a flow -> its drawing
    measure.py   how wide texts are, where no font can be asked
    boxes.py     how large the boxes and the labels are
    skeleton.py  layers, and the wires that run through them
    ordering.py  who stands beside whom: few crossings
    aligning.py  where everything stands across: straight wires
    routing.py   where wires run between the layers, and on which track
    layout.py    all of it together: a drawing -> places

Everything is deterministic, free of recursion, and needs nothing that is installed elsewhere. How a drawing is written
down (SVG, Mermaid, DOT) is the concern of views.
"""
