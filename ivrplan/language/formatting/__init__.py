"""Formatting inside; `ivrplan.language.format` is the door.

    tags.py      Jinja's tags: where they are, and the text with each of them covered by letters
    scan.py      that text -> lines of tokens, comments kept
    spacing.py   blanks between two tokens
    indent.py    how deep a line is indented
    layout.py    lines of tokens -> text, in columns

Only blanks and empty space at the ends of lines ever change. What a file means is the concern of parser and template.
"""
