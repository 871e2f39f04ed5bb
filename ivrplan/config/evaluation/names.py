"""What expressions may refer to, and which declared thing a reference means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivrplan.address import DATA
from ivrplan.diagnostics import Diagnostic, Problems, did_you_mean, error
from ivrplan.language.evaluate import Reference, references
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression, Literal, Object

PATHS: Final = ("root", "module")
EACH: Final = ("key", "value")
COUNT: Final = ("index",)
SELF: Final = "self"

_SUMMARY: Final = "Reference to something undeclared"
_SHARED: Final = "Put what its parts have in common into a local."
_SELF_HINTS: Final[Mapping[str, str]] = {
    "local": "Compute it from other values.",
    "flow": "To begin again, lead an edge back to a node.",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that is declared, by the word that references to it begin with.

    Attributes:
        variables: reached by `var.NAME`.
        locals: reached by `local.NAME`.
        flows: reached by `flow.NAME`.
        resources: names by resource type, reached by `TYPE.NAME`.
        types: all resource types that there are, declared or not.
        modules: reached by `module.NAME`; the values tell whether the call has instances.
        data: the keys of data, reached by `data.TYPE.NAME`; the values name the check that it stands in, if it does.
    """

    variables: Collection[str]
    locals: Collection[str]
    flows: Collection[str]
    resources: Mapping[str, Collection[str]]
    types: Collection[str]
    modules: Mapping[str, bool] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where an expression stands, as far as that decides what it may refer to.

    Attributes:
        owner: the key of what the expression belongs to; it must not refer to itself.
        instances: the words that the owner's instances bring: `each`, `count`; and `self` where the owner is judged.
    """

    owner: str = ""
    instances: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolver:
    """Finds what references mean, and reports those that mean nothing."""

    names: Names
    problems: Problems

    def needs(self, nodes: Iterable[Expression], source: SourceText, view: Viewpoint) -> Iterator[str]:
        """The keys (`var.a`, `flow.main`, `cxone_ivr_flow.main`) of everything that some expressions refer to."""
        for node in nodes:
            if is_literal(node):
                continue
            for reference in references(node):
                if (key := self.key(reference, source, view)) is not None:
                    yield key

    def key(self, reference: Reference, source: SourceText, view: Viewpoint) -> str | None:
        """The key of what a reference means; None for what needs nothing first, or means nothing."""
        problem = self._problem(reference, view)
        if problem is not None:
            self.problems.add(replace(problem, range=source.range(reference.start, reference.end)))
            return None
        if reference.root in {"path", "workspace", "each", "count", SELF}:
            return None
        key = f"{reference.root}.{reference.steps[0]}"
        if reference.root == "module":
            key += self._output(reference)
        if reference.root == DATA:
            key = _data_key(reference)
        if key == view.owner:
            self.problems.add(_self_reference(key, source, reference))
            return None
        return key

    def _output(self, reference: Reference) -> str:
        """The output of a module that a reference means: `.flow`; empty when it means the module as a whole."""
        name, *steps = reference.steps
        if self.names.modules[str(name)]:
            steps = steps[1:]
        return f".{steps[0]}" if steps and isinstance(steps[0], str) else ""

    def _problem(self, reference: Reference, view: Viewpoint) -> Diagnostic | None:
        root, names = reference.root, self.names
        match root:
            case "workspace":
                return None
            case "var":
                return _declared(reference, names.variables, "variable")
            case "local":
                return _declared(reference, names.locals, "local")
            case "flow":
                return _declared(reference, names.flows, "flow")
            case "module":
                return _declared(reference, names.modules, "module")
            case "path":
                return _declared(reference, PATHS, "path")
            case "each" | "count":
                return _instance_word(reference, view)
            case "data":
                return self._data(reference, view)
            case "self":
                return None if SELF in view.instances else _no_self()
            case _ if root in names.types or root in names.resources:
                return _declared(reference, names.resources.get(root, ()), root)
            case _:
                return self._unknown(root)

    def _data(self, reference: Reference, view: Viewpoint) -> Diagnostic | None:
        known, key = self.names.data, _data_key(reference)
        if not key:
            hint = "Write data.TYPE.NAME."
            return error("Incomplete reference", '"data" alone is no value; one of its parts is.', hint=hint)
        if key not in known:
            kind, name = key.split(".")[1:]
            hint = did_you_mean(key, known) or f'Declare it: data "{kind}" "{name}" {{ ... }}.'
            return error(_SUMMARY, f'No data of type "{kind}" named "{name}" is declared.', hint=hint)
        if known[key] and view.owner != f"check.{known[key]}":
            return _other_check(key, known[key])
        return None

    def _unknown(self, root: str) -> Diagnostic:
        known = ["var", "local", "flow", "module", "data", "path", "workspace", *self.names.types]
        hint = did_you_mean(root, known) or f'If this is meant as a text, write it in quotes: "{root}".'
        return error("Unknown name", f'There is nothing named "{root}" here.', hint=hint)


def is_literal(node: Expression) -> bool:
    """Whether an expression refers to nothing, as most do; cheap, and true only when it is certain."""
    if type(node) is Literal:
        return True
    if type(node) is Object:
        return all(type(key) is Literal and type(item) is Literal for key, item in node.items)
    return False


def _declared(reference: Reference, known: Collection[str], what: str) -> Diagnostic | None:
    root = reference.root
    if not reference.steps or not isinstance(reference.steps[0], str):
        hint = f"Write {root}.NAME."
        return error("Incomplete reference", f'"{root}" alone is no value; one of its parts is.', hint=hint)
    name = reference.steps[0]
    if name in known:
        return None
    if what == "path":
        return error(_SUMMARY, f'There is no "path.{name}".', hint=did_you_mean(name, known))
    hint = did_you_mean(name, known) or _declare_hint(what, name)
    kind = what if what in {"variable", "local", "flow", "module"} else f'resource of type "{what}"'
    return error(_SUMMARY, f'No {kind} named "{name}" is declared.', hint=hint)


def _declare_hint(what: str, name: str) -> str:
    match what:
        case "variable" | "flow":
            return f'Declare it: {what} "{name}" {{ ... }}.'
        case "local":
            return f"Declare it: locals {{ {name} = ... }}."
        case "module":
            return f'Call it: module "{name}" {{ source = ... }}.'
        case _:
            return f'Declare it: resource "{what}" "{name}" {{ ... }}.'


def _instance_word(reference: Reference, view: Viewpoint) -> Diagnostic | None:
    root = reference.root
    known = EACH if root == "each" else COUNT
    if root not in view.instances:
        argument = "for_each" if root == "each" else "count"
        detail = f'"{root}" has a meaning only inside a block that has "{argument}".'
        return error("Reference outside of instances", detail)
    if reference.steps and reference.steps[0] in known:
        return None
    forms = " or ".join(f"{root}.{name}" for name in known)
    return error("Incomplete reference", f'"{root}" is not a value of its own.', hint=f"Write {forms}.")


def _data_key(reference: Reference) -> str:
    """`data.TYPE.NAME`; empty where the reference does not go so far."""
    steps = reference.steps[:2]
    if len(steps) < 2 or not all(isinstance(step, str) for step in steps):
        return ""
    return ".".join((DATA, *map(str, steps)))


def _other_check(key: str, check: str) -> Diagnostic:
    detail = f'{key} stands in the check "{check}", so only the assertions of that check can refer to it.'
    return error("Reference to data of a check", detail, hint="Write the data block outside of the check.")


def _no_self() -> Diagnostic:
    detail = '"self" stands for the object that a postcondition is about; there is none here.'
    return error("Reference outside of a postcondition", detail, hint="Write the object's address instead.")


def _self_reference(key: str, source: SourceText, reference: Reference) -> Diagnostic:
    return error(
        "Self reference",
        f"{key} refers to itself, so it could never be evaluated.",
        hint=_SELF_HINTS.get(reference.root, _SHARED),
        range=source.range(reference.start, reference.end),
    )
