"""CXone's outbound campaign flows (S1): whatever is written becomes a job, and jobs take their time.

    models.py      what is stored: flows and jobs
    jobs.py        jobs from queued to their end, and what they do to flows
    validation.py  shapes (400), and the compliance and topology that make a job fail
    responses.py   the operations
    edits.py       what a person does in the vendor's own editor

Tokens, errors and pages are those of the other systems of the vendor.
"""
