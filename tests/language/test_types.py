"""Type constraints: what they say, what suits them, and how a message finds the place."""

from __future__ import annotations

import pytest

from ivrplan.diagnostics import EvaluationError
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.types import (
    STRING,
    AttributeType,
    ObjectType,
    Type,
    convert,
    format_type,
    parse_type,
    type_of,
    unify,
)
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Value
from tests.language.values import value_of


def type_from(text: str) -> Type:
    source = SourceText.of_file("case", text)
    parsed = parse_expression(source)
    assert parsed.expression is not None
    return parse_type(parsed.expression, source)


@pytest.mark.parametrize(
    "text",
    [
        "string",
        "number",
        "bool",
        "any",
        "list(string)",
        "set(number)",
        "map(list(bool))",
        "tuple([string, number])",
        "tuple([])",
        "object({})",
        "object({name = string, tags = map(string)})",
        "object({name = optional(string)})",
    ],
)
def test_a_constraint_reads_as_it_is_written(text: str) -> None:
    assert format_type(type_from(text)) == text


def test_an_optional_attribute_has_a_default_of_its_type() -> None:
    kind = type_from(
        'object({a = optional(number, "5"), b = optional(list(string), ["x", -1]), c = optional(any)})'
    )

    assert convert({}, kind) == {"a": 5, "b": ("x", "-1"), "c": None}
    assert convert({"a": None, "b": ("y",)}, kind) == {"a": 5, "b": ("y",), "c": None}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("strng", ['1:1 There is no type "strng". Did you mean "string"?']),
        ("lst(string)", ['1:1 There is no type "lst". Did you mean "list"?']),
        ('"string"', ['1:1 "string" is a text, not a type. Write the type without quotes.']),
        (
            "list",
            [
                "1:1 The type list needs the type of its elements. Write list(string), or list(any) for elements of any one type."
            ],
        ),
        ("object", ["1:1 The type object needs the types of its parts. Write object({ name = string })."]),
        ("string(any)", ["1:1 The type string takes no parts. Write string."]),
        ("list(string, number)", ["1:1 The type list takes exactly one argument."]),
        (
            "optional(string)",
            [
                "1:1 Only an attribute of an object can be optional. Use it on an attribute inside object({...})."
            ],
        ),
        ("tuple(string)", ["1:7 A tuple type lists its element types. Write tuple([string, number])."]),
        ("object([string])", ["1:8 An object type names its attributes. Write object({ name = string })."]),
        ("object({(a) = string})", ["1:9 The name of an attribute in an object type is a plain word."]),
        ("1 + 1", ["1:1 A type is a word such as string, or a form such as list(string)."]),
        ("object({a = optional()})", ["1:13 optional takes a type and, if wanted, a default value."]),
        (
            'object({a = optional(number, "x")})',
            ["1:30 The default does not suit its type: a number is required."],
        ),
        (
            "object({a = optional(string, var.x)})",
            ["1:30 The default of an optional attribute is a constant value."],
        ),
        (
            "object({a = strng, b = list(nmber)})",
            [
                '1:13 There is no type "strng". Did you mean "string"?',
                '1:29 There is no type "nmber". Did you mean "number"?',
            ],
        ),
    ],
)
def test_what_is_no_constraint_is_told_with_its_place(text: str, problems: list[str]) -> None:
    with pytest.raises(EvaluationError) as caught:
        type_from(text)

    told = [
        f"{problem.range.line}:{problem.range.column} {problem.detail} {problem.hint}".strip()
        for problem in caught.value.diagnostics
        if problem.range is not None
    ]
    assert told == problems


