"""A node's fields <-> the properties of a CXone node.

A property holds a text, a number or a boolean. Maps take one property an entry, lists are JSON text. A `node` block
passes its settings through under their own names; the property `settings` lists them, so that what a vendor adds by
itself is never taken for a setting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NoReturn

from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode, Custom, Menu
from ivrplan.flow.outcome import is_digit
from ivrplan.language.plain import Masked, to_plain
from ivrplan.language.values import UNKNOWN, Sensitive, Unknown, contains_sensitive, contains_unknown, reveal

PROPERTIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Named and typed by the vendor (S0, "node limits").
        "audio": "audioUrl",
        "timeout": "timeoutSeconds",
        # Named by us: the vendor's documents leave them open.
        "agent": "agent",
        "body": "body",
        "flow": "flow",
        "mailbox": "mailbox",
        "max_digits": "maxDigits",
        "max_seconds": "maxSeconds",
        "method": "method",
        "min_digits": "minDigits",
        "number": "transferTo",
        "outcome": "outcome",
        "priority": "priority",
        "queue": "queue",
        "retries": "maxRetries",
        "say": "text",
        "schedule": "schedule",
        "sensitive": "sensitive",
        "terminator": "terminator",
        "timezone": "timezone",
        "url": "url",
        "variable": "variable",
        # Lists: JSON text.
        "holidays": "holidays",
        "skills": "skills",
        # Maps: one property an entry, behind this prefix.
        "headers": "header.",
        "open": "open.",
        "save": "save.",
        "values": "value.",
    }
)
"""Field of a node -> its property; a trailing dot marks the prefix of a map's entries."""

TYPED: Final[Mapping[str, tuple[tuple[type, ...], str]]] = MappingProxyType(
    {
        "audioUrl": ((str,), "a string"),
        "playBeep": ((bool,), "true or false"),
        "dtmfDigits": ((str,), "a string"),
        "timeoutSeconds": ((int, Decimal), "a number"),
    }
)
"""The properties that the vendor has types for (S0). It compiles wrong ones without a word."""

NAME: Final = "name"
"""The property that holds the node's name in full."""
SETTINGS: Final = "settings"
"""The property of a passed-through node that lists which properties are its settings."""
DIGITS: Final = "dtmfDigits"
"""The keys that a menu listens to (named and typed by the vendor); it follows from the menu's outcomes."""

_LISTS: Final = frozenset({"holidays", "skills"})
_SEVERAL: Final = _LISTS | {field for field, name in PROPERTIES.items() if name.endswith(".")}
"""The fields that hold several values: all others are one property, as it is."""
_NEVER_OPEN: Final = "open"
_OWN: Final = frozenset({NAME, SETTINGS})
_PLAIN: Final = "setting."
_JSON: Final = "json."
_DIGITS_OF_COUNTS: Final = 30
_VENDOR_DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType({"playBeep": False})


def write_properties(node: AnyNode) -> dict[str, Any]:
    """The properties of a node. Unknown and sensitive values stay as they are."""
    written: dict[str, Any] = {NAME: node.name}
    match node:
        case Custom():
            written |= _write_settings(node)
        case Menu():
            _write_fields(node, written)
            if digits := "".join(filter(is_digit, node.edges)):
                written[DIGITS] = digits
        case _:
            _write_fields(node, written)
    return written


def kind_of(working_type: str, properties: Mapping[str, Any]) -> type[AnyNode] | None:
    """The class of a node that is more to us than a vendor's type; None for all that is passed through."""
    kind = KINDS.get(working_type)
    return None if kind is Custom or SETTINGS in properties else kind


