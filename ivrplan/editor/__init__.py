"""What an editor wants to know about configuration files: pure functions on texts, without any protocol.

    vocabulary.py   what may be written where, with a sentence on each word
    blocks.py       the words of a configuration's blocks; modelwords.py takes words from the classes that check
    schema.py       the words as a JSON Schema
    grammar.py      the words as a TextMate grammar

What the words mean is decided in flow, config and the providers; here they are only told. How an editor is spoken to is
the language server's concern.
"""
