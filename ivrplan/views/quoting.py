"""Texts as DOT and Mermaid write them, so that nothing in them can be read as anything else."""

from __future__ import annotations

import re
from typing import Final

from ivrplan.views.text import printable

_UNSAFE: Final = re.compile(r"[^\w .,:=()\[\]/+~^-]")
"""What Mermaid could take for something else than text, wherever it stands in a label."""


def dot_text(text: str) -> str:
    """A name in quotes. Backslashes are doubled, so that none of them can hide the closing quote."""
    inner = printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inner}"'


def dot_label(text: str) -> str:
    """A text in quotes that is shown as it is: Graphviz reads entities of HTML in labels."""
    return dot_text(text.replace("&", "&amp;"))


def mermaid_text(text: str) -> str:
    """A text in quotes; what could be read as something else is written as the code of its character."""
    return f'"{mermaid_inner(text)}"'


def mermaid_inner(text: str) -> str:
    """The same without quotes, where a text is made of several."""
    return _UNSAFE.sub(lambda found: f"#{ord(found[0])};", printable(text))
