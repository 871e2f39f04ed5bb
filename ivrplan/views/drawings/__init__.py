"""Drawings of call flows, written down. What is drawn, and where it stands, is the concern of flow/drawing/.

svg.py      a picture that every browser shows, light and dark
looks.py    colours and shapes of the families of nodes
icons.py    a sign for each kind of node
xml.py      elements of XML as text
mermaid.py  for Markdown: whoever shows it does the layout
dot.py      for Graphviz, which does the layout
"""
