"""What may be written where, with a sentence on each word: the one source of completion, hover, schema and grammar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AttributeWord:
    """An attribute of a block.

    Attributes:
        name: as it is written.
        doc: what it means.
        schema: the JSON Schema of its value.
        required: the block is wrong without it.
    """

    name: str
    doc: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False

    @property
    def type(self) -> str:
        """The kind of value, as people say it."""
        return type_words(self.schema)

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that it can be, or that its list can hold, where only some can."""
        items = self.schema.get("items", {})
        found = self.schema.get("enum") or items.get("enum") or [self.schema.get("const")]
        return tuple(item for item in found if isinstance(item, str))


@dataclass(frozen=True, slots=True)
class BlockWord:
    """A kind of block.

    Attributes:
        word: as it is written.
        doc: what it means.
        labels: what its labels stand for.
        attributes: what it may say, by name.
        blocks: its nested blocks, by word.
        several: there may be any number of them.
        free: names of attributes are the author's.
    """

    word: str
    doc: str
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeWord] = field(default_factory=dict)
    blocks: Mapping[str, BlockWord] = field(default_factory=dict)
    several: bool = False
    free: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """The attributes that it must have."""
        return tuple(name for name, attribute in self.attributes.items() if attribute.required)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of a configuration.

    Attributes:
        blocks: the blocks of a file, by word. What stands in a resource or provider of a certain type is below.
        resources: what a resource of each type may say, beside what every resource may.
        providers: the same for provider blocks.
        computed: attributes of each resource type that only the vendor can tell.
    """

    blocks: Mapping[str, BlockWord]
    resources: Mapping[str, BlockWord] = field(default_factory=dict)
    providers: Mapping[str, BlockWord] = field(default_factory=dict)
    computed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def find(self, path: Iterable[tuple[str, tuple[str, ...]]]) -> BlockWord | None:
        """The kind of the innermost of some nested blocks; None when one of them is not known.

        Args:
            path: word and labels of each block, the outermost first.
        """
        blocks: Mapping[str, BlockWord] = self.blocks
        found: BlockWord | None = None
        for word, labels in path:
            found = blocks.get(word)
            if found is None:
                return None
            found = self._typed(found, labels)
            blocks = found.blocks
        return found

    def types_of(self, word: str) -> Mapping[str, BlockWord]:
        """What a block of this word may say, by its first label; empty where no label decides that."""
        match word:
            case "resource":
                return self.resources
            case "provider":
                return self.providers
            case _:
                return {}

    def _typed(self, block: BlockWord, labels: tuple[str, ...]) -> BlockWord:
        """The block with what its type may say."""
        own = self.types_of(block.word).get(labels[0]) if labels else None
        if own is None:
            return block
        return BlockWord(
            block.word,
            own.doc or block.doc,
            block.labels,
            {**own.attributes, **block.attributes},
            {**own.blocks, **block.blocks},
            block.several,
        )


def type_words(schema: Mapping[str, Any]) -> str:
    """A JSON Schema of a value, as people say it."""
    match schema:
        case {"x-ivrplan-type": str(words)}:
            return words
        case {"enum": list(choices)}:
            return "one of " + ", ".join(f'"{choice}"' for choice in choices)
        case {"const": str(text)}:
            return f'"{text}"'
        case {"type": "array", "items": dict(items)}:
            return f"list of {type_words(items)}"
        case {"type": "array"}:
            return "list"
        case {"type": "object", "additionalProperties": dict(items)}:
            return f"map of {type_words(items)}"
        case {"type": "object"}:
            return "map"
        case {"type": "boolean"}:
            return "bool"
        case {"type": "integer"}:
            return "whole number"
        case {"type": str(word)}:
            return word
        case _:
            return "any value"
