"""The language: text -> syntax -> values.

    template.py   Jinja: source files -> HCL text that still knows where every character came from
    source.py     that text with its positions
    lexer.py      text -> tokens
    parser.py     tokens -> syntax.py; completeness.py: does what is typed need another line?
    format.py     a file in its canonical style, with formatting/
    evaluate.py   expressions of the syntax + a scope -> values.py, with a file for each kind in evaluation/
    functions/    what expressions and templates can call

It knows the language's form only. What blocks and attributes mean is config's concern.
"""
