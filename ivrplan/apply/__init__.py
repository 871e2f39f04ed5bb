"""Running a plan: it is done here, and decided nowhere here.

    progress.py   what happens, as typed events
    change.py     the steps of one change, journaled
    rollback.py   what becomes of a record when callers get an earlier version again
    identities.py the ids that changes wait for which refer to each other
    execute.py    all changes, each as soon as what it waits for has ended
    rolling.py    a rollback as a task
    planned.py    what is to be sent, held against what the plan showed
    conditions.py what the plan did not know of conditions, and what checks say in the end
    places.py     where the nodes were written that a vendor complains about
    data.py       data that the plan could not read yet
    recover.py    what an interrupted apply left behind, taken into the state

The plan says what is done. The journal (state) makes every step survive a crash.
"""
