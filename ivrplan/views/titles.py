"""Resources by their names: the words at the head of their blocks."""

from __future__ import annotations

import re
from typing import Final

from ivrplan.views.text import one_line
from ivrplan.views.values import quoted

_TAIL: Final = r"(?P<label>[^\W\d][\w-]*)(?P<key>\[.*\])?(?P<rest> \(deposed .*\))?$"


def label_of(kind: str, address: str) -> tuple[str, str]:
    """The label that its author gave a resource, and what stands behind it: an instance key, or that it is deposed."""
    found = re.search(rf"(?:^|\.){re.escape(kind)}\.{_TAIL}", address)
    if found is None:
        return address, ""
    return found["label"], (found["key"] or "") + (found["rest"] or "")


def resource_title(kind: str, address: str) -> str:
    """The first words of a resource's block, its instance key behind its label: `resource "x" "main"["uk"]`."""
    return block_title("resource", kind, address)


def block_title(word: str, kind: str, address: str) -> str:
    """The same for a block that begins with another word: `data "x" "main"["uk"]`."""
    label, rest = label_of(kind, address)
    return one_line(f"{word} {quoted(kind)} {quoted(label)}{rest}")
