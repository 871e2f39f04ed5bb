"""What an apply has done, told to others: an audit log, a file of metrics, a webhook.

    settings.py   who is told, from the `ivrplan` block and the environment
    entry.py      one change as an audit entry: its fields, its JSON form, its id
    names.py      what steps and events are called outside
    record.py     entries from what happens during an apply
    interrupted.py entries from the journal that an interrupted apply left
    chain.py      entries sealed into a chain, and what breaks one
    auditlog.py   the log as a file, with its head record
    verify.py     is the log whole?
    families.py   which metrics there are
    openmetrics.py their text form, written and read
    metrics.py    counting, and adding to what the file holds
    signature.py  what a receiver checks
    webhook.py    posting an event
    reporter.py   all of them beside one apply

Nothing here changes what an apply does. The journal (state) says what has been done; here it is told.
"""
