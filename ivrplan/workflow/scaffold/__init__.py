"""The first files of a project, from templates that lie here; what is a vendor's own comes from its provider's folder.

    table.py     the files: which there are, where they go, what they are for
    write.py     written into a folder; what is there already is kept
    files/       the templates, with marks such as `@provider@`

When a project begins, and what else `ivrplan init` does, is the concern of `init.py` above.
"""