@pytest.mark.parametrize(
    ("value", "text", "converted"),
    [
        (1, "string", "1"),
        (True, "string", "true"),
        ("1.50", "number", "1.5"),
        ("false", "bool", False),
        (("b", 1), "list(string)", ("b", "1")),
        (SetValue((1, 2)), "list(string)", ("1", "2")),
        (("b", "a", "b"), "set(string)", SetValue(("a", "b"))),
        ((1, "a"), "list(any)", ("1", "a")),
        ({"a": 1, "b": "x"}, "map(any)", {"a": "1", "b": "x"}),
        ({"a": 1, "b": 2}, "object({a = string})", {"a": "1"}),
        ((1, 2), "tuple([string, number])", ("1", 2)),
        (None, "list(string)", None),
        (UNKNOWN, "number", UNKNOWN),
        ((UNKNOWN, 1), "list(string)", (UNKNOWN, "1")),
        (("a", UNKNOWN), "set(string)", UNKNOWN),
        (Sensitive(1), "string", Sensitive("1")),
        ((Sensitive("a"), "b"), "set(string)", Sensitive(SetValue(("a", "b")))),
        ({"a": (1,)}, "any", {"a": (1,)}),
    ],
)
def test_values_are_converted(value: Value, text: str, converted: Value) -> None:
    expected = value_of("1.5") if converted == "1.5" else converted

    assert convert(value, type_from(text)) == expected


@pytest.mark.parametrize(
    ("value", "text", "problems"),
    [
        (
            ("1", "x", ()),
            "list(number)",
            ["element 1: a number is required.", "element 2: a number is required."],
        ),
        ({"a": "x"}, "map(number)", ['element "a": a number is required.']),
        (
            {"b": {"c": ("x",)}},
            "object({a = string, b = object({c = list(bool)})})",
            ['attribute "a" is required.', 'attribute "b": attribute "c": element 0: a bool is required.'],
        ),
        ({"colour": 1}, "object({color = number})", ['attribute "color" is required (there is "colour").']),
        ((1,), "tuple([string, string])", ["a list of 2 elements is required, but there are 1."]),
        ("x", "list(string)", ["a list of string is required."]),
        ((1, (2,)), "list(any)", ["all elements must have the same type."]),
        ("x", "object({})", ["an object is required."]),
        ("x", "map(any)", ["a map is required."]),
        ("9" * 400 + "e900", "number", ["The number has more than a thousand digits."]),
    ],
)
def test_what_does_not_suit_is_told_with_its_place(value: Value, text: str, problems: list[str]) -> None:
    with pytest.raises(EvaluationError) as caught:
        convert(value, type_from(text))

    assert [problem.detail for problem in caught.value.diagnostics] == problems


def test_nothing_inside_a_secret_is_told() -> None:
    with pytest.raises(EvaluationError) as caught:
        convert({"outer": Sensitive({"hunter2": "x"})}, type_from("map(map(number))"))

    assert [problem.detail for problem in caught.value.diagnostics] == [
        'element "outer": a map of number is required.'
    ]


@pytest.mark.parametrize(
    ("kinds", "common"),
    [
        (["string", "number"], "string"),
        (["number", "bool"], None),
        (["any", "number"], "number"),
        ([], "any"),
        (["list(number)", "list(string)"], "list(string)"),
        (["list(string)", "set(string)"], "list(string)"),
        (["tuple([number])", "set(string)"], "set(string)"),
        (["tuple([number])", "tuple([string])"], "tuple([string])"),
        (["tuple([number])", "tuple([string, bool])"], "list(string)"),
        (["object({a = number})", "object({a = string})"], "object({a = string})"),
        (["object({a = number})", "object({b = string})"], "map(string)"),
        (["object({a = number})", "map(string)"], "map(string)"),
        (["object({a = number})", "object({a = list(string)})"], None),
        (["string", "list(string)"], None),
    ],
)
def test_several_types_have_one_in_common(kinds: list[str], common: str | None) -> None:
    found = unify([type_from(kind) for kind in kinds])

    assert (None if found is None else format_type(found)) == common


def test_the_type_of_a_value() -> None:
    assert format_type(type_of(({"a": 1}, SetValue(("x",)), None, Sensitive(True)))) == (
        "tuple([object({a = number}), set(string), any, bool])"
    )
    assert type_of({"a": "x"}) == ObjectType({"a": AttributeType(STRING)})
