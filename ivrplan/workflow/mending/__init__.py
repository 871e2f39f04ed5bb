"""Safe fixes: what findings offer, written into the files.

edits.py   edits of texts
places.py  fix -> edit, or why there is none
proof.py   whether edits changed what they should, and nothing else
mend.py    the whole of it: find, edit, prove, write
"""
