r"""Values as HCL text, by where they are put.

| where | text becomes |
| --- | --- |
| code | a quoted string |
| a quoted string | characters of that string |
| a heredoc | an interpolated quoted string: it cannot end the heredoc, whatever it says |
| a comment | the text on one line, without a comment's end |

Nothing a value says can become code: in a string every `$` and `%` that could begin an interpolation, with what stands
next to it in the template too, is written as a `\u` escape.
"""

from __future__ import annotations

import re
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from decimal import Decimal
from typing import Any, Final, assert_never

from jinja2 import Undefined
from jinja2.runtime import LoopContext

from ivrplan.language.templating.context import ContextError, Mode, State, follow, is_dead_line, join
from ivrplan.language.templating.opaque import Kind, Opaque
from ivrplan.language.templating.operators import kind_of, number_text, text_of
from ivrplan.language.values import SetValue


class PlacementError(Exception):
    """A value cannot be put where it should go.

    Args:
        detail: why, as whole sentences.
        hint: what to write instead.
    """

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


class Raw(str):
    """HCL text that a template inserts deliberately, as it is."""

    __slots__ = ()


# Control characters, line and paragraph separators, what ends or escapes in a string, and what could be part of `${`
# with the characters around the value.
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029]|[$%](?=[{$%]|\Z)|\A\{')
_NAMED: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE_BEHIND_DOLLAR = re.compile(r"[$%{\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_COMMENTS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_BEHIND_DOLLAR: Final = "Right behind $ or % this could be read as an interpolation or its escape."


def put(value: Any, state: State) -> str:
    """The HCL text for a value.

    Args:
        value: any value that a template can have, except HCL text made by the template itself.
        state: the place where it is put.

    Raises:
        PlacementError: it cannot stand there.
        OpaqueUseError: it is a part of something that only text can be made of.
        OperandError: it has no text form, or none in HCL.
    """
    if isinstance(value, Raw):
        return check_verbatim(value, state)
    if isinstance(value, Undefined):
        return _nothing(value, state)
    match state.mode:
        case Mode.STRING:
            return _in_string(value, behind_dollar=bool(state.pending))
        case Mode.CODE:
            return literal(value)
        case Mode.HEREDOC:
            return _in_heredoc(value, behind_dollar=bool(state.pending))
        case Mode.LINE_COMMENT | Mode.BLOCK_COMMENT:
            return _in_comment(value)
        case _:
            assert_never(state.mode)


def _nothing(value: Undefined, state: State) -> str:
    """What `a if b` without an else puts out. Other undefined values fail when they are asked for their text."""
    text = str(value)
    if state.mode is not Mode.CODE:
        return put(text, state)
    if state.pending:
        raise PlacementError("Without a value here, what stands before and after it would become one token.")
    return text


def check_verbatim(text: str, state: State) -> str:
    """The text, if HCL stands after it where it stood before it.

    Raises:
        PlacementError: it opens or closes something.
    """
    try:
        after = follow(state, text, 0)
    except ContextError as failure:
        raise PlacementError(f"This HCL cannot be inserted here: {failure.message}") from None
    same = join(state._replace(pending=""), after) is not None
    if after.pending or not same or (state.mode is Mode.HEREDOC and not is_dead_line(after)):
        detail = (
            f"This HCL cannot be inserted here: it would leave {state.mode.value}, or leave something open that it "
            "opens."
        )
        raise PlacementError(detail)
    return str(text)


def escaped(text: str) -> str:
    """Text as the inside of a quoted string.

    Raises:
        PlacementError: it holds half of a surrogate pair, which is no character.
    """
    if _SURROGATE.search(text):
        detail = "The text holds half of a surrogate pair, which is not a character."
        raise PlacementError(detail, r"Write characters beyond U+FFFF as \U with eight digits.")
    return _SPECIAL.sub(_escape, text)


def literal(value: Any) -> str:
    """A value as an HCL expression.

    Raises:
        PlacementError: it has no such form.
    """
    match value:
        case str():
            return f'"{escaped(value)}"'
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal() | float():
            return number_text(value)
        case Opaque():
            return _reference(value)
        case SetValue():
            return f"toset({_list(value)})"
        case Mapping():
            return f"{{ {', '.join(_item(key, part) for key, part in value.items())} }}" if value else "{}"
        case LoopContext():
            raise PlacementError(
                "The variable loop itself is not a value.", "Its parts are: {{ loop.index }}."
            )
        case tuple() | list() | range() | Iterator() | KeysView() | ValuesView() | ItemsView():
            return _list(value)
        case _:
            raise PlacementError(
                f"This is {kind_of(value)}; it cannot be written as HCL.",
                "Functions and macros are called with parentheses: {{ name(...) }}.",
            )


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    return _NAMED.get(found) or f"\\u{ord(found):04x}"


def _list(items: Iterable[Any]) -> str:
    return f"[{', '.join(literal(item) for item in items)}]"


def _item(key: object, value: Any) -> str:
    return f'"{escaped(text_of(key))}" = {literal(value)}'


def _reference(opaque: Opaque) -> str:
    if opaque.kind is not Kind.SENSITIVE:
        opaque.refuse()
    if not opaque.reference:
        raise PlacementError(
            "This value is sensitive, so it must not become a part of the text, and no expression refers to it.",
            "Write it as an HCL expression, without {{ }}.",
        )
    return opaque.reference


def _in_string(value: Any, *, behind_dollar: bool) -> str:
    if isinstance(value, Opaque):
        if behind_dollar:
            raise PlacementError(_BEHIND_DOLLAR, "Write the sensitive value as an HCL interpolation.")
        return f"${{{_reference(value)}}}"
    return escaped(_scalar_text(value))


def _in_heredoc(value: Any, *, behind_dollar: bool) -> str:
    if isinstance(value, Opaque) and not behind_dollar:
        return f"${{{_reference(value)}}}"
    if not behind_dollar:
        return f'${{"{escaped(_scalar_text(value))}"}}'
    if isinstance(value, Opaque) or _UNSAFE_BEHIND_DOLLAR.search(text := _scalar_text(value)):
        raise PlacementError(_BEHIND_DOLLAR, "Put the $ or % into the value, or something between the two.")
    return text


def _scalar_text(value: Any) -> str:
    if value is None or not isinstance(value, str | bool | int | Decimal | float):
        raise PlacementError(
            f"This is {kind_of(value)}; only text, numbers and booleans can be a part of a string.",
            "Outside of a string it is written as HCL. To make text of a list, use the filter join.",
        )
    return text_of(value)


def _in_comment(value: Any) -> str:
    text = value if isinstance(value, str) else _comment_literal(value)
    text = _NOT_IN_COMMENTS.sub(" ", _SURROGATE.sub("?", text)).replace("*/", "* /")
    return f"{'' if text and not text.startswith('/') else ' '}{text}{' ' if text.endswith('*') else ''}"


def _comment_literal(value: Any) -> str:
    return "(sensitive value)" if isinstance(value, Opaque) else literal(value)
