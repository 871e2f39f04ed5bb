"""Hypothesis strategies: random syntax trees that can be written in the language, and sources made from them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from ivrplan.language.source import SourceText
from ivrplan.language.syntax import (
    Attribute,
    Binary,
    BinaryOperator,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Label,
    Literal,
    Object,
    Parenthesis,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
    Tuple,
    Unary,
    Variable,
)

NOWHERE = (0, 0)

OPERATORS: tuple[BinaryOperator, ...] = (
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
)

KEYWORDS = {"true", "false", "null", "for", "in", "if"}

names = st.from_regex(r"[a-zA-Z_é名][a-z0-9_é-]{0,5}", fullmatch=True).filter(
    lambda name: name not in KEYWORDS
)

texts = st.text(
    st.one_of(st.sampled_from('"\\${}%~ \n\r\t<E'), st.characters(exclude_categories=["Cs"])), max_size=12
).map(lambda text: unicodedata.normalize("NFC", text))

numbers = st.one_of(
    st.integers(0, 10**70),
    st.decimals(0, 10**6, places=6).filter(lambda number: number != number.to_integral_value()),
)


def literal(value: str | int | Decimal | bool | None) -> Literal:
    return Literal(*NOWHERE, value)


lines_of_text = texts.map(lambda text: f"{text}\n")

literals = st.one_of(st.none(), st.booleans(), numbers, texts, lines_of_text).map(literal)


def in_parentheses(expression: Expression) -> Expression:
    """Operations cannot stand everywhere without parentheses, and a splat would take the steps that follow it."""
    match expression:
        case Splat() | Binary() | Conditional() | Unary() | ForTuple() | ForObject():
            return Parenthesis(*NOWHERE, expression)
        case _:
            return expression


def steps(target: Expression, path: list[str | Expression]) -> Expression:
    for step in path:
        target = GetAttr(*NOWHERE, target, step) if isinstance(step, str) else Index(*NOWHERE, target, step)
    return target


def join_texts(parts: Sequence[TemplatePart]) -> tuple[TemplatePart, ...]:
    """Text next to text, and empty text, does not come out of the parser."""
    joined: list[TemplatePart] = []
    for part in parts:
        if part == "" or (isinstance(part, str) and joined and isinstance(joined[-1], str)):
            continue
        joined.append(part)
    return tuple(joined)


def make_template(parts: tuple[TemplatePart, ...]) -> Expression:
    if not parts:
        return literal("")
    if len(parts) == 1 and isinstance(parts[0], str):
        return literal(parts[0])
    return Template(
        *NOWHERE, parts, wrap=len(parts) == 1 and not isinstance(parts[0], TemplateIf | TemplateFor)
    )


def composite(
    inner: st.SearchStrategy[Expression], functions: st.SearchStrategy[str]
) -> st.SearchStrategy[Expression]:
    operand = inner.map(in_parentheses)
    path = st.lists(st.one_of(names, inner), min_size=1, max_size=3)
    keys = st.one_of((texts | names).map(literal), inner.map(lambda key: Parenthesis(*NOWHERE, key)))
    key_name, condition = st.none() | names, st.none() | inner
    parts = st.lists(st.one_of(texts, inner), max_size=3).map(join_texts)
    directives = st.one_of(
        st.builds(TemplateIf, st.just(0), st.just(0), inner, parts, parts),
        st.builds(TemplateFor, st.just(0), st.just(0), key_name, names, inner, parts),
    )
    return st.one_of(
        st.builds(Parenthesis, st.just(0), st.just(0), inner),
        st.builds(Unary, st.just(0), st.just(0), st.sampled_from("-!"), operand),
        st.builds(Binary, st.just(0), st.just(0), st.sampled_from(OPERATORS), operand, operand),
        st.builds(Conditional, st.just(0), st.just(0), operand, operand, operand),
        st.builds(steps, operand, path),
        st.builds(
            lambda target, rest: Splat(*NOWHERE, target, steps(SplatItem(*NOWHERE), rest)), operand, path
        ),
        st.builds(
            Call,
            st.just(0),
            st.just(0),
            functions,
            st.lists(inner, min_size=1, max_size=3).map(tuple),
            st.booleans(),
        ),
        st.builds(Tuple, st.just(0), st.just(0), st.lists(inner, max_size=3).map(tuple)),
        st.builds(Object, st.just(0), st.just(0), st.lists(st.tuples(keys, inner), max_size=3).map(tuple)),
        st.builds(ForTuple, st.just(0), st.just(0), key_name, names, inner, inner, condition),
        st.builds(
            ForObject, st.just(0), st.just(0), key_name, names, inner, inner, inner, condition, st.booleans()
        ),
        st.lists(st.one_of(texts, inner, directives), max_size=4).map(join_texts).map(make_template),
    )


def expressions_of(
    variables: st.SearchStrategy[str], functions: st.SearchStrategy[str]
) -> st.SearchStrategy[Expression]:
    """Expressions that refer to these names and call these functions."""
    leaves = literals | variables.map(lambda name: Variable(*NOWHERE, name))
    return st.recursive(leaves, lambda inner: composite(inner, functions), max_leaves=12)


expressions = expressions_of(names, st.lists(names, min_size=1, max_size=2).map("::".join))

SOURCE = SourceText.of_file("printed", "")


def make_body(attributes: dict[str, Expression], blocks: list[Block]) -> Body:
    named = {name: Attribute(*NOWHERE, 0, name, value) for name, value in attributes.items()}
    return Body(*NOWHERE, named, tuple(blocks), SOURCE)


def make_block(kind: str, labels: list[str], body: Body) -> Block:
    return Block(*NOWHERE, 0, kind, tuple(Label(*NOWHERE, label) for label in labels), body)


attributes = st.dictionaries(names, expressions, max_size=3)

bodies: st.SearchStrategy[Body] = st.recursive(
    st.builds(make_body, attributes, st.just([])),
    lambda inner: st.builds(
        make_body,
        attributes,
        st.lists(st.builds(make_block, names, st.lists(texts, max_size=2), inner), max_size=3),
    ),
    max_leaves=5,
)
