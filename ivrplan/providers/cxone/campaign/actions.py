"""A node's fields <-> its actions.

The vendor contract knows actions as `{directive, media_url?, text?, max_retries?}`. A prompt is `text` and `media_url`,
`retries` is `max_retries`. What else a node has (whose voicemail, which hours) stands in `parameters` of the action
under our names: no document says where the vendor keeps it, so that member is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode, Custom
from ivrplan.language.plain import Masked
from ivrplan.language.values import UNKNOWN, Sensitive

PLAY: Final = "play"
COLLECT: Final = "collect"

PARAMETERS: Final = "parameters"
"""The member of an action that holds what the contract has no place for (assumed)."""

ACTIONS: Final = "actions"
"""The one setting of a `node` block: its actions, as the vendor writes them."""

_MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {"say": "text", "audio": "media_url", "retries": "max_retries"}
)
"""Field of a node -> member of an action."""
_PROMPTS: Final = ("say", "audio")


class Shape(NamedTuple):
    """How a kind is written.

    Attributes:
        directive: what the vendor does at such a node.
        speaks_first: whether its prompt is an action of its own, a `play` before the directive.
    """

    directive: str
    speaks_first: bool = False


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "play": Shape(PLAY),
        "disclosure": Shape(PLAY),
        "menu": Shape(COLLECT),
        "collect": Shape(COLLECT),
        "hours": Shape("schedule"),
        "decision": Shape("route"),
        "agent": Shape("route", speaks_first=True),
        "voicemail": Shape("route", speaks_first=True),
        "callback": Shape("schedule", speaks_first=True),
        "disconnect": Shape("disconnect", speaks_first=True),
    }
)
"""The kinds that the vendor can hold; a `node` block passes its own actions through."""


def write_actions(node: AnyNode) -> dict[str, Any]:
    """The actions of a node by their place. Unknown and sensitive values stay as they are."""
    if isinstance(node, Custom):
        return {str(place): part for place, part in enumerate(_own_actions(node), 1)}
    shape = SHAPES.get(node.kind)
    if shape is None:
        return {}
    said, rest = _fields(node)
    actions = [{"directive": PLAY, **said}] if shape.speaks_first and said else []
    actions.append({"directive": shape.directive, **({} if shape.speaks_first else said), **rest})
    return {str(place): action for place, action in enumerate(actions, 1)}


def read_node(name: str, type_: str, actions: Mapping[str, Any], edges: Mapping[str, str]) -> AnyNode:
    """The node that a vendor's node stands for; one of the vendor's own type where it is none of ours.

    Raises:
        ValidationError: it has no name or no type.
    """
    listed = [actions[place] for place in sorted(actions, key=int)]
    known = _read_known(type_, listed, {"name": name, "edges": edges})
    if known is not None:
        return known
    settings = {ACTIONS: tuple(map(_clear, listed))} if listed else {}
    return Custom.model_validate({"name": name, "edges": edges, "type": type_, "settings": settings})


def collects(node: AnyNode) -> Iterator[Mapping[str, Any]]:
    """The actions of a node that collect input."""
    for action in write_actions(node).values():
        if isinstance(action, Mapping) and action.get("directive") == COLLECT:
            yield action


def _own_actions(node: Custom) -> tuple[Any, ...]:
    actions = node.settings.get(ACTIONS, ())
    return tuple(part for part in actions if isinstance(part, Mapping)) if isinstance(actions, tuple) else ()


def _fields(node: AnyNode) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said, and all other members of the action that does the work."""
    said: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    for field in fields_of(type(node)):
        value = getattr(node, field)
        if value == type(node).model_fields[field].default:
            continue
        place = said if field in _PROMPTS else rest if field in _MEMBERS else parameters
        place[_MEMBERS.get(field, field)] = dict(value) if isinstance(value, Mapping) else value
    return said, rest | ({PARAMETERS: parameters} if parameters else {})


def _read_known(type_: str, actions: list[Mapping[str, Any]], common: Mapping[str, Any]) -> AnyNode | None:
    """The node as one of our kinds; None when it is none, or was left in a state that means nothing to us."""
    shape = SHAPES.get(type_)
    if shape is None or [action.get("directive") for action in actions] not in _patterns(shape):
        return None
    given = {
        field: _clear(value)
        for field in fields_of(KINDS[type_])
        if (value := _member(field, actions)) is not None
    }
    try:
        return KINDS[type_].model_validate({**given, **common})
    except ValidationError:
        return None


def _member(field: str, actions: list[Mapping[str, Any]]) -> Any:
    """What the actions say of a field; None where they say nothing."""
    if field in _MEMBERS:
        said = (action.get(_MEMBERS[field]) for action in actions)
    else:
        kept = (action.get(PARAMETERS) for action in actions)
        said = (parameters.get(field) for parameters in kept if isinstance(parameters, Mapping))
    return next((value for value in said if value is not None), None)


def _patterns(shape: Shape) -> tuple[list[str], ...]:
    return ([shape.directive], [PLAY, shape.directive]) if shape.speaks_first else ([shape.directive],)


def _clear(value: Any) -> Any:
    """The value as a flow can hold it: what is masked in a document is a secret that nobody knows."""
    match value:
        case Masked():
            return Sensitive(UNKNOWN)
        case Mapping():
            return {name: _clear(part) for name, part in value.items()}
        case tuple() | list():
            return tuple(_clear(part) for part in value)
        case _:
            return value
