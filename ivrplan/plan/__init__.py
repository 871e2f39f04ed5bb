"""What would change, and in which steps: a plan is computed here and never run here.

    documents.py     three-way comparison of canonical documents
    change.py        one resource's change, and the plan
    moves.py         records that stand at other addresses from now on, and objects that are let go
    nodemoves.py     nodes of flows that have another name from now on
    imports.py       objects that vendors have already and that are managed from now on
    generate.py      the configuration of such objects, as text
    writing.py       the blocks that declare an object of a vendor
    labels.py        what such blocks are called
    survey.py        everything that a provider configuration sees at its vendor
    refresh.py       what the vendors have now, as cheaply as they allow
    conditions.py    what is known of conditions
    data.py          objects that are read and not managed
    decide.py        one resource: desired, prior and live -> a change
    dependencies.py  the dependency graph: order, cycles
    handovers.py     flows that hand calls over to each other: ids in documents, orders in spite of circles
    releases.py      the steps of a change with its release, and the tests before it
    history.py       the versions of one resource, and which of them a rollback takes
    rollback.py      the plan of a rollback
    rules.py         the rules that hold for what the plan would deploy
    parts.py         what rules say about flows that are parts of others, told once
    safety.py        plans that must not be applied without a word from a person
    build.py         all of that in order
    planfile.py      saved plans

The configuration says what is desired, state says what we applied last, providers say what is there. Running the
steps is apply's concern.
"""
