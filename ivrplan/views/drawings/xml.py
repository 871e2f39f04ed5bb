"""Elements of XML as text. Every text and every attribute is escaped here, and nowhere else."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML may hold."""


def text(content: str) -> str:
    """A text between tags."""
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", content))


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """An element.

    Args:
        name: of the element.
        content: what stands in it, as XML already.
        attributes: by name; an underscore stands for a hyphen, one at the end for nothing. Numbers are rounded to
            tenths.
    """
    said = "".join(f" {_name(key)}={_value(value)}" for key, value in attributes.items() if value != "")
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _name(key: str) -> str:
    return key.removesuffix("_").replace("_", "-")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return quoteattr(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", value))
    return f'"{number(value)}"'


def number(value: float) -> str:
    """A length in tenths, as short as it can be written."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )
