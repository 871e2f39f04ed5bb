"""What may be typed at a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from ivrplan.editor.folder import Folder
from ivrplan.editor.hover import BUILTINS, attribute_text, block_text, function_text, hover_symbol
from ivrplan.editor.index import Kind, Symbol
from ivrplan.editor.place import Place, Slot, place_at
from ivrplan.editor.texts import made_by_template
from ivrplan.editor.vocabulary import AttributeWord, BlockWord
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.outcome import KNOWN
from ivrplan.flow.words import OUTCOMES
from ivrplan.language.functions.table import FUNCTIONS
from ivrplan.rules.table import RULES


class Sort(Enum):
    """What kind of thing is offered, for its icon."""

    BLOCK = "block"
    ATTRIBUTE = "attribute"
    NODE = "node"
    OUTCOME = "outcome"
    FUNCTION = "function"
    REFERENCE = "reference"
    ROOT = "root"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be typed.

    Attributes:
        label: what people choose.
        sort: what kind of thing it is.
        detail: a few words beside it.
        doc: what it means, in Markdown.
        insert: what is put in, when it is not the label.
        snippet: the same with places to fill in (`$1`, `$0`), for editors that can do that.
    """

    label: str
    sort: Sort
    detail: str = ""
    doc: str = ""
    insert: str = ""
    snippet: str = ""


_EXPECTED: Final = {
    "menu": ("timeout", "invalid", "default"),
    "collect": ("default", "timeout", "invalid"),
    "hours": ("open", "closed", "holiday"),
    "request": ("default", "error"),
    "queue": ("full", "default"),
    "transfer": ("busy", "no_answer", "error", "default"),
    "agent": ("busy", "no_answer", "default"),
    "voicemail": ("default", "error"),
    "callback": ("default", "error"),
    "play": ("default",),
    "disclosure": ("default",),
    "set": ("default",),
    "decision": ("default",),
}
"""The outcomes that come first for a kind of node. All others follow."""


_REPEATED: Final = frozenset({"resource", "module", "data", "import"})
"""Blocks that can have instances."""


def complete(folder: Folder, path: Path, offset: int) -> list[Offer]:
    """What may be typed at an offset.

    Args:
        folder: all files.
        path: one of them.
        offset: the cursor's place in it.
    """
    file = folder.files.get(path)
    if file is None:
        return []
    place = place_at(file.document, offset)
    return list(_Offers(folder, place).all())


