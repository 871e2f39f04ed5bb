"""What a word means, in Markdown, for whoever points at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ivrplan.editor.documents import Document, inside
from ivrplan.editor.folder import Folder
from ivrplan.editor.index import Kind, Symbol
from ivrplan.editor.texts import Span
from ivrplan.editor.vocabulary import AttributeWord, BlockWord
from ivrplan.flow.words import OUTCOMES
from ivrplan.language.functions.contract import Function
from ivrplan.language.functions.jsontext import json_text
from ivrplan.language.functions.table import FUNCTIONS
from ivrplan.language.marks import has_sensitive, has_unknown
from ivrplan.language.syntax import Attribute, Block, Call, Expression, Literal, Object, children
from ivrplan.language.typemodel import format_type
from ivrplan.language.values import Value

LONGEST: Final = 300
"""So many characters of a value are shown."""

BUILTINS: Final = {
    "each": "The instance, inside a block with `for_each`: `each.key` and `each.value`.",
    "count": "The instance, inside a block with `count`: `count.index`, counted from 0.",
    "path": "Folders, as functions that read files take them: `path.root` and `path.module`.",
    "workspace": "The workspace's name.",
    "self": "The object itself, inside a postcondition.",
}


class Hover(NamedTuple):
    """What is told, and about which stretch of the text."""

    markdown: str
    span: Span


def hover(folder: Folder, path: Path, offset: int) -> Hover | None:
    """What stands at an offset; None when there is nothing to say.

    Args:
        folder: all files.
        path: one of them.
        offset: a place in it.
    """
    file = folder.files.get(path)
    if file is None:
        return None
    return next(_found(folder, file.document, offset), None)


def _found(folder: Folder, document: Document, offset: int) -> Iterator[Hover]:
    yield from _reference(folder, document, offset)
    if document.template_at(offset) is not None:
        return
    blocks = document.blocks_at(offset)
    yield from _word(folder, blocks, offset)
    yield from _attribute(folder, inside(blocks, offset), offset)


# References


def _reference(folder: Folder, document: Document, offset: int) -> Iterator[Hover]:
    for use in reversed(folder.files[document.path].index.uses):
        if use.span.holds(offset):
            text = hover_symbol(folder, use.symbol)
            if text:
                yield Hover(text, use.span)
    for item in folder.files[document.path].index.declarations:
        if item.name.holds(offset):
            text = hover_symbol(folder, item.symbol)
            if text:
                yield Hover(text, item.name)


def hover_symbol(folder: Folder, symbol: Symbol) -> str:
    """What something is, in Markdown; empty when that is not known."""
    match symbol.kind:
        case Kind.BUILTIN:
            return BUILTINS[symbol.name]
        case Kind.VARIABLE:
            return _variable(folder, symbol)
        case Kind.FLOW:
            return _flow(folder, symbol)
        case Kind.LOCAL:
            return _titled(f"local.{symbol.name}", _source(folder, symbol, "= "))
        case Kind.NODE:
            return _titled(f'node "{symbol.name}" of flow.{symbol.owner}', _source(folder, symbol))
        case Kind.RESOURCE:
            known = folder.words.resources.get(symbol.name.partition(".")[0])
            return _titled(symbol.name, known.doc if known else "", _source(folder, symbol))
        case Kind.OUTPUT if symbol.owner:
            return _titled(f"module.{symbol.owner}.{symbol.name}", _source(folder, symbol))
        case Kind.MODULE | Kind.DATA | Kind.PROVIDER | Kind.OUTPUT:
            return _titled(f"{symbol.kind}.{symbol.name}", _source(folder, symbol))


def _titled(title: str, *parts: str) -> str:
    """A title and what is known; empty when nothing is."""
    known = [part for part in parts if part]
    return "\n\n".join((f"**{title}**", *known)) if known else ""


def _code(text: str) -> str:
    return f"```hcl\n{text}\n```"


def _source(folder: Folder, symbol: Symbol, prefix: str = "") -> str:
    """The declaration as it is written."""
    for document, item in folder.declared(symbol):
        text = document.text[item.span.start : item.span.end]
        if isinstance(item.item, Attribute):
            expression = item.item.expression
            text = prefix + document.text[expression.start : expression.end]
        return _code(_short(text))
    return ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " ..."


def _variable(folder: Folder, symbol: Symbol) -> str:
    for document, item in folder.declarations(symbol):
        assert isinstance(item.item, Block)
        attributes = item.item.body.attributes
        written = {
            name: document.text[found.expression.start : found.expression.end]
            for name, found in attributes.items()
        }
        description = attributes.get("description")
        about = _text(description) if description else ""
        hidden = written.get("sensitive") == "true"
        facts = [f"type: `{written.get('type', 'any')}`"]
        if "default" in written:
            facts.append("default: (sensitive)" if hidden else f"default: `{_short(written['default'])}`")
        else:
            facts.append("required")
        facts += _value(folder, symbol.name)
        return _titled(f"var.{symbol.name}", about, "\n".join(f"- {fact}" for fact in facts))
    return ""


def _text(attribute: Attribute) -> str:
    expression = attribute.expression
    return expression.value if isinstance(expression, Literal) and isinstance(expression.value, str) else ""


def _value(folder: Folder, name: str) -> Iterator[str]:
    """A variable's value when the folder was last loaded."""
    loaded = folder.configuration.variables.get(name) if folder.configuration else None
    if loaded is not None:
        yield f"value: {shown(loaded.value)}"


