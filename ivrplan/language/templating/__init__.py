"""How templates work inside; `ivrplan.language.template` is the door.

    tokens.py     Jinja's lexer, taught to give offsets instead of line numbers
    context.py    where in HCL a place of a template stands: code, string, heredoc, comment
    check.py      follows that over a template's syntax tree; refuses what would mix the two up
    generate.py   the tree as Python code, with the way back from that code to the source
    sandbox.py    what templates may touch, and how much of it
    opaque.py     values that templates may only pass on (sensitive, unknown)
    operators.py  arithmetic and text building that cannot blow up
    filters.py    the filters and tests that exist
    escape.py     values as HCL text, by where they are put
    fragment.py   HCL text in pieces that know where they come from
    loader.py     included and imported files, none from outside the root folder
    failure.py    whatever went wrong -> diagnostics at the exact place
    early.py      the blocks that are read before any template runs

Nothing here knows what blocks and attributes mean, except for the names of those early blocks.
"""