def read_fields(kind: type[AnyNode], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a node of this kind, not yet validated. Properties that are not ours are passed over.

    Raises:
        ValueError: a list is not the JSON text that it should be.
    """
    values = {name: _value(value) for name, value in properties.items()}
    read = ((field, _read_field(field, values)) for field in fields_of(kind))
    return {field: value for field, value in read if value is not None}


def read_settings(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a node that is passed through, not yet validated."""
    values = {name: _value(value) for name, value in properties.items() if name not in _OWN}
    if SETTINGS in properties:
        listed = _listed(properties)
        chosen = {name: value for name, value in values.items() if name in listed}
    else:
        chosen = {name: value for name, value in values.items() if not _is_vendor_default(name, value)}
    return dict(_read_setting(name, value) for name, value in chosen.items())


def wrong_types(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The properties whose type is not the vendor's, each with what it must be. What is not known yet may be right."""
    for name, (types, needed) in TYPED.items():
        if name in properties and not _fits(properties[name], types):
            yield name, needed


def owns(working_type: str, properties: Mapping[str, Any], name: str) -> bool:
    """Whether the property of this name is ours to write and to remove; all others stay as they are found."""
    if name in _OWN:
        return True
    if SETTINGS in properties:
        return name in _listed(properties)
    kind = kind_of(working_type, properties)
    if kind is None or (kind is Menu and name == DIGITS):
        return True
    return any(_carries(field, name) for field in fields_of(kind))


def _fits(value: Any, types: tuple[type, ...]) -> bool:
    inner = value.value if isinstance(value, Sensitive) else value
    if isinstance(inner, Unknown):
        return True
    # A boolean is an integer to Python, but no number to the vendor.
    return isinstance(inner, types) and isinstance(inner, bool) == (bool in types)


def _write_fields(node: AnyNode, written: dict[str, Any]) -> None:
    for field in fields_of(type(node)):
        value = getattr(node, field)
        if value is None:
            continue
        if field in _SEVERAL:
            written.update(_write_several(field, value))
        else:
            written[PROPERTIES[field]] = value


def _write_several(field: str, value: Any) -> Iterator[tuple[str, Any]]:
    name = PROPERTIES[field]
    if field in _LISTS:
        yield from [(name, _json_text(value))] if value else []
        return
    yield from ((name + key, part) for key, part in value.items())
    # Opening hours may be given and empty (never open), which is not the same as not given.
    yield from [(_NEVER_OPEN, "")] if field == "open" and not value else []


def _read_field(field: str, properties: Mapping[str, Any]) -> Any:
    name = PROPERTIES[field]
    if field not in _SEVERAL:
        return properties.get(name)
    if field in _LISTS:
        return _parse(properties[name]) if name in properties else None
    entries = {key.removeprefix(name): value for key, value in properties.items() if key.startswith(name)}
    return entries or ({} if field == "open" and _NEVER_OPEN in properties else None)


def _carries(field: str, name: str) -> bool:
    own = PROPERTIES[field]
    if not own.endswith("."):
        return name == own
    return name.startswith(own) or (field == "open" and name == _NEVER_OPEN)


def _write_settings(node: Custom) -> dict[str, Any]:
    properties = {_setting_name(name, value): _setting_value(value) for name, value in node.settings.items()}
    return {SETTINGS: _json_text(sorted(properties)), **properties}


def _setting_name(name: str, value: Any) -> str:
    if _is_nested(value):
        return _JSON + name
    return _PLAIN + name if name in _OWN or name.startswith((_PLAIN, _JSON)) else name


def _setting_value(value: Any) -> Any:
    if not _is_nested(value):
        return value
    plain = UNKNOWN if contains_unknown(value) else _json_text(reveal(value))
    return Sensitive(plain) if contains_sensitive(value) else plain


def _is_nested(value: Any) -> bool:
    inner = value.value if isinstance(value, Sensitive) else value
    return inner is None or isinstance(inner, Mapping | tuple)


def _read_setting(name: str, value: Any) -> tuple[str, Any]:
    if name.startswith(_PLAIN):
        return name.removeprefix(_PLAIN), value
    if not name.startswith(_JSON):
        return name, value
    inner = value.value if isinstance(value, Sensitive) else value
    try:
        parsed = inner if inner is UNKNOWN else _parse(inner)
    except ValueError:
        # Not our JSON: somebody's own property that only looks like it.
        return name, value
    return name.removeprefix(_JSON), Sensitive(parsed) if isinstance(value, Sensitive) else parsed


def _listed(properties: Mapping[str, Any]) -> frozenset[str]:
    try:
        listed = _parse(properties[SETTINGS])
    except ValueError:
        listed = None
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset(properties)


def _is_vendor_default(name: str, value: Any) -> bool:
    return name in _VENDOR_DEFAULTS and _VENDOR_DEFAULTS[name] is value


def _value(value: Any) -> Any:
    """A property as a field takes it: a masked secret is sensitive and not known, whole numbers are integers."""
    if type(value) is str:
        return value
    match value:
        case Masked():
            return Sensitive(UNKNOWN)
        case Decimal() if value.adjusted() < _DIGITS_OF_COUNTS and value == value.to_integral_value():
            return int(value)
        case _:
            return value


def _json_text(value: Any) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False)


def _parse(text: Any) -> Any:
    if not isinstance(text, str):
        msg = "not a text"
        raise ValueError(msg)  # noqa: TRY004 - for callers it is one of several ways to be no JSON text
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        msg = "nested too deeply"
        raise ValueError(msg) from None


def _refuse_constant(name: str) -> NoReturn:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)
