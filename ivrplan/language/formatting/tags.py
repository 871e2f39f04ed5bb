"""Jinja's tags in a source, and the source with each of them covered by letters.

Covered text has the same length as the source, so offsets are the same in both. An output (`{{ }}`) reads as a name in
code and as text in strings; so does any other tag, with other letters. Whoever scans the covered text sees words, and takes
their text from the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from jinja2 import TemplateSyntaxError

from ivrplan.diagnostics import ConfigurationError, Diagnostic, error
from ivrplan.language.formatting.scan import OUTPUT, STATEMENT, Tag
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.templating.check import SUMMARY, check
from ivrplan.language.templating.failure import syntax_error, too_deep
from ivrplan.language.templating.sandbox import TemplateEnvironment
from ivrplan.language.templating.tokens import SourceFile, TokenSpan, spans

_CAPTURES: Final = frozenset({"macro", "set", "call"})
"""Statements whose body is kept as text and used elsewhere."""


def cover(name: str, text: str) -> tuple[str, tuple[Tag, ...]]:
    r"""The source with its tags covered, and the tags that can be told apart in it.

    Text that is kept by a `set` block, a macro or a `call` block is covered with its tags, unless it stands on lines of
    its own and is HCL: nobody knows where the text will be put, and blanks may matter there.

    Args:
        name: the file as people name it.
        text: what it holds; line ends are `\n`.

    Raises:
        ConfigurationError: the file is no template.
    """
    tags = tuple(_tags(_tokens(SourceFile(name, text))))
    blank = _covered(text, tags, " ")
    shown = tuple(_without_captures(blank, tags))
    covered = _covered(text, shown, STATEMENT)
    if covered.endswith("{#"):  # Jinja itself sees no comment in it while nothing comes behind
        raise ConfigurationError(_unclosed(SourceFile(name, text)))
    return covered, shown


def _unclosed(file: SourceFile) -> Diagnostic:
    end = len(file.text)
    return error(SUMMARY, "The comment that begins here is not closed.", range=file.range(end - 2, end))


def _tokens(file: SourceFile) -> list[TokenSpan]:
    environment = TemplateEnvironment({})
    try:
        tree = environment.parse_file(file)
        check(tree, environment.filters, environment.tests)
    except TemplateSyntaxError as failure:
        raise syntax_error(failure, file, environment.offset_lexer) from None
    except RecursionError:
        raise too_deep(file) from None
    return spans(environment.offset_lexer, file)


def _tags(tokens: Iterable[TokenSpan]) -> Iterator[Tag]:
    start, word = 0, ""
    for token in tokens:
        match token.kind:
            case "variable_begin" | "block_begin":
                start, word = token.start, ""
            case "comment_begin":
                start, word = token.start, "#"
            case "raw_begin" | "raw_end":
                yield Tag(token.start, token.start + len(token.text.rstrip()), "raw")
            case "name":
                word = word or token.text
            case "operator" if word == "set" and token.text == "=":
                word = "set ="
            case "variable_end":
                yield Tag(start, _end(token), "")
            case "block_end" | "comment_end":
                yield Tag(start, _end(token), word)


def _end(token: TokenSpan) -> int:
    """The end of a closing token without the blanks and line ends that it takes with it."""
    return token.start + len(token.text.rstrip())


def _covered(text: str, tags: Iterable[Tag], letter: str) -> str:
    pieces: list[str] = []
    position = 0
    for tag in tags:
        pieces += (text[position : tag.start], (letter if tag.word else OUTPUT) * (tag.end - tag.start))
        position = tag.end
    pieces.append(text[position:])
    return "".join(pieces)


def _without_captures(blank: str, tags: Sequence[Tag]) -> Iterator[Tag]:
    """The tags; instead of those that keep a text as it is, one tag for all of it."""
    index = 0
    while index < len(tags):
        tag = tags[index]
        closing = _closing(tags, index) if tag.word in _CAPTURES else index
        if closing > index and not _is_code(blank, tag.end, tags[closing].start):
            yield Tag(tag.start, tags[closing].end, "kept")
            index = closing
        else:
            yield tag
        index += 1


def _closing(tags: Sequence[Tag], opening: int) -> int:
    """The index of the tag that closes a capture."""
    word, depth = tags[opening].word, 0
    for index in range(opening, len(tags)):
        depth += (tags[index].word == word) - (tags[index].word == f"end{word}")
        if not depth:
            return index
    return opening


_WHOLE_LINES: Final = re.compile(r"[ \t]*\n(?s:.*\n)?[ \t]*")


def _is_code(blank: str, start: int, end: int) -> bool:
    """Whether the stretch is lines of attributes and blocks."""
    if not _WHOLE_LINES.fullmatch(blank, start, end):
        return False
    return not parse(SourceText.of_file("", blank[start:end])).diagnostics
