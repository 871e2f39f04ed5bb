"""What we know of what we manage.

    document.py   the state: one document, one record a resource
    journal.py    the durable record of every step's begin and end during apply
    rearrange.py  records at other addresses, or dropped, without anything being sent
    lock.py       who works on it, and whether they still live
    backend.py    the narrow protocols: reader, writer, locker
    backends/     where a state can lie; table.py has one line each
    upgrades/     one file for every change of the format

What the vendor has now is not state: providers read it, plan compares.
"""
