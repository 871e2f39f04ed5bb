"""A folder of files -> one Configuration.

What the rest of ivrplan gets and gives:

    configuration.py   the result: plain values, and what can be evaluated once vendors have told more
    verdicts.py        conditions in it: what has to hold, and what is known of that
    request.py         what a caller says to have a folder loaded, and the schemas of vendors' blocks
    build.py           `load`: the phases from one to the other, in order
    early_settings.py  `load_settings`: where states lie, without values and flows
    sources.py         the texts behind diagnostics, for snippets
    modules/           where modules come from: folders and git, pinned in a lock file

The phases:

    loader.py          files -> text; folders.py reads each folder once
    module.py          all that follows, for one module with its values: the root, or an instance of a call
    given.py           what was given to variables, the weakest first
    early.py           what is known before any template runs; variables.py, validations.py, constants.py
    decode.py          bodies -> what is declared, each thing once
    read.py            blocks -> typed parts; settings.py, reporting.py, flowblock.py, resources.py, providers.py, outputs.py,
                       calls.py, data.py, checks.py, conditions.py, flowtests.py (expectations.py: what a test expects)
    needs.py           what each part refers to; names.py
    dependencies.py    the order of evaluation, and circles that forbid any
    run.py             everything evaluated once; scope.py, program.py, flows.py, instances.py, judging.py
    result.py          the Configuration; imports.py, asking.py
    refactored.py      moved and removed blocks against each other, and against what is declared

What they share: shape.py (what a block may hold, and the words for what it may not), models.py and bodies.py (blocks that
a vendor's model describes), checked.py (values against such a model), refactoring.py (addresses as they are written),
lifecycle.py, versions.py, place.py.

write.py goes the other way: flows and resources -> the text of a file.

How text becomes syntax and values is the language's concern; what a flow may be is the flow package's; what a
provider's or a resource's block may say comes in as `Schemas`. Nothing here speaks to a vendor or reads the state.
"""
