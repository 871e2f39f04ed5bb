"""CXone's flow versions (S2): registered, simulated, published.

    models.py      stored versions
    validation.py  what registration refuses
    simulation.py  a simulated call
    answers.py     what the caller does, and what it means where the call is
    elements.py    the elements of a version, with the ways out of each
    responses.py   the operations
    edits.py       what a person does to versions, for the control plane

The flows that they are versions of belong to the folder above.
"""