def shown(value: Value) -> str:
    """A value in Markdown. No part of a secret is shown."""
    if has_sensitive(value):
        return "(sensitive)"
    if has_unknown(value):
        return "not known here"
    return f"`{_short(json_text(value))}`"


def _flow(folder: Folder, symbol: Symbol) -> str:
    for _, item in folder.declarations(symbol):
        assert isinstance(item.item, Block)
        attributes = item.item.body.attributes
        loaded = folder.configuration.flows.get(symbol.name) if folder.configuration else None
        count = len(loaded.flow.nodes) if loaded else len(folder.names(Kind.NODE, symbol.name))
        facts = [f"{count} {'node' if count == 1 else 'nodes'}"]
        if "entry" in attributes and _text(attributes["entry"]):
            facts.append(f'begins at `"{_text(attributes["entry"])}"`')
        about = _text(attributes["description"]) if "description" in attributes else ""
        return _titled(f"flow.{symbol.name}", about, ", ".join(facts))
    return ""


# Words


def _path(blocks: tuple[Block, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(block.type, tuple(label.value for label in block.labels)) for block in blocks]


def _word(folder: Folder, blocks: tuple[Block, ...], offset: int) -> Iterator[Hover]:
    """The word of a block, or the label that names a type."""
    if not blocks or offset > blocks[-1].header_end:
        return
    block = blocks[-1]
    found = folder.words.find(_path(blocks))
    if found is None:
        return
    span = Span(block.start, block.start + len(block.type))
    if span.holds(offset):
        yield Hover(block_text(found), span)
    first = block.labels[0] if block.labels else None
    if first is not None and folder.words.types_of(block.type) and first.start <= offset <= first.end:
        yield Hover(_titled(first.value, block_text(found)), Span(first.start, first.end))


def _attribute(folder: Folder, blocks: tuple[Block, ...], offset: int) -> Iterator[Hover]:
    if not blocks:
        return
    word = folder.words.find(_path(blocks))
    for item in blocks[-1].body.attributes.values():
        if not item.start <= offset <= item.end:
            continue
        span = Span(item.start, item.name_end)
        if word is not None and span.holds(offset) and item.name in word.attributes:
            yield Hover(attribute_text(word.attributes[item.name]), span)
        yield from _in_expression(item.expression, offset)
        if item.name == "on":
            yield from _outcome(item.expression, offset)


def _in_expression(node: Expression, offset: int) -> Iterator[Hover]:
    """The function that is called at an offset, the innermost first."""
    for child in children(node):
        if not isinstance(child, str) and child.start <= offset <= child.end:
            yield from _in_expression(child, offset)  # type: ignore[arg-type]  # parts of templates have children, too
    if isinstance(node, Call) and Span(node.start, node.start + len(node.name)).holds(offset):
        known = FUNCTIONS.get(node.name.rpartition("::")[2])
        if known is not None:
            yield Hover(function_text(known), Span(node.start, node.start + len(node.name)))


def _outcome(node: Expression, offset: int) -> Iterator[Hover]:
    if not isinstance(node, Object):
        return
    for key, _ in node.items:
        if isinstance(key, Literal) and key.start <= offset <= key.end:
            doc = OUTCOMES.get(str(key.value), "An outcome of the vendor's, or a value of the variable.")
            yield Hover(_titled(f"outcome {key.value}", doc), Span(key.start, key.end))


def attribute_text(word: AttributeWord) -> str:
    """What an attribute means."""
    facts = [word.type, "required"] if word.required else [word.type]
    default = word.schema.get("default")
    facts += [f"default `{json_text(default)}`"] if isinstance(default, str | int | bool) else []
    return _titled(word.name, f"{', '.join(facts)}", word.doc)


def block_text(word: BlockWord) -> str:
    """What a block means."""
    labels = " ".join(f'"{label.upper()}"' for label in word.labels)
    required = ", ".join(f"`{name}`" for name in word.required)
    return _titled(f"{word.word} {labels}".strip(), word.doc, f"Required: {required}." if required else "")


def function_text(function: Function) -> str:
    """What a function returns."""
    signature = f"{function.signature} -> {format_type(function.returns)}"
    return f"{_code(signature)}\n\n{function.description}"
