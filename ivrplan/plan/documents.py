"""Three-way comparison of canonical documents.

Four documents of one resource meet here: what the configuration asks for now (desired), what it asked for at the
last apply (sent), what the vendor answered then (prior), and what the vendor has now (live). From them follows the
one document that the vendor shall have (target), part by part:

| the part is | then the target has |
| --- | --- |
| desired, as it was sent, and live as it was answered | what is live: the vendor's own way of writing it |
| desired otherwise | what is desired |
| not desired, but was sent | nothing: we take it away |
| neither desired nor sent, but was answered | what was answered: the vendor's default stays, a change of it is undone |
| live only | nothing: somebody added it |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, final

from ivrplan.language.plain import Document, Masked, Path
from ivrplan.language.plain import same as same_value
from ivrplan.language.values import Sensitive, reveal


@final
class Absent:
    """Stands for a part that a document does not have."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(absent)"


ABSENT: Final = Absent()
_NOTHING: Final[Mapping[str, Any]] = {}


def same(left: Any, right: Any) -> bool:
    """Whether two parts mean the same. A part that is absent is like no part that is there, masked ones included."""
    if left is ABSENT or right is ABSENT:
        return left is right
    return same_value(left, right)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One part that differs. `before` or `after` is `ABSENT` where the part is added or removed."""

    path: Path
    before: Any
    after: Any


def target(
    desired: Document, *, sent: Document | None, prior: Document | None, live: Document | None
) -> Document:
    """The document that the vendor shall have.

    Without `sent` nothing is known of who put what into `live`, so the desired document alone counts.
    """
    if sent is None or prior is None or live is None:
        return desired
    return _target(desired, sent, prior, live)


def _target(desired: Document, sent: Document, prior: Document, live: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, part in desired.items():
        before, answered = sent.get(name, ABSENT), prior.get(name, ABSENT)
        result[name] = _part(part, before, answered, live.get(name, ABSENT))
    for name, answered in prior.items():
        if name not in desired and name not in sent:
            result[name] = _kept(answered, live.get(name, ABSENT))
    return _present(result)


def _kept(prior: Any, live: Any) -> Any:
    """A vendor's default. The live side is preferred where both agree: it is the one that is in clear.

    It also stays where the vendor answered with a secret: of that only a mask is known, which cannot be sent back.
    """
    if same(prior, live):
        return live
    if isinstance(prior, Masked):
        return live
    if isinstance(prior, Mapping) and (isinstance(live, Mapping) or live is ABSENT):
        there = _mapping(live)
        kept = _present({name: _kept(part, there.get(name, ABSENT)) for name, part in prior.items()})
        nothing_left = prior and not kept and live is ABSENT
        return ABSENT if nothing_left else kept
    return prior


def _present(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part is not ABSENT}


def _part(desired: Any, sent: Any, prior: Any, live: Any) -> Any:
    if isinstance(desired, Mapping):
        return _target(desired, _mapping(sent), _mapping(prior), _mapping(live))
    settled = same(desired, sent) and same(prior, live)
    if settled and live is not ABSENT and not isinstance(desired, Sensitive):
        return live
    return desired


def _mapping(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else _NOTHING


def changes(before: Document, after: Document) -> tuple[FieldChange, ...]:
    """What differs between two documents, leaf by leaf, in the order of `after`; removed parts come last."""
    return tuple(_changes(before, after, ()))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], path: Path) -> Iterator[FieldChange]:
    if before is after:
        return
    for name, part in after.items():
        old = before.get(name, ABSENT)
        if isinstance(part, Mapping) and isinstance(old, Mapping):
            yield from _changes(old, part, (*path, name))
        elif not same(old, part):
            yield FieldChange((*path, name), old, part)
    for name, old in before.items():
        if name not in after:
            yield FieldChange((*path, name), old, ABSENT)


def patch(document: Document, differences: Iterable[FieldChange]) -> Document:
    """The document with these changes made."""
    result: dict[str, Any] = dict(document)
    for change in differences:
        _set(result, change.path, change.after)
    return result


def _set(document: dict[str, Any], path: Path, value: Any) -> None:
    if value is ABSENT and not holds(document, path):
        return
    head, *rest = path
    if rest:
        inner = dict(_mapping(document.get(head)))
        _set(inner, tuple(rest), value)
        document[head] = inner
    elif value is ABSENT:
        document.pop(head, None)
    else:
        document[head] = value


def holds(document: Any, path: Path) -> bool:
    """Whether the document has a part at this path."""
    return part_at(document, path) is not ABSENT


def part_at(document: Any, path: Path) -> Any:
    """The part of a document at this path; `ABSENT` where it has none."""
    for name in path:
        if not isinstance(document, Mapping) or name not in document:
            return ABSENT
        document = document[name]
    return document


def covers(live: Document, wanted: Document) -> bool:
    """Whether everything in `wanted` is in `live` with the same value. `live` may hold more."""
    for name, part in wanted.items():
        there = live.get(name, ABSENT)
        if isinstance(part, Mapping):
            if not isinstance(there, Mapping) or not covers(there, part):
                return False
        elif not same(there, part):
            return False
    return True


def conceal(live: Document, *known: Document | None) -> Document:
    """The live document with every part marked sensitive that stands where a known document has a secret, or equals one.

    The place hides what somebody put there instead of our secret. The value hides our secret where a vendor shows it
    at another place than the one we sent it to (somebody renamed a node by hand).
    """
    found = [secret for document in known for secret in _secrets(document or {})]
    if not found:
        return live
    places, values = zip(*found, strict=True)
    secrets = _Secrets(frozenset(places), values)
    return {name: _conceal(part, (name,), secrets) for name, part in live.items()}


class _Secrets(NamedTuple):
    """Where secrets stand, and what they are."""

    places: frozenset[Path]
    values: tuple[Sensitive | Masked, ...]


def _secrets(part: Any, path: Path = ()) -> Iterator[tuple[Path, Sensitive | Masked]]:
    """The secrets in a document, by their places; the items of a tuple are its parts too."""
    if isinstance(part, Sensitive | Masked):
        yield path, part
    elif isinstance(part, Mapping):
        for name, inner in part.items():
            if not isinstance(inner, str):  # most parts are, and a generator for each of them costs
                yield from _secrets(inner, (*path, name))
    elif isinstance(part, tuple):
        for place, inner in enumerate(part):
            yield from _secrets(inner, (*path, str(place)))


def _conceal(part: Any, path: Path, secrets: _Secrets) -> Any:
    if part is None or isinstance(part, Sensitive | Masked):
        return part
    if path in secrets.places:
        return Sensitive(reveal(part))
    if isinstance(part, Mapping):
        return {name: _conceal(inner, (*path, name), secrets) for name, inner in part.items()}
    if isinstance(part, tuple):
        return tuple(_conceal(inner, (*path, str(place)), secrets) for place, inner in enumerate(part))
    return Sensitive(part) if _gives_away(part, secrets) else part


def _gives_away(part: Any, secrets: _Secrets) -> bool:
    """Whether a value is a secret wherever it stands. `true` and an empty text say nothing about where they are from."""
    return part != "" and not isinstance(part, bool) and any(same(each, part) for each in secrets.values)
