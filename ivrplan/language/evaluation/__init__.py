"""How each kind of expression becomes a value. `ivrplan.language.evaluate` is the entry for everybody else.

    run.py          one evaluation under way
    access.py       names, attributes, indexes, splats
    operators.py    operators, conditionals
    loops.py        `for` expressions, and what `for` directives repeat
    template.py     text with interpolations and directives
    call.py         function calls
    references.py   what an expression refers to, without a value

Functions themselves are in the folder `functions`; what converts to what is in `convert.py`.
"""
