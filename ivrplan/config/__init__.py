"""A folder of files -> one Configuration.

What the rest of ivrplan gets and gives:

    configuration.py   the result: plain values, and what can be evaluated once vendors have told more
    verdicts.py        conditions in it: what has to hold, and what is known of that
    expectations.py    what `test` blocks expect; scripts.py: the calls that they make, and what these pass of a flow
    request.py         what a caller says to have a folder loaded, and the schemas of vendors' blocks
    build.py           `load`: the phases from one to the other, in order
    result.py          what was evaluated -> the Configuration
    settings.py        what the `ivrplan` block says
    sources.py         the texts behind diagnostics, for snippets; place.py: where something was written
    write.py           the other way: flows and resources -> the text of a file

The phases are folders, in this order:

    files/             folders -> texts, and what is known before any template runs
    blocks/            bodies -> typed parts, a file for each kind of block
    evaluation/        parts -> values, in the order in which they need each other; called modules are entered here
    modules/           where called modules come from: folders and git, pinned in a lock file

How text becomes syntax and values is the language's concern; what a flow may be is the flow package's; what a
provider's or a resource's block may say comes in as `Schemas`. Nothing here speaks to a vendor or reads the state.
"""
