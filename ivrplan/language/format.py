"""A file in its canonical style: the same tokens, other blanks.

The style is that of `terraform fmt`; docs/reference/style.md tells it, and where it differs.
"""

from __future__ import annotations

import re
from typing import Final

from ivrplan.diagnostics import ConfigurationError, Diagnostic
from ivrplan.language.formatting.layout import lay_out
from ivrplan.language.formatting.scan import Scanner, Tag
from ivrplan.language.lexer import UnparsableError
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText

VALUES: Final = ".ivrvars"
"""How the names of files end that hold values of variables. They are no templates."""

_JINJA: Final = re.compile(r"\{[{%#]")
_LINE_ENDS: Final = re.compile(r"\r\n?")


def format_source(name: str, text: str) -> str:
    r"""The text of a file in the canonical style. Formatting what is formatted changes nothing.

    Args:
        name: the file as people name it; diagnostics use it.
        text: what the file holds. A byte order mark is dropped; line ends become `\n`.

    Raises:
        ConfigurationError: the file does not lex or parse; nothing can be said about its style.
    """
    plain = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    covered, tags = _covered(name, plain)
    try:
        lines = Scanner(SourceText.of_file(name, covered), tags).lines()
    except UnparsableError as failure:
        raise ConfigurationError(failure.diagnostic) from None
    return lay_out(plain, lines, tags)


def _covered(name: str, text: str) -> tuple[str, tuple[Tag, ...]]:
    """The text to be scanned, and the tags of Jinja that are covered in it."""
    if name.endswith(VALUES) or not _JINJA.search(text):
        _refuse(parse(SourceText.of_file(name, text)).diagnostics)
        return text, ()
    from ivrplan.language.formatting.tags import cover  # noqa: PLC0415 - Jinja is heavy; few files need it

    return cover(name, text)


def _refuse(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Raise what is wrong, if something is."""
    if diagnostics:
        raise ConfigurationError(*diagnostics)
