"""Where modules come from: folders beside the caller, and git repositories that the lock file pins.

    address.py    what a `source` says: a local folder, or a place in a git repository
    git.py        the machine's git: a name becomes a commit, a commit becomes files
    commands.py   running git: its environment, its time limit, and the words for its failures
    tree.py       one commit of a repository, written out as a folder
    digest.py     the content of a folder as one short text
    lockfile.py   `.ivrplan.lock.hcl`: which commit and which content each git source stands for
    calls.py      which modules a folder calls, read before any template runs
    folders.py    `ModuleFolders`: the folder that a source names, without network
    install.py    `install`: fetch what is called, pin what is new

What a `module` block means (its inputs, its outputs) is the loader's concern, which asks `ModuleFolders`.
"""
