"""Bodies -> typed parts: what may be written where, and what it says. Nothing is evaluated here that is no constant.

    decode.py          bodies -> what is declared, each thing once
    read.py            declarations -> parts, by the file that knows the kind of block:
                       settings.py (with reporting.py and rulesettings.py), variables.py (with validations.py),
                       providers.py, flowblock.py, resources.py (with lifecycle.py), data.py, outputs.py, calls.py,
                       checks.py, conditions.py, flowtests.py, refactoring.py

What they share: written.py (a block as it is written), shape.py (what a block may hold, and the words for what it may
not), models.py and bodies.py (blocks that a vendor's model describes), checked.py (values against such a model),
constants.py, versions.py.
"""
