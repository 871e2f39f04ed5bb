"""One file a verb. Each wires the layers, takes plain values, returns plain results, and prints nothing.

    project.py      a root folder, loaded, with its state and its providers
    install.py      the modules that it calls, fetched as the lock file pins them
    init.py         begin a project; scaffold/ has its first files
    validate.py     is the configuration sound?
    lint.py         what could be better about flows?
    cores.py        work on many things, on all cores
    mending/        safe fixes of what was found
    explain.py      what is a rule about?
    test.py         do calls go as tests expect? testing/ has the steps of that
    writetests.py   tests for what no test passes yet
    plan.py         what would change?
    generate.py     the same, with the configuration of what is imported written first
    importing.py    manage one object that the vendor has already
    adopting.py     write the configuration of a whole tenant; adoption.py is what came of it
    newfolder.py    new files that are there as a whole or not at all
    apply.py        make it so (destroy is an apply of a plan to destroy)
    rollback.py     let callers get an earlier version again
    versions.py     which versions a vendor keeps
    drift.py        what has somebody changed?
    listening/      the same, for a flow that a vendor says has changed
    audit.py        the record of what was changed: is it whole, and what does it say?
    reporting.py    who is told what a run does
    show.py         a saved plan
    format.py       files in their canonical style
    inspect.py      what the state holds: resources, outputs
    console.py      what is the value of an expression?
    graph.py        what waits for what?
    flows.py        which flow is meant?
    draw.py         what does a flow look like?
    report.py       what does a flow promise?
    workspaces.py   which workspaces there are; a new one, and one less

How results look is the concern of views; which options there are is cli's.
"""
