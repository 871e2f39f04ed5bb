"""The TextMate grammar of configuration files, for the colours of VS Code and of all who read such grammars.

What is fixed in the language is written here; words of blocks, nodes, attributes and functions come from the tables.
`schema/editors/ivrplan.tmLanguage.json` is a copy of the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ivrplan.editor.vocabulary import BlockWord, Vocabulary
from ivrplan.language.functions.table import FUNCTIONS

SCOPE: Final = "source.ivrplan"
FILE_TYPES: Final = ("ivr.hcl", "ivrvars")

_NAME: Final = r"[^\W\d][\w-]*"
_JINJA_WORDS: Final = (
    "for", "endfor", "in", "if", "elif", "else", "endif", "set", "endset", "macro", "endmacro", "call", "endcall",
    "filter", "endfilter", "include", "import", "from", "as", "with", "endwith", "without", "context", "raw", "endraw",
    "and", "or", "not", "is", "recursive", "ignore", "missing",
)  # fmt: skip


def grammar(words: Vocabulary) -> dict[str, Any]:
    """The grammar, as plain data.

    Args:
        words: all words of a configuration.
    """
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "ivrplan",
        "scopeName": SCOPE,
        "fileTypes": list(FILE_TYPES),
        "patterns": [
            _include(name) for name in ("#jinja", "#comments", "#block", "#attribute", "#expression")
        ],
        "repository": {
            **_jinja(),
            **_structure(words),
            **_strings(),
            **_expressions(),
            **_brackets(),
            **_names(),
        },
    }


def _include(name: str) -> dict[str, str]:
    return {"include": name}


def _rule(name: str, match: str, captures: Mapping[str, str] | None = None) -> dict[str, Any]:
    rule: dict[str, Any] = {"match": match}
    if name:
        rule["name"] = f"{name}.ivrplan"
    return rule | ({"captures": _captures(captures)} if captures else {})


def _captures(names: Mapping[str, str]) -> dict[str, Any]:
    return {number: {"name": f"{name}.ivrplan"} for number, name in names.items()}


def _span(name: str, begin: str, end: str, mark: str, *patterns: str) -> dict[str, Any]:
    """From one mark to another, with what may stand between them."""
    marks = _captures({"0": mark})
    rule: dict[str, Any] = {"begin": begin, "end": end, "beginCaptures": marks, "endCaptures": marks}
    if name:
        rule["name"] = f"{name}.ivrplan"
    return rule | {"patterns": [_include(pattern) for pattern in patterns]}


def _words(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words))


def _jinja() -> dict[str, Any]:
    tag = "punctuation.section.embedded.jinja"
    return {
        "jinja": {
            "patterns": [
                _span("comment.block.jinja", r"\{#", r"#\}", "punctuation.definition.comment.jinja"),
                _span("meta.embedded.jinja", r"\{\{[-+]?", r"[-+]?\}\}", tag, "#jinja-code"),
                _span("meta.embedded.jinja", r"\{%[-+]?", r"[-+]?%\}", tag, "#jinja-code"),
            ]
        },
        "jinja-code": {
            "patterns": [
                _rule("keyword.control.jinja", rf"\b(?:{_words(_JINJA_WORDS)})\b"),
                _rule("constant.language.jinja", r"\b(?:true|false|none|True|False|None)\b"),
                _rule(
                    "",
                    rf"(\|)\s*({_NAME})",
                    {"1": "keyword.operator.jinja", "2": "support.function.filter.jinja"},
                ),
                _rule("string.quoted.double.jinja", r'"(?:[^"\\]|\\.)*"'),
                _rule("string.quoted.single.jinja", r"'(?:[^'\\]|\\.)*'"),
                _include("#numbers"),
                _include("#references"),
                _include("#functions"),
                _rule("variable.other.jinja", _NAME),
                _rule("keyword.operator.jinja", r"==|!=|<=|>=|[-+*/%<>=~|]"),
            ]
        },
    }


def _structure(words: Vocabulary) -> dict[str, Any]:
    nodes = _node_words(words)
    nested = _nested_words(words) - nodes
    header = r'((?:\s+(?:"[^"\n]*"|[^\W\d][\w-]*))*)\s*(?=\{(?![{%#]))'
    labels = {"patterns": [_include("#jinja"), _rule("entity.name.section", r'"[^"\n]*"|[^\W\d][\w-]*')]}
    # Labels can hold Jinja, so a quoted label is any text up to its closing quote.

    def block(known: Iterable[str], scope: str) -> dict[str, Any]:
        return {
            "match": rf"^\s*({_words(known)}){header}",
            "captures": {"1": {"name": f"{scope}.ivrplan"}, "2": labels},
        }

    return {
        "comments": {
            "patterns": [
                _rule("comment.line.number-sign", r"#.*$"),
                _rule("comment.line.double-slash", r"//.*$"),
                _span("comment.block", r"/\*", r"\*/", "punctuation.definition.comment"),
            ]
        },
        "block": {
            "patterns": [
                block(words.blocks, "keyword.control.block"),
                block(nodes, "entity.name.type.node"),
                block(nested, "storage.type.block"),
            ]
        },
        "attribute": {
            "patterns": [
                _rule(
                    "",
                    rf"({_NAME})\s*(=)(?![=>])",
                    {"1": "variable.other.property", "2": "keyword.operator.assignment"},
                )
            ]
        },
    }


def _node_words(words: Vocabulary) -> set[str]:
    return {word for word, block in words.blocks["flow"].blocks.items() if block.labels == ("name",)}


def _nested_words(words: Vocabulary) -> set[str]:
    blocks = (*words.blocks.values(), *words.resources.values(), *words.providers.values())
    return {word for block in blocks for word in _nested(block)}


def _nested(block: BlockWord) -> Iterable[str]:
    for word, inner in block.blocks.items():
        yield word
        yield from _nested(inner)


def _strings() -> dict[str, Any]:
    quote = "punctuation.definition.string"
    return {
        "strings": {
            "patterns": [
                _span("string.quoted.double", '"', '"', quote, "#jinja", "#escapes", "#interpolation"),
                {
                    "name": "string.unquoted.heredoc.ivrplan",
                    "begin": rf"(<<-?)\s*({_NAME})\s*$",
                    "beginCaptures": _captures(
                        {"1": "keyword.operator.heredoc", "2": "keyword.control.heredoc"}
                    ),
                    "end": r"^\s*(\2)\s*$",
                    "endCaptures": _captures({"1": "keyword.control.heredoc"}),
                    "patterns": [_include("#jinja"), _include("#interpolation")],
                },
            ]
        },
        "escapes": {
            "patterns": [
                _rule("constant.character.escape", r"\\(?:[nrt\"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"),
                _rule("constant.character.escape", r"\$\$(?=\{)|%%(?=\{)"),
                _rule("invalid.illegal.escape", r"\\."),
            ]
        },
        "interpolation": {
            "patterns": [
                _span(
                    "meta.interpolation",
                    r"(?<!\$)\$\{~?(?!\{)",
                    r"~?\}",
                    "punctuation.section.interpolation",
                    "#expression",
                ),
                _span(
                    "meta.directive",
                    r"(?<!%)%\{~?(?!\{)",
                    r"~?\}",
                    "punctuation.section.interpolation",
                    "#directives",
                    "#expression",
                ),
            ]
        },
        "directives": {
            "patterns": [_rule("keyword.control.directive", r"\b(?:if|else|endif|for|in|endfor)\b")]
        },
    }


def _expressions() -> dict[str, Any]:
    parts = (
        "#jinja",
        "#comments",
        "#strings",
        "#numbers",
        "#constants",
        "#keywords",
        "#references",
        "#functions",
    )
    return {
        "expression": {
            "patterns": [*map(_include, parts), *map(_include, ("#brackets", "#attribute", "#operators"))]
        },
        "numbers": {
            "patterns": [_rule("constant.numeric", r"(?<![\w-])[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\b")]
        },
        "constants": {"patterns": [_rule("constant.language", r"\b(?:true|false|null)\b")]},
        "keywords": {"patterns": [_rule("keyword.control", r"\b(?:for|in|if)\b(?!\s*=(?!=))")]},
    }


def _names() -> dict[str, Any]:
    return {
        "references": {
            "patterns": [
                _rule(
                    "",
                    rf"\b(var|local|flow|module|data|each|count|path|self)(\.)({_NAME})",
                    {"1": "variable.language", "2": "punctuation.accessor", "3": "variable.other.readwrite"},
                ),
                _rule("variable.language", r"\bworkspace\b(?!\s*=(?!=))"),
                _rule("", rf"(\.)({_NAME})", {"1": "punctuation.accessor", "2": "variable.other.member"}),
            ]
        },
        "functions": {
            "patterns": [
                _rule("support.function", rf"\b(?:{_words(FUNCTIONS)})\b(?=\s*\()"),
                _rule("entity.name.function", rf"{_NAME}(?=\()"),
            ]
        },
        "operators": {
            "patterns": [
                _rule("keyword.operator", r"=>|==|!=|<=|>=|&&|\|\||\.\.\.|[-+*/%!<>?:]"),
                _rule("punctuation.separator", r","),
            ]
        },
    }


def _brackets() -> dict[str, Any]:
    return {
        "brackets": {
            "patterns": [
                _span("meta.parentheses", r"\(", r"\)", "punctuation.section.parens", "#expression"),
                _span("meta.list", r"\[", r"\]", "punctuation.section.brackets", "#expression"),
                _span(
                    "meta.braces",
                    r"\{(?![{%#])",
                    r"\}",
                    "punctuation.section.braces",
                    "#block",
                    "#expression",
                ),
            ]
        },
    }
