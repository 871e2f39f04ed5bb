"""Folders -> texts, and what is known before any template runs.

    loader.py          which files make up a folder's configuration, and what they hold
    folders.py         each module's folder, read once however often it is called, rendered for every call
    given.py           what was given to variables, the weakest first
    early.py           variables, and the locals that need nothing else: what templates see
    early_settings.py  `load_settings`: where states lie, without values and flows

What the blocks of rendered files say is the concern of blocks/.
"""
