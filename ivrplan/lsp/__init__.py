"""The language server: what the editor package knows, told in the Language Server Protocol.

    server.py     the server, its life, and which files are open
    answers.py    questions of the editor: hover, completion, definitions, ...
    checks.py     checks folders after changes and publishes what is wrong
    convert.py    values of the editor package -> those of the protocol, and back

What is true about a configuration is decided in `ivrplan.editor`. pygls is at home here.
"""
