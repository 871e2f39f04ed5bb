"""What an editor wants to know about configuration files: pure functions on texts, without any protocol.

    vocabulary.py   what may be written where, with a sentence on each word
    blocks.py       the words of a configuration's blocks; modelwords.py takes words from the classes that check
    schema.py       the words as a JSON Schema
    grammar.py      the words as a TextMate grammar

    texts.py        lines, columns, and texts without their templates
    documents.py    one file: text, syntax tree; library.py has all files of an editor, folder.py those of one root folder
    index.py        what a file declares and refers to, with the place of every name
    navigation.py   definitions, references, renames, outlines
    hover.py        what a word means
    place.py        where a cursor stands in a half-typed text; completion.py says what may be typed there
    checking.py     what is wrong, unsaved changes included

Trees for names and places come from the text with its templates blanked out, not from what the templates make: so every offset is
one in the file, and half-typed files have answers, too. Only the check renders.

What the words mean is decided in flow, config and the providers; here they are only told. How an editor is spoken to is
the language server's concern.
"""