class _Offers:
    """What may be typed at one place."""

    def __init__(self, folder: Folder, place: Place) -> None:
        self.folder = folder
        self.place = place
        self.word = folder.words.find(place.path)

    def all(self) -> Iterator[Offer]:
        """Everything."""
        match self.place.slot:
            case Slot.ITEM:
                yield from self.items()
            case Slot.LABEL:
                yield from self.labels()
            case Slot.KEY:
                yield from self.keys()
            case Slot.STRING:
                yield from self.strings()
            case Slot.EXPRESSION:
                yield from self.values()
            case Slot.TEMPLATE:
                yield from self.expressions(("var", "local", "path", "workspace"))
            case Slot.NOTHING:
                return

    # Items of a body

    def items(self) -> Iterator[Offer]:
        """Attributes and blocks."""
        known = self.folder.words.blocks if not self.place.path else self.word.blocks if self.word else {}
        present = self.place.present or Counter[str]()
        for attribute in self.word.attributes.values() if self.word else ():
            if attribute.name not in present:
                yield _attribute(attribute)
        yield from self.module_variables(present)
        for block in known.values():
            if block.several or block.word not in present:
                yield _block(block)

    def module_variables(self, present: Counter[str]) -> Iterator[Offer]:
        """The variables of the module that is called."""
        outer, labels = self.place.path[-1] if self.place.path else ("", ())
        called = self.folder.around.get(labels[0]) if outer == "module" and labels else None
        for name in called.names(Kind.VARIABLE) if called else ():
            if called and name not in present:
                doc = hover_symbol(called, Symbol(Kind.VARIABLE, name))
                yield Offer(name, Sort.ATTRIBUTE, "variable", doc, f"{name} = ")

    def labels(self) -> Iterator[Offer]:
        """What a label can be."""
        word, *before = self.place.labels
        if before:
            return
        if word == "allow":
            yield from (Offer(rule.id, Sort.CHOICE, rule.name, rule.why) for rule in RULES)
        types = self.folder.words.types_of("resource" if word == "data" else word)
        for name, block in types.items():
            yield Offer(name, Sort.CHOICE, doc=block.doc)

    # Values

    @property
    def attribute(self) -> AttributeWord | None:
        """The attribute whose value is typed."""
        return self.word.attributes.get(self.place.attribute) if self.word else None

    @property
    def flow(self) -> str:
        """The flow around the place; empty when there is none."""
        outer = self.place.path[0] if self.place.path else ("", ())
        return outer[1][0] if outer[0] == "flow" and outer[1] else ""

    def keys(self) -> Iterator[Offer]:
        """Outcomes, where an object has them as keys."""
        if self.place.attribute != "on" or not self.flow:
            return
        kind = self.place.path[-1][0]
        first = _EXPECTED.get(kind, ())
        for outcome in (*first, *(known for known in KNOWN if known not in first)):
            plain = self.place.quoted or outcome.isidentifier()
            yield Offer(outcome, Sort.OUTCOME, doc=OUTCOMES[outcome], insert="" if plain else f'"{outcome}"')

    def names_nodes(self) -> bool:
        """Whether the value is the name of a node."""
        return bool(self.flow) and self.place.attribute in {"entry", "next", "on", "node"}

    def strings(self) -> Iterator[Offer]:
        """Texts between quotes."""
        if self.names_nodes():
            yield from self.nodes(str)
        elif self.attribute is not None:
            yield from (Offer(choice, Sort.CHOICE) for choice in self.attribute.choices)

    def nodes(self, written: Callable[[str], str]) -> Iterator[Offer]:
        """The nodes of the flow; those that templates made as well, as far as the folder could be loaded."""
        names = dict.fromkeys(
            name for name in self.folder.names(Kind.NODE, self.flow) if not made_by_template(name)
        )
        loaded = self.folder.configuration
        if loaded is not None and self.flow in loaded.flows:
            names |= dict.fromkeys(node.name for node in loaded.flows[self.flow].flow.nodes)
        for name in names:
            yield Offer(name, Sort.NODE, insert=written(name))

    def values(self) -> Iterator[Offer]:
        """Values without quotes."""
        if "." not in self.place.word:
            yield from self.direct()
        yield from self.expressions(
            ("var", "local", "flow", "module", "data", *self.instance(), "path", "workspace")
        )

    def instance(self) -> Iterator[str]:
        """The words that only some blocks have."""
        words = [word for word, _ in self.place.path]
        if words and words[0] in _REPEATED:
            yield from ("each", "count")
        if "postcondition" in words:
            yield "self"

    def direct(self) -> Iterator[Offer]:
        """What fits the attribute."""
        if self.names_nodes():
            yield from self.nodes(lambda name: f'"{name}"')
        elif self.place.attribute == "provider" and self.place.path and self.place.path[-1][0] != "flow":
            yield from (Offer(key, Sort.REFERENCE) for key in self.folder.names(Kind.PROVIDER))
        elif (attribute := self.attribute) is not None:
            if attribute.schema.get("type") == "boolean":
                yield from (Offer(text, Sort.CHOICE) for text in ("true", "false"))
            yield from (Offer(choice, Sort.CHOICE, insert=f'"{choice}"') for choice in attribute.choices)
            if attribute.type == "flow":
                yield from self.references(Kind.FLOW, "flow.")
            if attribute.schema.get("items", {}).get("x-ivrplan-type") == "rule":
                yield from (
                    Offer(rule.id, Sort.CHOICE, rule.name, rule.why, f'"{rule.id}"') for rule in RULES
                )

    # Expressions

    def expressions(self, roots: tuple[str, ...]) -> Iterator[Offer]:
        """References and functions; what goes on after the dots that are there already."""
        before, dot, _ = self.place.word.rpartition(".")
        if dot:
            yield from self.parts(before)
            return
        for root in roots:
            yield Offer(root, Sort.ROOT, doc=BUILTINS.get(root, ""))
        if "flow" in roots:
            types = dict.fromkeys(name.partition(".")[0] for name in self.folder.names(Kind.RESOURCE))
            yield from (Offer(name, Sort.ROOT) for name in types)
        for name, function in FUNCTIONS.items():
            yield Offer(
                name, Sort.FUNCTION, function.signature, function_text(function), f"{name}(", f"{name}($0)"
            )

    def parts(self, before: str) -> Iterator[Offer]:
        """What may follow a dot."""
        steps = before.split(".")
        match steps:
            case ["var"]:
                yield from self.references(Kind.VARIABLE)
            case ["local"]:
                yield from self.references(Kind.LOCAL)
            case ["flow"]:
                yield from self.references(Kind.FLOW)
            case ["module"]:
                yield from self.references(Kind.MODULE)
            case ["module", name] if name in self.folder.around:
                outputs = self.folder.around[name].names(Kind.OUTPUT)
                yield from (Offer(output, Sort.REFERENCE) for output in outputs)
            case ["each"]:
                yield from (Offer(name, Sort.REFERENCE) for name in ("key", "value"))
            case ["count"]:
                yield Offer("index", Sort.REFERENCE)
            case ["path"]:
                yield from (Offer(name, Sort.REFERENCE) for name in ("root", "module"))
            case ["self"]:
                yield from self.attributes(self.type_around())
            case ["data", *rest]:
                yield from self.objects(Kind.DATA, rest)
            case _:
                yield from self.objects(Kind.RESOURCE, steps)

    def type_around(self) -> str:
        """The type of the resource around the place; empty when there is none."""
        word, labels = self.place.path[0] if self.place.path else ("", ())
        return labels[0] if word in {"resource", "data"} and labels else ""

    def references(self, kind: Kind, prefix: str = "") -> Iterator[Offer]:
        """Everything of a kind."""
        for name in self.folder.names(kind):
            doc = hover_symbol(self.folder, Symbol(kind, name))
            yield Offer(f"{prefix}{name}", Sort.REFERENCE, doc=doc)

    def objects(self, kind: Kind, steps: list[str]) -> Iterator[Offer]:
        """Names behind a type, attributes behind a name."""
        declared = self.folder.names(kind)
        match steps:
            case []:
                yield from (
                    Offer(name, Sort.ROOT) for name in {item.partition(".")[0]: 0 for item in declared}
                )
            case [kind_name]:
                found = (name.partition(".") for name in declared)
                yield from (Offer(name, Sort.REFERENCE) for type_, _, name in found if type_ == kind_name)
            case [kind_name, name] if f"{kind_name}.{name}" in declared:
                yield from self.attributes(kind_name)

    def attributes(self, kind_name: str) -> Iterator[Offer]:
        """The attributes of a resource."""
        for name in sorted(self.folder.words.computed.get(kind_name, ())):
            yield Offer(name, Sort.ATTRIBUTE, "known after apply")
        own = self.folder.words.resources.get(kind_name)
        for attribute in own.attributes.values() if own else ():
            yield Offer(attribute.name, Sort.ATTRIBUTE, attribute.type, attribute.doc)


def _attribute(word: AttributeWord) -> Offer:
    detail = f"{word.type}, required" if word.required else word.type
    shapes = {"map": "{ $0 }", "list": "[$0]"}
    value = next((shape for start, shape in shapes.items() if word.type.startswith(start)), "$0")
    if word.schema.get("type") == "string" and "x-ivrplan-type" not in word.schema:
        value = '"$0"'
    return Offer(
        word.name, Sort.ATTRIBUTE, detail, attribute_text(word), f"{word.name} = ", f"{word.name} = {value}"
    )


def _block(word: BlockWord) -> Offer:
    labels = "".join(f' "${{{index}:{label}}}"' for index, label in enumerate(word.labels, 1))
    plain = "".join(f' "{label}"' for label in word.labels)
    sort = Sort.NODE if word.word in KINDS else Sort.BLOCK
    return Offer(
        word.word,
        sort,
        "node" if sort is Sort.NODE else "block",
        block_text(word),
        f"{word.word}{plain} {{\n}}",
        f"{word.word}{labels} {{\n  $0\n}}",
    )
