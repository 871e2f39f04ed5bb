"""Results -> what people and programs read. Views print nothing and decide nothing.

palette.py      colours and signs
values.py       values as they would stand in a configuration
diagnostics.py  problems with their source line and a caret
flows.py        what differs between two call flows, node by node
plans.py        a plan for people
planjson.py     a plan in the shape of Terraform's plan JSON
progress.py     an apply while it runs
drifts.py       drift for people and programs
states.py       state, resources and outputs for people and programs
"""
