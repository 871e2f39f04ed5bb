"""Keeps trees low enough for functions that recurse over them.

Nesting is bounded while reading. Chains are not nested in the text, but are in the tree: `a + b + c` is `(a + b) + c`.
"""

from __future__ import annotations

from typing import Final

from ivrplan.language.lexer import Cursor
from ivrplan.language.syntax import Expression, TemplatePart, children

MAX_HEIGHT: Final = 200
"""How many nodes may stand below each other in an expression."""


def check_height(cursor: Cursor, expression: Expression) -> None:
    """Refuse an expression that chains hundreds of operators or steps, which only programs write.

    Args:
        cursor: has counted the links of chains since the expression began; few of them need no closer look.
        expression: what was read.

    Raises:
        UnparsableError: the expression's tree is too high.
    """
    if cursor.links > MAX_HEIGHT - 2 * 64 and _height(expression) > MAX_HEIGHT:
        cursor.fail(
            "Expression too long",
            f"The expression chains more than {MAX_HEIGHT} operators, attributes or conditions.",
            hint="Split it into several values in a locals block, or use a function such as sum, anytrue or lookup.",
            start=expression.start,
            end=expression.end,
        )


def _height(expression: Expression) -> int:
    """Counts level by level, without recursion."""
    level: list[TemplatePart] = [expression]
    height = 0
    while level:
        level = [child for part in level for child in children(part)]
        height += 1
    return height
